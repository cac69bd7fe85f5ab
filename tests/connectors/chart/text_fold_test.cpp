#include "connectors/chart/text_fold.h"

#include <gmock/gmock.h>

namespace chartbridge::chart {
namespace {

TEST(TextFoldTest, CaseAccentsAndBlanksDoNotCount) {
  EXPECT_EQ(FoldText("José  ÁLVAREZ "), "jose alvarez");
  EXPECT_EQ(FoldText("Łukasz Šimić"), "lukasz simic");
  EXPECT_EQ(FoldText("Jose\xCC\x81"), "jose");
  EXPECT_EQ(FoldText("דנה"), "דנה");
  EXPECT_EQ(FoldText("\xff\xfe"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(FoldText(""), "");
}

TEST(TextFoldTest, EveryBeginningOfEveryWordCanBeFound) {
  EXPECT_THAT(FoldedPrefixes("Al Ö"), testing::UnorderedElementsAre("a", "al", "al ", "al o", "o"));
  EXPECT_THAT(FoldedPrefixes("x-y"), testing::UnorderedElementsAre("x", "x-", "x-y", "y"));
  EXPECT_TRUE(FoldedPrefixes("  ").empty());
}

TEST(TextFoldTest, ALongTextIsFoundByItsFirstCharactersAndAsAWhole) {
  const std::string text(100, 'a');
  const auto prefixes = FoldedPrefixes(text);
  EXPECT_EQ(prefixes.size(), 33U);
  EXPECT_THAT(prefixes, testing::Contains(text));
}

}  // namespace
}  // namespace chartbridge::chart
