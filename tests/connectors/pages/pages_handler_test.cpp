#include "connectors/pages/pages_handler.h"

#include <gtest/gtest.h>

#include "connectors/pages/page_settings.h"
#include "exchange_in_memory.h"
#include "fhir/json/parse.h"

namespace chartbridge::pages {
namespace {

constexpr std::array<PageFile, 4> kFiles{{
    {"assets/chart-AbC1.js", "t1", "let a = 1;", "PACKED"},
    {"assets/photo-Xy.png", "t2", "PNG", ""},
    {"chart/index.html", "t3", "<!doctype html>", "PACKED-PAGE"},
    {"chart/launch.html", "t4", "<!doctype html><p>", "PACKED-LAUNCH"},
}};
const http::Pairs kGzip{{"Accept-Encoding", "br, gzip"}};

Reply Chart(const Ask& ask, PageSettings settings = {.folder = "chart"}) {
  PagesHandler pages(kFiles, std::move(settings));
  return Send(pages, ask);
}
Reply Asset(const Ask& ask) { return Chart(ask, {.folder = PagesHandler::kAssets}); }

TEST(PagesHandlerTest, ThePageIsAskedForEachTimeAndItsPartsNeverAgain) {
  const Reply page = Chart({"/chart/"});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<!doctype html>");
  EXPECT_EQ(page.Header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.Header("Cache-Control"), "no-cache");
  EXPECT_EQ(Chart({"/chart/launch.html"}).body, "<!doctype html><p>");
  const Reply part = Asset({"/assets/chart-AbC1.js"});
  EXPECT_EQ(part.Header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(part.Header("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST(PagesHandlerTest, GzipIsForBrowsersThatTakeIt) {
  const Reply packed = Chart({.path = "/chart/", .headers = kGzip});
  EXPECT_EQ(packed.body, "PACKED-PAGE");
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.Header("Vary"), "Accept-Encoding");
  for (const char* wish : {"", "br", "gzip;q=0", "gzip; q=0.000, br", "gzipped"}) {
    const Reply plain = Chart({.path = "/chart/", .headers = {{"Accept-Encoding", wish}}});
    EXPECT_EQ(plain.body, "<!doctype html>") << wish;
    EXPECT_EQ(plain.Header("Content-Encoding"), "") << wish;
    EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding") << wish;
  }
  for (const char* wish : {"*", "gzip;q=0.5", "deflate , gzip ;q=1.0", "x-gzip"}) {
    EXPECT_EQ(Chart({.path = "/chart/", .headers = {{"Accept-Encoding", wish}}}).body,
              "PACKED-PAGE")
        << wish;
  }
  EXPECT_EQ(Asset({.path = "/assets/photo-Xy.png", .headers = kGzip}).body, "PNG");
}

TEST(PagesHandlerTest, APageThatTheBrowserHasIsNotSentAgain) {
  const std::string tag = Chart({"/chart/"}).Header("ETag");
  const std::string packed = Chart({.path = "/chart/", .headers = kGzip}).Header("ETag");
  EXPECT_NE(tag, packed);  // two representations, two strong tags (RFC 9110 section 8.8.3.3)
  for (const std::string& seen : {tag, "W/" + tag, "\"old\", " + tag, std::string("*")}) {
    const Reply reply = Chart({.path = "/chart/", .headers = {{"If-None-Match", seen}}});
    EXPECT_EQ(reply.status, 304) << seen;
    EXPECT_TRUE(reply.body.empty()) << seen;
    EXPECT_EQ(reply.Header("ETag"), tag);
    EXPECT_NE(reply.Header("Content-Security-Policy"), "");
  }
  EXPECT_EQ(Chart({.path = "/chart/", .headers = {{"If-None-Match", "\"old\""}}}).status, 200);
}

TEST(PagesHandlerTest, NothingElseIsServed) {
  for (const char* path :
       {"/chart/nothing.html", "/chart/index.html/", "/chart/assets/chart-AbC1.js",
        "/chart//index.html", "/chart/settings.json"}) {
    const Reply reply = Chart({path});
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.Header("Content-Type"), "text/plain; charset=utf-8") << path;
    EXPECT_NE(reply.Header("Content-Security-Policy"), "") << path;
  }
  EXPECT_EQ(Asset({"/assets/"}).status, 404);
  const Reply written = Chart({"/chart/", "POST"});
  EXPECT_EQ(written.status, 405);
  EXPECT_EQ(written.Header("Allow"), "GET, HEAD");
}

TEST(PagesHandlerTest, WithoutTheSlashTheBrowserIsSentOnWithItsQuery) {
  const Reply moved = Chart({.path = "/chart", .raw_query = "iss=https%3A%2F%2Fehr&launch=x"});
  EXPECT_EQ(moved.status, 308);
  EXPECT_EQ(moved.Header("Location"), "/chart/?iss=https%3A%2F%2Fehr&launch=x");
}

TEST(PagesHandlerTest, Section7_TheHeadersOfThePageThatNobodyMayFrame) {
  const Reply page = Chart({"/chart/"});
  EXPECT_EQ(page.Header("Content-Security-Policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
            "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
            "report-uri /csp-reports");
  EXPECT_EQ(page.Header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.Header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.Header("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_NE(page.Header("Permissions-Policy").find("camera=()"), std::string::npos);
  EXPECT_EQ(page.Header("Strict-Transport-Security"), "");
  EXPECT_EQ(page.Header("Access-Control-Allow-Origin"), "");
}

TEST(PagesHandlerTest, Section7_SettingsOpenTheViewerToTheServersThatLaunchIt) {
  const Security security{
      {"https://ehr.example/fhir", "https://ehr.example/fhir2", "http://127.0.0.1:9000/r4"},
      {"https://portal.example", "https://ward.example:8443/app/"},
      true};
  const Reply page = Chart({"/chart/"}, {.folder = "chart", .security = security});
  const std::string policy = page.Header("Content-Security-Policy");
  EXPECT_NE(policy.find("connect-src 'self' https://ehr.example http://127.0.0.1:9000;"),
            std::string::npos)
      << policy;
  EXPECT_NE(policy.find("frame-ancestors https://portal.example https://ward.example:8443;"),
            std::string::npos)
      << policy;
  EXPECT_EQ(page.Header("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(page.Header("Cross-Origin-Opener-Policy"), "");
  EXPECT_EQ(page.Header("Strict-Transport-Security"), "max-age=31536000; includeSubDomains");
}

TEST(PagesHandlerTest, TheViewerIsToldWhoMayLaunchIt) {
  const ViewerSettings told{
      {"https://ehr.example/fhir"}, {"https://auth.example"}, "/fhir", "viewer", true};
  const Reply reply =
      Chart({"/chart/settings.json"}, {.folder = "chart", .settings_json = ToJson(told)});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Content-Type"), "application/json");
  EXPECT_EQ(reply.Header("Cache-Control"), "no-store");
  EXPECT_EQ(
      reply.body,
      R"({"issuers":["https://ehr.example/fhir"],"connect":["https://auth.example"],"embedded":"/fhir","client_id":"viewer","demo":true})");
  EXPECT_TRUE(fhir::json::Parse(ToJson({})).value()["embedded"].is_null());
}

}  // namespace
}  // namespace chartbridge::pages
