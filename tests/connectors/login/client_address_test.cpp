#include "connectors/login/client_address.h"

#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using login::ClientAddress;
using login::NetworkOf;

const std::vector<std::string> kProxies{"10.0.0.1", "::1"};

Ask From(const std::string& peer, const std::string& forwarded) {
  return Asking({{"X-Forwarded-For", forwarded}}, peer);
}

TEST(ClientAddress, NobodyButAProxyIsBelieved) {
  EXPECT_EQ(ClientAddress(From("203.0.113.7", "1.2.3.4"), kProxies), "203.0.113.7");
  EXPECT_EQ(ClientAddress(From("10.0.0.1", "1.2.3.4"), kProxies), "1.2.3.4");
  EXPECT_EQ(ClientAddress(From("10.0.0.1", "1.2.3.4"), {}), "10.0.0.1");
}

TEST(ClientAddress, TheLastOneThatIsNoProxy) {
  EXPECT_EQ(ClientAddress(From("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.1"), kProxies), "1.2.3.4");
  EXPECT_EQ(ClientAddress(From("::1", "2001:db8::5"), kProxies), "2001:db8::5");
}

TEST(ClientAddress, NonsenseFromAProxyLeavesTheProxy) {
  EXPECT_EQ(ClientAddress(From("10.0.0.1", "1.2.3.4, <script>"), kProxies), "10.0.0.1");
  EXPECT_EQ(ClientAddress(From("10.0.0.1", ""), kProxies), "10.0.0.1");
  EXPECT_EQ(ClientAddress(Asking({}, ""), kProxies), "unknown");
}

TEST(ClientAddress, OneSpellingPerAddress) {
  EXPECT_EQ(ClientAddress(Asking({}, "::ffff:203.0.113.7"), kProxies), "203.0.113.7");
  EXPECT_EQ(ClientAddress(Asking({}, "2001:DB8:0:0::5"), kProxies), "2001:db8::5");
}

TEST(ClientAddress, NetworksAre24And64) {
  EXPECT_EQ(NetworkOf("203.0.113.7"), "203.0.113.0/24");
  EXPECT_EQ(NetworkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(NetworkOf("unknown"), "unknown");
}

}  // namespace
}  // namespace chartbridge::login_test
