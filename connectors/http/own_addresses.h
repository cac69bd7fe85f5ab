// Under which names and addresses the service itself is reached: one value, made from [server]
// listen and public_url. Links, cookies, the chart, SMART, the log-in and the commands beside the
// service take theirs from here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge::http {

// A loopback address (127.0.0.0/8, ::1; without brackets) or "localhost". Other spellings of an
// address are not read: they are a stranger's.
bool IsThisMachine(std::string_view host);

class OwnAddresses {
 public:
  // `address` in numbers, without brackets; `public_url` without a slash at the end, "" for none.
  OwnAddresses(std::string_view address, int port, std::string public_url);

  // Where people find the service: the public URL, else where it listens.
  const std::string& base() const { return base_; }
  // Where this machine finds it: an every-address counts as 127.0.0.1.
  const std::string& local() const { return local_; }
  // Browsers come by https, through the proxy that public_url names.
  bool https() const { return https_; }
  // `base` and `local`, each once.
  std::vector<std::string> all() const;

  // The base under which this request came, as links in its answer must begin. Behind a proxy
  // always `base`; else the Host header's, where that is an address of ours or a name of this
  // machine. nullopt for any other name, which would be DNS rebinding.
  std::optional<std::string> BaseOf(const Request& request) const;

 private:
  std::string address_;
  std::string base_;
  std::string local_;
  bool https_;
};

}  // namespace chartbridge::http
