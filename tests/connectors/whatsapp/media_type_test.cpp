// What a file is, whatever its sender calls it.
#include "connectors/whatsapp/media_type.h"

#include <gtest/gtest.h>

#include <fstream>

#include "connectors/whatsapp/text_probe.h"

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
  std::string type;     // "" for one that is held
  std::string claimed;  // by the sender
};

std::string Decide(const TypeSniffer& sniffer, const Sample& sample) {
  TextProbe probe;
  probe.Add(sample.bytes);
  const std::string sniffed = sniffer.Sniff(sample.bytes);
  const MediaType type =
      TypeOf(sample.kind, sample.claimed, {sniffed, sample.bytes, probe.is_text()});
  return type.accepted ? type.type : "";
}

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
    EXPECT_EQ(Decide(sniffer, sample), sample.type)
        << sample.name << ": " << sniffer.Sniff(sample.bytes);
  }
}

// F1: plain text was refused as csv, json, troff, mail or for being one byte long.
TEST(MediaType, PlainTextIsPlainTextWhateverItLooksLike) {
  const TypeSniffer sniffer;
  for (const char* text :
       {"date,time,mg_dl\n2026-11-01,08:00,98\n2026-11-01,13:00,131\n",
        "{\"device\":\"meter\",\"values\":[98,131]}\n", ".PP dosage\n.SH Morning\n1 tablet\n",
        "From: Ana <ana@example.org>\nTo: clinic\nSubject: dose\n\n10 mg\n", "7", "\n",
        "#!/bin/sh\nrm -rf /\n", "<html>what the page said</html>", "%!PS my notes",
        "\xEF\xBB\xBFשלום",
        "fiebre a la ma\xF1"
        "ana\n",
        "\xF9\xEC\xE5\xED"}) {
    EXPECT_EQ(Decide(sniffer, {"", "document", text, "", "text/plain; charset=utf-8"}),
              "text/plain")
        << text;
  }
  const std::string wide = std::string("\xFF\xFE") + std::string("d\0o\0s\0e\0\n\0", 10);
  EXPECT_EQ(Decide(sniffer, {"", "document", wide, "", "Text/Plain"}), "text/plain");
}

TEST(MediaType, WhatIsNotTextIsNotPlainTextWhateverItIsCalled) {
  const TypeSniffer sniffer;
  for (const std::string& bytes :
       {std::string("MZ\0\0", 4), std::string("dose\x1B[2J", 8), std::string("a\0b", 3),
        std::string("\xFF\xFE"
                    "d",
                    3),
        std::string(70000, 'x') + '\0', std::string()}) {
    EXPECT_EQ(Decide(sniffer, {"", "document", bytes, "", "text/plain"}), "");
  }
  // A picture's caption may be text; a picture is none.
  EXPECT_EQ(Decide(sniffer, {"", "image", "hello", "", "text/plain"}), "");
}

// F2
TEST(MediaType, APdfMayHaveBytesBeforeItsHeader) {
  const TypeSniffer sniffer;
  const auto pdf = [](std::size_t before) {
    return std::string(before, '\x01') + "%PDF-1.4\n1 0 obj<<>>endobj";
  };
  for (const std::size_t before : {1U, 17U, 1024U}) {
    EXPECT_EQ(Decide(sniffer, {"", "document", pdf(before), "", "application/pdf"}),
              "application/pdf")
        << before;
  }
  EXPECT_EQ(Decide(sniffer, {"", "document", pdf(1025), "", "application/pdf"}), "");
  EXPECT_EQ(Decide(sniffer, {"", "image", pdf(17), "", "application/pdf"}), "");
  EXPECT_EQ(Decide(sniffer, {"", "document", pdf(17), "", "image/jpeg"}), "");
}

std::string Found(const std::string& file) {
  std::ifstream in(CHARTBRIDGE_TESTS_DIR "/fixtures/whatsapp/media/" + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// F1, F2, as they came: what is filed, and as what the rest is kept for a person.
TEST(MediaType, FilesAsPatientsSendThem) {
  struct Row {
    const char* file;
    const char* claimed;
    MediaType want;
  };
  const TypeSniffer sniffer;
  for (const Row& row : std::vector<Row>{
           {"readings.txt", "text/plain", {"text/plain", true}},
           {"meter.txt", "text/plain", {"text/plain", true}},
           {"dosage.txt", "text/plain", {"text/plain", true}},
           {"glucose.csv", "text/csv", {"text/csv", false}},
           {"report.pdf", "application/pdf", {"application/pdf", true}},
           {"old.doc", "application/msword", {"application/msword", false}},
           {"old.doc", "application/octet-stream", {"application/x-ole-storage", false}},
           {"IMG_1.HEIC", "image/heic", {"image/heic", false}},
       }) {
    const std::string bytes = Found(row.file);
    ASSERT_FALSE(bytes.empty()) << row.file;
    TextProbe probe;
    probe.Add(bytes);
    const std::string sniffed = sniffer.Sniff(bytes);
    const MediaType type = TypeOf("document", row.claimed, {sniffed, bytes, probe.is_text()});
    EXPECT_EQ(type.type, row.want.type) << row.file;
    EXPECT_EQ(type.accepted, row.want.accepted) << row.file;
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
