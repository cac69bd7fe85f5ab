#include "connectors/http/content_coding.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "connectors/http/client.h"
#include "tests/connectors/http/raw_peer.h"

namespace chartbridge::http {
namespace {

constexpr int kGzip = MAX_WBITS + 16;
constexpr int kZlib = MAX_WBITS;
constexpr int kRaw = -MAX_WBITS;

std::string Pack(std::string_view text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, uLong(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = uInt(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = uInt(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr std::string_view kText = R"({"resourceType":"Bundle"})";

TEST(Decode, UndoesWhatServersSend) {
  EXPECT_EQ(Decode("gzip", Pack(kText, kGzip), 1000).value(), kText);
  EXPECT_EQ(Decode("X-GZIP", Pack(kText, kGzip), 1000).value(), kText);
  EXPECT_EQ(Decode("deflate", Pack(kText, kZlib), 1000).value(), kText);
  EXPECT_EQ(Decode("deflate", Pack(kText, kRaw), 1000).value(), kText);
  EXPECT_EQ(Decode("identity", kText, 1000).value(), kText);
  EXPECT_EQ(Decode("", kText, 1000).value(), kText);
  EXPECT_EQ(Decode("gzip", "", 1000).value(), "");
  EXPECT_EQ(Decode("deflate, gzip", Pack(Pack(kText, kZlib), kGzip), 1000).value(), kText);
  EXPECT_EQ(Decode("gzip", Pack("two ", kGzip) + Pack("members", kGzip), 1000).value(),
            "two members");
}

TEST(Decode, DamagedOrCutShortIsNotBelieved) {
  std::string packed = Pack(kText, kGzip);
  for (std::size_t size = 1; size < packed.size(); ++size) {
    EXPECT_EQ(Decode("gzip", packed.substr(0, size), 1000).error().kind, FailureKind::kCorrupt);
  }
  packed[packed.size() / 2] ^= 0x55;
  EXPECT_FALSE(Decode("gzip", packed, 1000));
  EXPECT_FALSE(Decode("gzip", kText, 1000));
  EXPECT_FALSE(Decode("br", "anything", 1000));
  EXPECT_FALSE(Decode("gzip, gzip, gzip", Pack(kText, kGzip), 1000));
}

TEST(Decode, ABombIsTooLargeAndNeverWhole) {
  const std::string bomb = Pack(std::string(64U << 20U, '\0'), kGzip);
  ASSERT_LT(bomb.size(), 100'000U);
  EXPECT_EQ(Decode("gzip", bomb, 1U << 20U).error().kind, FailureKind::kTooLarge);
  EXPECT_EQ(Decode("gzip, gzip", Pack(bomb, kGzip), 1U << 20U).error().kind,
            FailureKind::kTooLarge);
}

RawServer::Script Saying(std::string answer) {
  return [answer = std::move(answer)](RawPeer& peer, int) {
    peer.HearUntil("\r\n\r\n");
    peer.Say(answer);
  };
}

std::string Head(const std::string& packed) {
  return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
         std::to_string(packed.size()) + "\r\n\r\n";
}

// D7
TEST(ClientUnpacks, D7_AnswerThatCameCompressedUnasked) {
  const std::string packed = Pack(kText, kGzip);
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", packed.size());
  for (const std::string& answer :
       {Head(packed) + packed,
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" +
            std::string(size) + packed + "\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed}) {
    RawServer server(Saying(answer));
    Client client({});
    const auto got = client.Send({.url = server.url()});
    ASSERT_TRUE(got) << got.error().text;
    EXPECT_EQ(got->body, kText);
    EXPECT_EQ(FindHeader(got->headers, "Content-Encoding"), std::nullopt);
  }
}

TEST(ClientUnpacks, D7_HalfABodyIsDoubtAndABombIsTooLarge) {
  const std::string packed = Pack(kText, kGzip);
  const std::string half = packed.substr(0, packed.size() / 2);
  RawServer cut(Saying(Head(half) + half));
  Client client({});
  EXPECT_EQ(client.Send({.url = cut.url()}).error().kind, FailureKind::kInDoubt);
  const std::string bomb = Pack(std::string(8U << 20U, '\0'), kGzip);
  RawServer bombing(Saying(Head(bomb) + bomb));
  EXPECT_EQ(client.Send({.url = bombing.url(), .largest_answer = 1U << 20U}).error().kind,
            FailureKind::kTooLarge);
}

TEST(AcceptsGzip, OnlyWhereItIsSaid) {
  for (const std::string codings : {"gzip", "br, gzip", "x-gzip", "*", "gzip;q=0.5, br", "GZIP"})
    EXPECT_TRUE(AcceptsGzip({{"Accept-Encoding", codings}})) << codings;
  for (const std::string codings : {"", "br", "identity", "gzip;q=0", "gzip;q=0.000", "gzipped"})
    EXPECT_FALSE(AcceptsGzip({{"Accept-Encoding", codings}})) << codings;
  EXPECT_FALSE(AcceptsGzip({}));
}

TEST(Compress, PacksWhatIsLongForThoseWhoTakeIt) {
  const std::string text(5000, 'x');
  Response packed = JsonResponse(200, text);
  Compress(true, packed);
  EXPECT_LT(packed.body.size(), 500U);
  EXPECT_EQ(FindHeader(packed.headers, "Content-Encoding"), "gzip");
  EXPECT_EQ(FindHeader(packed.headers, "Vary"), "Accept-Encoding");
  EXPECT_EQ(Decode("gzip", packed.body, 10000).value(), text);
  Response plain = JsonResponse(200, text);
  Compress(false, plain);
  EXPECT_EQ(plain.body, text);
  EXPECT_EQ(FindHeader(plain.headers, "Vary"), "Accept-Encoding") << "caches must know";
  Response brief = JsonResponse(200, "{}");
  Compress(true, brief);
  EXPECT_EQ(brief.body, "{}");
}

}  // namespace
}  // namespace chartbridge::http
