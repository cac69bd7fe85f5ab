#include "connectors/chart/pages.h"

#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

Reply Open(const std::string& target, const std::string& method = "GET") {
  PagesHandler pages({});
  return Send(pages, {method, target, "", {}}, "/chart");
}

TEST(PagesTest, ThePageAndItsPartsAreServed) {
  const Reply page = Open("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.Header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(Open("/index.html").body, page.body);
  EXPECT_EQ(Open("/chart.css").Header("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(Open("/icon.svg").Header("Content-Type"), "image/svg+xml");
  for (const char* script : {"/chart.js", "/thread.js", "/fhir.js"}) {
    EXPECT_EQ(Open(script).Header("Content-Type"), "text/javascript; charset=utf-8") << script;
  }
}

TEST(PagesTest, NoScriptOrStyleStandsInThePageAndNoMarkupIsMadeOfWords) {
  const std::string page = Open("/").body;
  for (const char* banned : {"<style", " style=", "onclick", "onload", "javascript:"}) {
    EXPECT_EQ(page.find(banned), std::string::npos) << banned;
  }
  EXPECT_NE(page.find("<script type=\"module\" src=\"chart.js\"></script>"), std::string::npos);
  for (const char* script : {"/chart.js", "/thread.js", "/fhir.js"}) {
    const std::string text = Open(script).body;
    for (const char* banned :
         {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) {
      EXPECT_EQ(text.find(banned), std::string::npos) << script << " " << banned;
    }
  }
}

TEST(PagesTest, TheHeadersOfTheSecurityRulesAreThere) {
  const Reply page = Open("/");
  const std::string policy = page.Header("Content-Security-Policy");
  for (const char* rule : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                           "img-src 'self' blob:", "media-src 'self' blob:", "connect-src 'self'",
                           "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
                           "require-trusted-types-for 'script'"}) {
    EXPECT_NE(policy.find(rule), std::string::npos) << rule;
  }
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.Header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
}

TEST(PagesTest, SettingsOpenThePageToItsLauncher) {
  PagesSettings settings;
  settings.connect = {"https://ehr.example"};
  settings.frame_ancestors = {"https://portal.example"};
  PagesHandler pages(settings);
  const std::string policy =
      Send(pages, {.target = "/"}, "/chart").Header("Content-Security-Policy");
  EXPECT_NE(policy.find("connect-src 'self' https://ehr.example;"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors https://portal.example;"), std::string::npos);
}

TEST(PagesTest, NothingElseIsServed) {
  EXPECT_EQ(Open("/nothing.html").status, 404);
  EXPECT_EQ(Open("/../schema.sql").status, 404);
  EXPECT_EQ(Open("/index.html/").status, 404);
  EXPECT_EQ(Open("/", "POST").status, 405);
  PagesHandler pages({});
  Ask ask{.target = "/"};
  ask.loopback = false;
  EXPECT_EQ(Send(pages, ask, "/chart").status, 403);
}

TEST(PagesTest, WithoutTheSlashTheBrowserIsSentOn) {
  const Reply moved = Open("?patient=Patient/p1");
  EXPECT_EQ(moved.status, 308);
  EXPECT_EQ(moved.Header("Location"), "/chart/?patient=Patient/p1");
}

}  // namespace
}  // namespace chartbridge::chart
