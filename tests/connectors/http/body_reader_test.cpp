#include "connectors/http/body_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace chartbridge::http {
namespace {

// Gives its text in pieces of at most `step` bytes, then the end.
class Script final : public Transport {
 public:
  Script(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  IoResult Read(char* into, std::size_t size, Deadline) override {
    const std::size_t piece = std::min({size, step_, text_.size() - at_});
    if (piece == 0) return {Io::kEnd, 0};
    std::copy_n(text_.data() + at_, piece, into);
    at_ += piece;
    return {Io::kData, piece};
  }
  IoResult Write(std::string_view, std::string_view, Deadline) override { return {Io::kBroken, 0}; }

 private:
  std::string text_;
  std::size_t step_;
  std::size_t at_ = 0;
};

struct Outcome {
  Io io;
  std::string body;
  bool complete;
  bool operator==(const Outcome&) const = default;
};

Outcome ReadAll(const std::string& wire_text, const Framing& framing, std::size_t step) {
  Script script(wire_text, step);
  BufferedStream stream(script, 8192);
  BodyReader body(stream, framing);
  std::string out;
  char piece[100];
  for (;;) {
    const IoResult moved = body.Read(piece, sizeof piece, Deadline::max());
    // How much of a body that fails was seen before depends on the cut, and means nothing.
    if (moved.io != Io::kData) return {moved.io, moved.io == Io::kEnd ? out : "", body.complete()};
    out.append(piece, moved.size);
  }
}

const Framing kChunked{std::nullopt, true};

TEST(BodyReader, StopsAtItsLengthAndLeavesTheNextRequestAlone) {
  EXPECT_EQ(ReadAll("12345GET / HTTP/1.1\r\n", {5, false}, 100),
            (Outcome{Io::kEnd, "12345", true}));
}

TEST(BodyReader, ShortBodyIsBrokenAndNeverComplete) {
  EXPECT_EQ(ReadAll("123", {10, false}, 2), (Outcome{Io::kBroken, "", false}));
}

TEST(BodyReader, NoLengthAndNoChunksMeansNoBody) {
  EXPECT_EQ(ReadAll("abc", {}, 3), (Outcome{Io::kEnd, "", true}));
}

TEST(BodyReader, ChunksWithExtensionAndTrailer) {
  const std::string text = "5;x=y\r\nhello\r\nA\r\n, in parts\r\n0\r\nA: b\r\n\r\n";
  for (const std::size_t step : {1U, 2U, 7U, 1000U})
    EXPECT_EQ(ReadAll(text, kChunked, step), (Outcome{Io::kEnd, "hello, in parts", true}));
}

TEST(BodyReader, ChunksThatEndEarlyAreBroken) {
  const std::string text = "5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t cut = 0; cut < text.size(); ++cut)
    EXPECT_FALSE(ReadAll(text.substr(0, cut), kChunked, 3).complete) << cut;
}

TEST(BodyReader, ChunksOfNoShapeAreMalformed) {
  for (const char* text :
       {"x\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "-1\r\n", "0x5\r\nhello\r\n",
        " 5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "\r\n",
        "5\r\nhello0\r\n\r\n", "0\r\nno colon\r\n\r\n", "5;\x01\r\nhello\r\n0\r\n\r\n"}) {
    const Outcome outcome = ReadAll(text, kChunked, 1000);
    EXPECT_EQ(outcome.io, Io::kMalformed) << text;
    EXPECT_FALSE(outcome.complete) << text;
  }
}

TEST(BodyReader, EndlessChunkLineAndTrailersAreMalformed) {
  EXPECT_EQ(ReadAll("5;" + std::string(5000, 'x'), kChunked, 100).io, Io::kMalformed);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 100; ++i) trailers += "A: b\r\n";
  EXPECT_EQ(ReadAll(trailers, kChunked, 100).io, Io::kMalformed);
}

TEST(BodyReader, AnyCutOfTheWireGivesTheSameBody) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text = "6\r\nabcdef\r\n1f\r\n" + std::string(31, 'z') + "\r\n0\r\n\r\n";
    for (unsigned change = random() % 3; change > 0; --change)
      text[random() % text.size()] = "\r\n0;fx\0:"[random() % 8];
    const Outcome whole = ReadAll(text, kChunked, 1000);
    SCOPED_TRACE(testing::Message() << "round " << round);
    EXPECT_EQ(ReadAll(text, kChunked, 1), whole);
    EXPECT_EQ(ReadAll(text, kChunked, 1 + random() % 9), whole);
  }
}

}  // namespace
}  // namespace chartbridge::http
