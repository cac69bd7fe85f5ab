#include "connectors/ehr/outcome.h"

#include <gtest/gtest.h>

#include "base/instant.h"

namespace chartbridge::ehr {
namespace {

const Instant kNow = *ParseInstant("2026-11-22T09:00:00Z");

TEST(ReadOutcome, KeepsSeverityCodeAndPathAndLeavesOutWords) {
  const auto issues = ReadOutcome(R"({"resourceType":"OperationOutcome","issue":[
    {"severity":"error","code":"value","expression":["Communication.payload[0].content"],
     "diagnostics":"bad text: my rash","details":{"text":"Anna wrote my rash"}},
    {"severity":"warning","code":"required","location":["Communication.status"]}]})");
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].severity, Severity::kError);
  EXPECT_EQ(issues[0].code, "value");
  EXPECT_EQ(issues[0].expression, "Communication.payload[0].content");
  EXPECT_EQ(issues[0].text, "");
  EXPECT_EQ(issues[1].severity, Severity::kWarning);
  EXPECT_EQ(issues[1].expression, "Communication.status");
}

TEST(ReadOutcome, P8_AQuotedWordInAPathIsCutOff) {
  const auto issues = ReadOutcome(R"j({"resourceType":"OperationOutcome","issue":[
    {"severity":"error","code":"invariant","expression":["Patient.name.where(family='Levi')"]},
    {"severity":"error","code":"Anna Levi","expression":["+972 55 555 0101"]}]
})j");
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].expression, "Patient.name.where(family");
  EXPECT_EQ(issues[1].expression, "");
  EXPECT_EQ(issues[1].code, "processing");
}

TEST(ReadOutcome, ReadsOutcomesOfBundleEntries) {
  const auto issues = ReadOutcome(R"({"resourceType":"Bundle","entry":[
    {"response":{"status":"400","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}}},
    {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"fatal","code":"timeout"}]}},
    {"resource":{"resourceType":"Patient"}}]})");
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[1].severity, Severity::kFatal);
}

TEST(ReadOutcome, SurvivesWhateverComes) {
  for (const char* body : {"", "<html>502 Bad Gateway</html>", "null", "[]", "{", "{\"issue\":3}",
                           "\xff\xfe", R"({"resourceType":"OperationOutcome"})",
                           R"({"resourceType":"OperationOutcome","issue":{}})",
                           R"({"resourceType":"Bundle","entry":"x"})"}) {
    EXPECT_TRUE(ReadOutcome(body).empty()) << body;
  }
  EXPECT_EQ(ReadOutcome(R"({"resourceType":"OperationOutcome","issue":[null,7,"x"]})").size(), 3u);
}

TEST(ReadOutcome, HundredsOfIssuesAreCapped) {
  std::string body = R"({"resourceType":"OperationOutcome","issue":[{"code":"value"})";
  for (int i = 0; i < 500; ++i) body += R"(,{"code":"value"})";
  EXPECT_EQ(ReadOutcome(body + "]}").size(), 32u);
}

TEST(ReadRetryAfter, SecondsAndDates) {
  using std::chrono::seconds;
  EXPECT_EQ(ReadRetryAfter("120", kNow), Milliseconds(seconds(120)));
  EXPECT_EQ(ReadRetryAfter(" 0 ", kNow), Milliseconds(0));
  EXPECT_EQ(ReadRetryAfter("Sun, 22 Nov 2026 09:00:30 GMT", kNow), Milliseconds(seconds(30)));
  EXPECT_EQ(ReadRetryAfter("Sun, 22 Nov 2026 08:00:00 GMT", kNow), Milliseconds(0));
}

TEST(ReadRetryAfter, NonsenseIsNothingAndYearsAreADay) {
  EXPECT_EQ(ReadRetryAfter("", kNow), std::nullopt);
  EXPECT_EQ(ReadRetryAfter("soon", kNow), std::nullopt);
  EXPECT_EQ(ReadRetryAfter("-5", kNow), std::nullopt);
  EXPECT_EQ(ReadRetryAfter("99999999999999999999", kNow), Milliseconds(std::chrono::hours(24)));
  EXPECT_EQ(ReadRetryAfter("Sun, 22 Nov 2099 09:00:30 GMT", kNow),
            Milliseconds(std::chrono::hours(24)));
}

