#include "connectors/login/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "connectors/http/fields.h"

namespace chartbridge::login {
namespace {

std::string Print(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const char* done = ::inet_ntop(family, address, text.data(), text.size());
  return done == nullptr ? std::string() : std::string(done);
}

std::string Trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return std::string(text.substr(start, text.find_last_not_of(" \t") - start + 1));
}

// From the last to the first: each proxy appends whom it saw.
std::vector<std::string> Forwarded(const http::Request& request) {
  std::string all;
  for (const auto& [name, value] : request.headers()) {
    if (!http::SameWord(name, "X-Forwarded-For")) continue;
    all += all.empty() ? value : "," + value;
  }
  std::vector<std::string> addresses;
  for (std::size_t start = 0; start <= all.size();) {
    const std::size_t end = std::min(all.find(',', start), all.size());
    addresses.push_back(ReadAddress(Trimmed(std::string_view(all).substr(start, end - start))));
    start = end + 1;
  }
  std::reverse(addresses.begin(), addresses.end());
  return addresses;
}

}  // namespace

std::string ReadAddress(std::string_view text) {
  const std::string copy(text);
  in_addr v4{};
  if (::inet_pton(AF_INET, copy.c_str(), &v4) == 1) return Print(AF_INET, &v4);
  in6_addr v6{};
  if (::inet_pton(AF_INET6, copy.c_str(), &v6) != 1) return {};
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return Print(AF_INET, &v6.s6_addr[12]);
  return Print(AF_INET6, &v6);
}

std::string ClientAddress(const http::Request& request, const std::vector<std::string>& proxies) {
  const auto trusted = [&](const std::string& address) {
    return std::any_of(proxies.begin(), proxies.end(),
                       [&](const std::string& proxy) { return ReadAddress(proxy) == address; });
  };
  std::string address = ReadAddress(request.peer());
  if (address.empty()) return request.from_loopback() ? "127.0.0.1" : "unknown";
  if (!trusted(address)) return address;
  for (const std::string& before : Forwarded(request)) {
    if (before.empty()) break;  // not an address: nothing further left can be believed
    address = before;
    if (!trusted(address)) break;
  }
  return address;
}

std::string NetworkOf(const std::string& address) {
  in_addr v4{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    v4.s_addr &= htonl(0xffffff00U);
    return Print(AF_INET, &v4) + "/24";
  }
  in6_addr v6{};
  if (::inet_pton(AF_INET6, address.c_str(), &v6) != 1) return address;
  std::fill(v6.s6_addr + 8, v6.s6_addr + 16, 0);
  return Print(AF_INET6, &v6) + "/64";
}

}  // namespace chartbridge::login
