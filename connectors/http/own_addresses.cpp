#include "connectors/http/own_addresses.h"

#include <arpa/inet.h>

#include "connectors/http/url.h"

namespace chartbridge::http {
namespace {

bool IsEvery(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

bool IsNumeric(const std::string& host) {
  in6_addr into{};
  return ::inet_pton(AF_INET, host.c_str(), &into) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &into) == 1;
}

std::string UrlOf(std::string_view address, int port) {
  const std::string host(IsEvery(address) ? "127.0.0.1" : address);
  const bool v6 = host.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

bool IsThisMachine(std::string_view host) {
  if (host == "localhost") return true;
  const std::string text(host);
  in_addr four{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24U) == 127;
  in6_addr six{};
  return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six) != 0;
}

OwnAddresses::OwnAddresses(std::string_view address, int port, std::string public_url)
    : address_(address),
      base_(public_url.empty() ? UrlOf(address, port) : std::move(public_url)),
      local_(UrlOf(address, port)),
      https_(base_.starts_with("https://")) {}

std::vector<std::string> OwnAddresses::all() const {
  if (base_ == local_) return {base_};
  return {base_, local_};
}

std::optional<std::string> OwnAddresses::BaseOf(const Request& request) const {
  if (https_) return base_;
  const auto host = FindHeader(request.headers(), "Host");
  if (!host) return base_;
  const auto asked = ParseUrl("http://" + *host + "/");
  if (!asked) return std::nullopt;
  const bool ours = IsThisMachine(asked->host) || asked->host.ends_with(".localhost") ||
                    asked->host == address_ || (IsEvery(address_) && IsNumeric(asked->host));
  return ours ? std::optional("http://" + *host) : std::nullopt;
}

}  // namespace chartbridge::http