struct Row {
  int status;
  FailureKind writing;
  FailureKind reading;
};

class EveryAnswer : public testing::TestWithParam<Row> {};

TEST_P(EveryAnswer, IsSortedByWhatToDoNext) {
  const Row& row = GetParam();
  EXPECT_EQ(SortStatus(row.status, false), row.writing);
  EXPECT_EQ(SortStatus(row.status, true), row.reading);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EveryAnswer,
    testing::Values(Row{301, FailureKind::kUnreachable, FailureKind::kUnreachable},
                    Row{302, FailureKind::kUnreachable, FailureKind::kUnreachable},
                    Row{400, FailureKind::kRefused, FailureKind::kRefused},
                    Row{401, FailureKind::kUnauthorized, FailureKind::kUnauthorized},
                    Row{403, FailureKind::kForbidden, FailureKind::kForbidden},
                    Row{404, FailureKind::kNotOffered, FailureKind::kNotOffered},
                    Row{405, FailureKind::kNotOffered, FailureKind::kNotOffered},
                    Row{408, FailureKind::kInDoubt, FailureKind::kUnreachable},
                    Row{409, FailureKind::kConflict, FailureKind::kConflict},
                    Row{410, FailureKind::kNotFound, FailureKind::kNotFound},
                    Row{412, FailureKind::kAmbiguous, FailureKind::kAmbiguous},
                    Row{413, FailureKind::kTooLarge, FailureKind::kTooLarge},
                    Row{415, FailureKind::kRefused, FailureKind::kRefused},
                    Row{422, FailureKind::kRefused, FailureKind::kRefused},
                    Row{429, FailureKind::kThrottled, FailureKind::kThrottled},
                    Row{500, FailureKind::kInDoubt, FailureKind::kUnreachable},
                    Row{501, FailureKind::kNotOffered, FailureKind::kNotOffered},
                    Row{502, FailureKind::kInDoubt, FailureKind::kUnreachable},
                    Row{503, FailureKind::kThrottled, FailureKind::kThrottled},
                    Row{504, FailureKind::kInDoubt, FailureKind::kUnreachable}),
    [](const auto& info) { return "status" + std::to_string(info.param.status); });

TEST(SortAnswer, CarriesWaitStatusAndIssues) {
  const auto failure = SortAnswer(429, {{"retry-after", "7"}}, "<html>", false, kNow);
  EXPECT_EQ(failure.retry_after, Milliseconds(7000));
  EXPECT_EQ(failure.http_status, 429);
  EXPECT_TRUE(failure.issues.empty());
}

