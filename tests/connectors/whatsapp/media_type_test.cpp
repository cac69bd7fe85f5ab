// What a file is, whatever its sender calls it.
#include "connectors/whatsapp/media_type.h"

#include <gtest/gtest.h>

namespace chartbridge::whatsapp {
namespace {

std::string Bytes(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

std::string Mp4(const std::string& brand) {
  return Bytes({0, 0, 0, 0x18}) + "ftyp" + brand + Bytes({0, 0, 0, 0}) + brand + "isom" +
         Bytes({0, 0, 0, 8}) + "free";
}

// A stored zip entry, as far as libmagic looks.
std::string ZipEntry(const std::string& name, const std::string& content) {
  const auto two = [](std::size_t n) { return Bytes({int(n & 255U), int(n >> 8U)}); };
  const std::string size = two(content.size()) + two(0);
  return Bytes({'P', 'K', 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0}) + size + size +
         two(name.size()) + two(0) + name + content;
}

std::string Office(const std::string& folder) {
  return ZipEntry("[Content_Types].xml", "<?xml version=\"1.0\"?><Types/>") +
         ZipEntry("_rels/.rels", "<x/>") + ZipEntry(folder + "/a.xml", "<x/>");
}

struct Sample {
  std::string name;
  std::string kind;
  std::string bytes;
  std::string type;  // "" for one that is held
};

TEST(MediaType, IsReadFromTheFirstBytes) {
  const TypeSniffer sniffer;
  const std::string jpeg =
      Bytes({0xFF, 0xD8, 0xFF, 0xE0, 0, 16}) + "JFIF" + Bytes({0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
  const std::string office = "application/vnd.openxmlformats-officedocument.";
  const std::string opus = "OggS" + Bytes({0, 2}) + std::string(20, '\0') + Bytes({1, 19}) +
                           "OpusHead" + Bytes({1, 1, 0x38, 1, 0x80, 0xBB, 0, 0, 0, 0, 0});
  const std::string webp =
      "RIFF" + Bytes({36, 0, 0, 0}) + "WEBPVP8 " + Bytes({24, 0, 0, 0}) + std::string(24, '\0');
  for (const Sample& sample : std::vector<Sample>{
           {"jpeg", "image", jpeg, "image/jpeg"},
           {"jpeg as document", "document", jpeg, "image/jpeg"},
           {"jpeg as video", "video", jpeg, ""},
           {"jpeg as sticker", "sticker", jpeg, ""},
           {"webp sticker", "sticker", webp, "image/webp"},
           {"mp4", "video", Mp4("isom"), "video/mp4"},
           {"mp4 with sound only", "audio", Mp4("isom"), "audio/mp4"},
           {"m4a", "audio", Mp4("M4A "), "audio/mp4"},
           {"3gp", "video", Mp4("3gp4"), "video/3gpp"},
           {"quicktime", "video", Mp4("qt  "), ""},
           {"voice note", "audio", opus, "audio/ogg"},
           {"amr", "audio", "#!AMR\n" + std::string(40, '<'), "audio/amr"},
           {"aac", "audio", Bytes({0xFF, 0xF1, 0x50, 0x80, 2, 0x1F, 0xFC}) + std::string(40, '\0'),
            "audio/aac"},
           {"mp3", "audio",
            "ID3" + Bytes({3, 0, 0, 0, 0, 0, 0, 0xFF, 0xFB, 0x90, 0}) + std::string(99, '\0'),
            "audio/mpeg"},
           {"pdf", "document", "%PDF-1.7\n", "application/pdf"},
           {"pdf as image", "image", "%PDF-1.7\n", ""},
           {"docx", "document", Office("word"), office + "wordprocessingml.document"},
           {"xlsx", "document", Office("xl"), office + "spreadsheetml.sheet"},
           {"pptx", "document", Office("ppt"), office + "presentationml.presentation"},
           {"text", "document", "Tomo 10 mg por la mañana\n", "text/plain"},
           {"html", "document", "<!DOCTYPE html><html><body>x</body></html>", ""},
           {"zip", "document", ZipEntry("a.txt", "x"), ""},
           {"program", "document", "MZ" + std::string(100, '\0'), ""},
           {"shell script", "document", "#!/bin/sh\nrm -rf /\n", ""},
           {"nothing", "document", "", ""},
       }) {
    EXPECT_EQ(AllowedType(sample.kind, sniffer.Sniff(sample.bytes)).value_or(""), sample.type)
        << sample.name << ": " << sniffer.Sniff(sample.bytes);
  }
}

TEST(MediaType, EveryKindHasItsCap) {
  EXPECT_EQ(LargestMedia("image"), 5'000'000U);
  EXPECT_EQ(LargestMedia("audio"), 16'000'000U);
  EXPECT_EQ(LargestMedia("video"), 16'000'000U);
  EXPECT_EQ(LargestMedia("document"), 100'000'000U);
  EXPECT_EQ(LargestMedia("sticker"), 500'000U);
  EXPECT_EQ(LargestMedia("hologram"), 0U);
}

}  // namespace
}  // namespace chartbridge::whatsapp
