// One connection to a server, kept for the next call when the last one ended cleanly.
#pragma once

#include <chrono>
#include <memory>

#include "connectors/http/buffered_stream.h"
#include "connectors/http/client.h"
#include "connectors/http/open_sockets.h"
#include "connectors/http/tls.h"
#include "connectors/http/url.h"

namespace chartbridge::http {

class Session {
 public:
  virtual ~Session() = default;
  virtual Transport& transport() = 0;
  virtual BufferedStream& stream() = 0;
  // Quiet and open. False when the server has closed it, or speaks without being asked.
  virtual bool Fresh() const = 0;
};

// Connects to the first address that answers; each was checked when the settings say so. The
// session's socket is one of `sockets`, from before it connects until it goes.
Result<std::unique_ptr<Session>, Failure> Dial(const Url& url, bool public_addresses_only,
                                               const TlsClient& tls, OpenSockets& sockets,
                                               Deadline deadline);

}  // namespace chartbridge::http
