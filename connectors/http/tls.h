// TLS to a server whose certificate and name are always checked. OpenSSL itself rather than Poco's
// secure sockets: those skip the name check for local hosts and wait per read, without a deadline.
#pragma once

#include <memory>
#include <string>

#include "base/failure.h"
#include "connectors/http/transport.h"

namespace chartbridge::http {

class TlsClient {
 public:
  // `ca_file`: PEM; "" for the system's.
  explicit TlsClient(const std::string& ca_file);
  ~TlsClient();

  // TLS 1.2 or newer over a connected socket that somebody else closes and that outlives the
  // transport. `host` is the name, or the address in numbers, that the certificate must carry.
  Result<std::unique_ptr<Transport>, Failure> Handshake(int descriptor, const std::string& host,
                                                        Deadline deadline) const;

 private:
  class Context;
  std::unique_ptr<Context> context_;
};

}  // namespace chartbridge::http
