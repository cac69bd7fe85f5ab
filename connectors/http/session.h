// One connection to a server, kept for the next call when the last one ended cleanly.
#pragma once

#include <chrono>
#include <memory>

#include "connectors/http/client.h"
#include "connectors/http/tls.h"
#include "connectors/http/url.h"
#include "connectors/http/wire.h"

namespace chartbridge::http {

class Session {
 public:
  virtual ~Session() = default;
  virtual Link& link() = 0;
  virtual Wire& wire() = 0;
  // Quiet and open. False when the server has closed it, or speaks without being asked.
  virtual bool Fresh() const = 0;
};

// Connects to the first address that answers; each was checked when the settings say so.
Result<std::unique_ptr<Session>, Failure> Dial(const Url& url, bool public_addresses_only,
                                               const TlsClient& tls, Deadline deadline);

}  // namespace chartbridge::http
