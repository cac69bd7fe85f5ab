#include <gmock/gmock.h>

#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {
namespace {

using testing::ElementsAre;

TEST(FoldedWordsTest, CaseAccentsPointsAndWidthDoNotCount) {
  EXPECT_THAT(FoldedWords("José  ÁLVAREZ "), ElementsAre("alvarez", "jose"));
  EXPECT_THAT(FoldedWords("Łukasz Šimić"), ElementsAre("lukasz", "simic"));
  EXPECT_THAT(FoldedWords("Jose\xCC\x81"), ElementsAre("jose"));
  EXPECT_THAT(FoldedWords("Weiß ＡＢＣ"), ElementsAre("abc", "weiss"));
  EXPECT_THAT(FoldedWords("דָּנָה כהן"), ElementsAre("דנה", "כהן"));
  EXPECT_THAT(FoldedWords("محمّد"), ElementsAre("محمد"));
}

TEST(FoldedWordsTest, WordsAreWholeAndComeOnce) {
  EXPECT_THAT(FoldedWords("O'Hara-Smith, o'hara"), ElementsAre("hara", "o", "smith"));
  EXPECT_THAT(FoldedWords(" -, "), ElementsAre());
  EXPECT_THAT(FoldedWords(""), ElementsAre());
  EXPECT_THAT(FoldedWords(std::string(100000, 'a')), testing::SizeIs(1));
}

}  // namespace
}  // namespace chartbridge::chart