// D10: it was read of 429 and 503 alone.
TEST(SortAnswer, D10_EveryAnswersWaitIsKept) {
  for (const int status : {302, 400, 401, 403, 404, 408, 409, 412, 422, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(SortAnswer(status, {{"Retry-After", "86400"}}, "", true, kNow).retry_after,
              Milliseconds(std::chrono::hours(24)))
        << status;
    EXPECT_EQ(SortAnswer(status, {{"retry-after", "Sun, 22 Nov 2026 09:00:30 GMT"}}, "", true, kNow)
                  .retry_after,
              Milliseconds(30000));
    EXPECT_EQ(SortAnswer(status, {{"Retry-After", "soon"}}, "", true, kNow).retry_after,
              std::nullopt);
  }
}

// D6: in doubt for ever, where the line was down.
TEST(FindFault, D6_APageInPlaceOfTheEhrIsToldInWords) {
  const http::Pairs html{{"Content-Type", "text/html"}};
  for (const int status : {200, 201, 302, 403, 404, 405, 410, 501}) {
    for (const bool reading : {true, false}) {
      const auto log_in = SortAnswer(status, html, "<html>Please sign in</html>", reading, kNow);
      EXPECT_EQ(log_in.kind, FailureKind::kUnreachable) << status;
      EXPECT_NE(log_in.text.find("a log-in page answered"), std::string::npos) << log_in.text;
      EXPECT_EQ(log_in.http_status, status);
    }
  }
  const auto other = FindFault(200, html, "<html>Welcome</html>", false, kNow);
  ASSERT_TRUE(other);
  EXPECT_NE(other->text.find("a page that is not FHIR answered"), std::string::npos);
  EXPECT_FALSE(FindFault(200, html, "", false, kNow));
  EXPECT_FALSE(FindFault(201, {}, R"({"resourceType":"Communication"})", false, kNow));
  EXPECT_FALSE(FindFault(200, {{"Content-Type", "application/fhir+json"}}, "{", false, kNow));
}

TEST(FindFault, AStatusOfItsOwnSpeaksLouderThanThePage) {
  const http::Pairs html{{"Content-Type", "text/html"}};
  EXPECT_EQ(SortAnswer(401, html, "<html>Log in", false, kNow).kind, FailureKind::kUnauthorized);
  EXPECT_EQ(SortAnswer(503, html, "<html>Log in", false, kNow).kind, FailureKind::kThrottled);
  EXPECT_EQ(SortAnswer(502, html, "<html>Log in", false, kNow).kind, FailureKind::kInDoubt);
  EXPECT_EQ(SortAnswer(403, {}, "", false, kNow).kind, FailureKind::kForbidden);
  EXPECT_EQ(SortAnswer(405, {}, "", false, kNow).kind, FailureKind::kNotOffered);
}

struct Code {
  const char* code;
  FailureKind writing;
  FailureKind reading;
};

class EveryCode : public testing::TestWithParam<Code> {};

TEST_P(EveryCode, D6_OfAnErrorWithSuccessIsSortedByWhatToDoNext) {
  const Code& row = GetParam();
  const std::string body = R"({"resourceType":"OperationOutcome","issue":[
      {"severity":"warning","code":"login"},{"severity":"error","code":")" +
                           std::string(row.code) + "\"}]}";
  EXPECT_EQ(FindFault(200, {}, body, false, kNow)->kind, row.writing);
  EXPECT_EQ(FindFault(200, {}, body, true, kNow)->kind, row.reading);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EveryCode,
    testing::Values(Code{"invalid", FailureKind::kRefused, FailureKind::kRefused},
                    Code{"business-rule", FailureKind::kRefused, FailureKind::kRefused},
                    Code{"login", FailureKind::kUnauthorized, FailureKind::kUnauthorized},
                    Code{"forbidden", FailureKind::kForbidden, FailureKind::kForbidden},
                    Code{"throttled", FailureKind::kThrottled, FailureKind::kThrottled},
                    Code{"lock-error", FailureKind::kConflict, FailureKind::kConflict},
                    Code{"multiple-matches", FailureKind::kAmbiguous, FailureKind::kAmbiguous},
                    Code{"too-long", FailureKind::kTooLarge, FailureKind::kTooLarge},
                    Code{"exception", FailureKind::kInDoubt, FailureKind::kUnreachable},
                    Code{"timeout", FailureKind::kInDoubt, FailureKind::kUnreachable}));

TEST(FindFault, HintsAndWarningsAreNoFault) {
  EXPECT_FALSE(FindFault(200, {}, R"({"resourceType":"OperationOutcome","issue":[
      {"severity":"warning","code":"value"},{"severity":"information","code":"informational"}]})",
                         false, kNow));
}

TEST(ReadDiagnostics, KeepsTheServersWordsWithinBounds) {
  EXPECT_EQ(ReadDiagnostics(R"({"resourceType":"OperationOutcome","issue":[
      {"diagnostics":"one"},{"details":{"text":"two"},"diagnostics":"three"}]})"),
            "one\ntwo\nthree");
  EXPECT_EQ(ReadDiagnostics("<html>"), "");
  std::string euros;
  for (int i = 0; i < 5000; ++i) euros += "\u20ac";
  const auto cut = ReadDiagnostics(
      R"({"resourceType":"OperationOutcome","issue":[{"diagnostics":")" + euros + "\"}]}");
  EXPECT_EQ(cut.size(), 3999u);
}

}  // namespace
}  // namespace chartbridge::ehr
