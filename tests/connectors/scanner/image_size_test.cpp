// F4: a PNG of 50,000 × 50,000 points in a few hundred bytes was filed.
#include "connectors/scanner/image_size.h"

#include <gtest/gtest.h>

#include "tests/connectors/scanner/small_files.h"

namespace chartbridge::scanner {
namespace {

struct Kind {
  std::string name;
  std::string photo;  // as a phone sends it
  std::string huge;
};
std::vector<Kind> Kinds() {
  return {{"png", Png(4000, 3000), Png(50'000, 50'000)},
          {"gif", Gif(480, 270), Gif(65'535, 65'535)},
          {"jpeg", Jpeg(4032, 3024), Jpeg(65'500, 65'500)},
          {"webp, extended", WebpExtended(4000, 3000), WebpExtended(1U << 24U, 1U << 24U)},
          {"webp, lossless", WebpLossless(4000, 3000), WebpLossless(16'384, 16'384)},
          {"webp, lossy", WebpLossy(4000, 3000), WebpLossy(16'383, 16'383)}};
}

TEST(ImageSize, APhotoIsSmallAndABombTooLarge) {
  for (const Kind& kind : Kinds()) {
    EXPECT_EQ(LookAtImage(kind.photo), ImageSize::kSmall) << kind.name;
    EXPECT_EQ(LookAtImage(kind.huge), ImageSize::kTooLarge) << kind.name;
  }
}

TEST(ImageSize, TheLimitIsOnPointsWhateverTheShape) {
  EXPECT_EQ(LookAtImage(Png(10'000, 5'000)), ImageSize::kSmall);
  EXPECT_EQ(LookAtImage(Png(10'000, 5'001)), ImageSize::kTooLarge);
  EXPECT_EQ(LookAtImage(Png(1, 50'000'001)), ImageSize::kTooLarge);
  EXPECT_EQ(LookAtImage(Png(0xFFFFFFFF, 0xFFFFFFFF)), ImageSize::kTooLarge);
}

TEST(ImageSize, AnImageThatDoesNotSayIsUnknown) {
  for (const Kind& kind : Kinds())
    EXPECT_EQ(LookAtImage(kind.photo.substr(0, kind.name == "gif" ? 9 : 14)), ImageSize::kUnknown)
        << kind.name;
  EXPECT_EQ(LookAtImage(Png(0, 10)), ImageSize::kUnknown);
  EXPECT_EQ(LookAtImage("\xFF\xD8\xFF\xDA no frame before the scan"), ImageSize::kUnknown);
}

TEST(ImageSize, AFrameLargerThanItsScreenCounts) {
  std::string gif = Gif(10, 10);
  const std::string huge = Gif(65'535, 65'535);
  gif.replace(13, std::string::npos, huge.substr(13));
  EXPECT_EQ(LookAtImage(gif), ImageSize::kTooLarge);
}

TEST(ImageSize, MetadataBeforeTheSizeIsPassedOver) {
  EXPECT_EQ(LookAtImage(Jpeg(4000, 3000, 500'000)), ImageSize::kSmall);
  EXPECT_EQ(LookAtImage(Jpeg(65'500, 65'500, 500'000)), ImageSize::kTooLarge);
}

TEST(ImageSize, OtherContentIsNoImage) {
  for (const std::string text : {"", "a", "%PDF-1.7", "RIFF....WAVE", "OggS"})
    EXPECT_EQ(LookAtImage(text), ImageSize::kNoImage) << text;
}

// No content makes it read beyond what it was given, or go on for ever.
TEST(ImageSize, CutAnywhereItSaysSomething) {
  for (const Kind& kind : Kinds()) {
    for (std::size_t end = 0; end < kind.huge.size(); ++end) {
      EXPECT_NE(LookAtImage(kind.huge.substr(0, end)), ImageSize::kSmall) << kind.name << end;
    }
  }
}

}  // namespace
}  // namespace chartbridge::scanner
