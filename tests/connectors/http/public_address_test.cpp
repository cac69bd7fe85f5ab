#include "connectors/http/public_address.h"

#include <gtest/gtest.h>

namespace chartbridge::http {
namespace {

TEST(PublicAddress, OfTheInternet) {
  for (const char* address : {"8.8.8.8", "1.1.1.1", "157.240.0.53", "100.63.255.255", "100.128.0.0",
                              "172.15.255.255", "172.32.0.0", "192.0.1.0", "198.17.255.255",
                              "223.255.255.255", "2001:4860:4860::8888", "2a03:2880:f003::1"})
    EXPECT_TRUE(IsPublicAddress(address)) << address;
}

TEST(PublicAddress, NotOursNorSpecialNorWrapped) {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "168.63.129.16",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:8.8.8.8",
                              "::ffff:127.0.0.1",
                              "::8.8.8.8",
                              "64:ff9b::808:808",
                              "fe80::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "ff02::1",
                              "2001:db8::1",
                              "2001::1",
                              "2002:7f00:1::",
                              "3fff::1",
                              "fec0::1",
                              "",
                              "localhost",
                              "8.8.8",
                              "8.8.8.8.8",
                              "[::1]"})
    EXPECT_FALSE(IsPublicAddress(address)) << address;
}

}  // namespace
}  // namespace chartbridge::http
