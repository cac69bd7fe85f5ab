#include "connectors/ehr/answer_author.h"

#include <gtest/gtest.h>

namespace chartbridge::ehr {
namespace {

struct Page {
  const char* type;
  const char* body;
  Author author;
};

class EveryPage : public testing::TestWithParam<Page> {};

TEST_P(EveryPage, IsKnownByWhoWroteIt) {
  const Page& page = GetParam();
  EXPECT_EQ(ReadAuthor({{"Content-Type", page.type}}, page.body), page.author)
      << page.type << page.body;
}

INSTANTIATE_TEST_SUITE_P(
    Table, EveryPage,
    testing::Values(
        Page{"application/fhir+json", R"({"resourceType":"Bundle"})", Author::kFhir},
        Page{"application/json", R"({"resourceType":"Bundle"})", Author::kFhir},
        Page{"text/html", R"( {"resourceType":"Bundle"})", Author::kFhir},
        Page{"", R"({"resourceType":"Bundle"})", Author::kFhir},
        Page{"application/fhir+xml", "<OperationOutcome/>", Author::kFhir},
        Page{"application/fhir+json; charset=utf-8", R"({"resourceType":"Bun)", Author::kFhir},
        Page{"application/json", R"({"resourceType":"Bun)", Author::kUnread},
        Page{"image/jpeg", "\xff\xd8", Author::kUnread},
        Page{"text/html", " \r\n", Author::kNobody}, Page{"", "", Author::kNobody},
        Page{"application/json", R"({"type":"redirect","location":"/fhir/__sign-in"})",
             Author::kLogInPage},
        Page{"text/html", "<!doctype html><title>Log In</title>", Author::kLogInPage},
        Page{"text/html; charset=utf-8", "<form><input type=PASSWORD></form>", Author::kLogInPage},
        Page{"application/xhtml+xml", "<html><a href='/SAML2/SSO'>", Author::kLogInPage},
        Page{"text/html", "<html>502 Bad Gateway</html>", Author::kOtherPage},
        Page{"text/plain", "default backend - 404", Author::kOtherPage},
        Page{"application/json", R"({"message":"no Route matched"})", Author::kOtherPage},
        Page{"application/json", "[]", Author::kOtherPage},
        Page{"application/json", "true", Author::kOtherPage}));

}  // namespace
}  // namespace chartbridge::ehr
