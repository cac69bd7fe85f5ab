// What Vite made of web/, as the program carries it.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "connectors/pages/page_files.h"

namespace chartbridge::pages {
namespace {

const PageFile* Find(std::string_view path) {
  for (const PageFile& file : BuiltPages()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

TEST(BuiltPagesTest, EveryPageIsThere) {
  for (const char* page :
       {"chart/index.html", "chart/launch.html", "console/index.html", "try/index.html"}) {
    EXPECT_NE(Find(page), nullptr) << page;
  }
}

TEST(BuiltPagesTest, EverythingElseCarriesAHashInItsName) {
  for (const PageFile& file : BuiltPages()) {
    if (file.path.ends_with(".html")) continue;
    EXPECT_TRUE(file.path.starts_with("assets/")) << file.path;
    const std::size_t dot = file.path.rfind('.');
    ASSERT_GT(dot, 16u) << file.path;
    EXPECT_EQ(file.path[dot - 9], '-') << file.path;  // eight characters of base64url, dashes too
  }
}

TEST(BuiltPagesTest, Section7_NoPageHoldsScriptOrStyleOrNamesAnotherHost) {
  for (const PageFile& file : BuiltPages()) {
    if (!file.path.ends_with(".html")) continue;
    for (const char* banned : {"<style", " style=", " onclick", " onload", "javascript:", "http://",
                               "https://", "data:", "<script>"}) {
      EXPECT_EQ(file.plain.find(banned), std::string_view::npos) << file.path << " " << banned;
    }
  }
}

TEST(BuiltPagesTest, TextIsPackedAndPackedTextIsSmaller) {
  std::set<std::string_view> tags;
  for (const PageFile& file : BuiltPages()) {
    EXPECT_TRUE(tags.insert(file.tag).second || file.plain.empty()) << file.path;
    if (!file.path.ends_with(".js") || file.plain.size() < 1024) continue;
    ASSERT_FALSE(file.gzip.empty()) << file.path;
    EXPECT_LT(file.gzip.size(), file.plain.size()) << file.path;
    EXPECT_EQ(file.gzip.substr(0, 2), "\x1f\x8b") << file.path;
  }
}

}  // namespace
}  // namespace chartbridge::pages
