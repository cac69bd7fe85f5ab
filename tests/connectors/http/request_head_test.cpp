#include "connectors/http/request_head.h"

#include <gtest/gtest.h>

#include <ostream>
#include <random>

#include "tests/connectors/http/raw_peer.h"

namespace chartbridge::http {
namespace {

struct Refused {
  const char* name;
  std::string head;
  int status;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }

class RefusedHead : public testing::TestWithParam<Refused> {};

TEST_P(RefusedHead, IsAnsweredWith) {
  const auto head = ParseRequestHead(GetParam().head);
  ASSERT_FALSE(head.has_value());
  EXPECT_EQ(head.error(), GetParam().status);
}

std::string Get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
}
std::string Post(const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedHead,
    testing::Values(
        Refused{"no request line", "\r\n\r\n", 400},
        Refused{"no version", "GET /\r\nHost: h\r\n\r\n", 400},
        Refused{"two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Refused{"space in the target", Get("/a b"), 400},
        Refused{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        Refused{"version that is none", "GET / HTTP/1.x\r\nHost: h\r\n\r\n", 400},
        Refused{"TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405},
        Refused{"CONNECT", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 405},
        Refused{"lower-case method", "get / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
        Refused{"method with a colon", "GE:T / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Refused{"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        Refused{"Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        Refused{"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        Refused{"Host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        Refused{"Host with a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
        Refused{"Host with half a bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
        Refused{"two Hosts", "GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400},
        Refused{"parent segment", Get("/a/../b"), 400},
        Refused{"escaped parent segment", Get("/a/%2e%2E/b"), 400},
        Refused{"dot segment at the end", Get("/a/."), 400},
        Refused{"escaped NUL", Get("/a%00"), 400},
        Refused{"escaped NUL in the query", Get("/a?b=%00"), 400},
        Refused{"backslash", Get("/a\\b"), 400}, Refused{"escaped backslash", Get("/a%5cb"), 400},
        Refused{"escaped slash", Get("/a%2Fb"), 400},
        Refused{"escaped line feed", Get("/a%0ab"), 400},
        Refused{"half an escape", Get("/a%2"), 400},
        Refused{"escape that is none", Get("/a%zz"), 400}, Refused{"bad UTF-8", Get("/%ff"), 400},
        Refused{"bad UTF-8 in the query", Get("/?a=%c0%80"), 400},
        Refused{"fragment", Get("/a#b"), 400},
        Refused{"raw byte above ASCII", Get("/\xc3\xa9"), 400},
        Refused{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Refused{"another scheme", Get("ftp://h/a"), 400},
        Refused{"field without a colon", Post("Broken\r\n"), 400},
        Refused{"space before the colon", Post("Content-Length : 3\r\n"), 400},
        Refused{"folded line", Post("A: b\r\n c\r\n"), 400},
        Refused{"empty name", Post(": b\r\n"), 400},
        Refused{"NUL in a value", Post(std::string("A: b\0c\r\n", 8)), 400},
        Refused{"CR in a value", Post("A: b\rc\r\n"), 400},
        Refused{"two equal lengths", Post("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
        Refused{"list of lengths", Post("Content-Length: 3, 3\r\n"), 400},
        Refused{"negative length", Post("Content-Length: -1\r\n"), 400},
        Refused{"signed length", Post("Content-Length: +3\r\n"), 400},
        Refused{"hexadecimal length", Post("Content-Length: 0x3\r\n"), 400},
        Refused{"empty length", Post("Content-Length:\r\n"), 400},
        Refused{"huge length", Post("Content-Length: 99999999999999999999\r\n"), 413},
        Refused{"length and chunks", Post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
                400},
        Refused{"chunks and length", Post("transfer-encoding: chunked\r\ncontent-length: 3\r\n"),
                400},
        Refused{"chunks twice",
                Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        Refused{"other coding", Post("Transfer-Encoding: gzip, chunked\r\n"), 501},
        Refused{"identity coding", Post("Transfer-Encoding: identity\r\n"), 501},
        Refused{"chunks of HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Refused{"other expectation", Post("Expect: magic\r\n"), 417}),
    [](const auto& row) { return TestName(row.param.name); });

TEST(RequestHead, PathIsDecodedOnceAndQueryInOrder) {
  const auto head = ParseRequestHead(Get("/fhir/%C3%A9%252e?a=1&b=x%7Cy+z&a=2&flag&=e"));
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->target.path, "/fhir/\xc3\xa9%2e");
  EXPECT_EQ(head->target.raw_query, "a=1&b=x%7Cy+z&a=2&flag&=e");
  const Pairs want = {{"a", "1"}, {"b", "x|y z"}, {"a", "2"}, {"flag", ""}, {"", "e"}};
  EXPECT_EQ(head->target.query, want);
}

TEST(RequestHead, AbsoluteTargetLosesItsAuthority) {
  const auto head = ParseRequestHead(Get("http://other/a?b=c"));
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->target.path, "/a");
  EXPECT_EQ(head->target.raw_query, "b=c");
}

TEST(RequestHead, KeepAliveIsTheRuleOf11AndTheExceptionOf10) {
  const auto keeps = [](const std::string& version, const std::string& fields) {
    const auto head =
        ParseRequestHead("GET / HTTP/" + version + "\r\nHost: h\r\n" + fields + "\r\n");
    return head.has_value() && head->keep_alive;
  };
  EXPECT_TRUE(keeps("1.1", ""));
  EXPECT_FALSE(keeps("1.1", "Connection: upgrade, Close\r\n"));
  EXPECT_FALSE(keeps("1.0", ""));
  EXPECT_TRUE(keeps("1.0", "connection: Keep-Alive\r\n"));
}

TEST(RequestHead, TooManyFieldsAreRefused) {
  std::string fields;
  for (int i = 0; i < 101; ++i) fields += "A: b\r\n";
  EXPECT_FALSE(ParseRequestHead(Post(fields)).has_value());
}

// A seeded search for a head that crashes the parser or slips past its rules.
TEST(RequestHead, MutatedHeadsNeverCrashAndNeverYieldAWrongPath) {
  const std::vector<std::string> seeds = {
      Get("/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1"), Get("/a/%2e%2e/b?c=%00"),
      Post("Content-Length: 12\r\nExpect: 100-continue\r\n"),
      Post("Transfer-Encoding: chunked\r\nConnection: close, x\r\n")};
  const std::string spice = std::string("\0\r\n\t %./\\:;?&=+#,", 18) + "\x7f\xff" + "0aZ";
  constexpr unsigned kSeed = 20260101;
  std::mt19937 random(kSeed);
  int accepted = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string head = seeds[random() % seeds.size()];
    for (unsigned change = random() % 6; change > 0; --change) {
      const std::size_t at = random() % head.size();
      const char byte = spice[random() % spice.size()];
      switch (random() % 4) {
        case 0:
          head[at] = byte;
          break;
        case 1:
          head.insert(at, 1, byte);
          break;
        case 2:
          head.erase(at, 1 + random() % 3);
          break;
        default:
          head.insert(at, head.substr(random() % head.size(), random() % 20));
          break;
      }
      if (head.empty()) head = "x";
    }
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " round " << round);
    const auto parsed = ParseRequestHead(head);
    if (!parsed) {
      EXPECT_GE(parsed.error(), 400);
      EXPECT_LE(parsed.error(), 505);
      continue;
    }
    ++accepted;
    const std::string& path = parsed->target.path;
    ASSERT_FALSE(path.empty());
    EXPECT_EQ(path.front(), '/');
    EXPECT_EQ((path + '/').find("/../"), std::string::npos);
    EXPECT_EQ(path.find('\0'), std::string::npos);
    EXPECT_EQ(path.find('\\'), std::string::npos);
    EXPECT_FALSE(parsed->framing.chunked && parsed->framing.length);
    for (const auto& [name, value] : parsed->fields) {
      EXPECT_TRUE(IsToken(name));
      EXPECT_TRUE(IsFieldValue(value));
    }
  }
  EXPECT_GT(accepted, 1000);
}

TEST(RequestHead, HostsOfEveryKindAreTaken) {
  for (const std::string host :
       {"clinic.example", "clinic.example:8443", "127.0.0.1:8080", "[::1]", "[::1]:8080", ""}) {
    EXPECT_TRUE(ParseRequestHead("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")) << host;
  }
}

}  // namespace
}  // namespace chartbridge::http
