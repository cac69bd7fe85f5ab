// HTTP calls with a total deadline, a size cap and a length check, over sessions kept alive per
// origin (docs/adr/0002-strict-http-server.md says why not Poco's own). Redirects are never
// followed: the caller sees them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "connectors/http/exchange.h"

namespace chartbridge::http {

struct Call {
  std::string method = "GET";
  std::string url;  // absolute; http or https
  Pairs headers;
  std::string body;  // or, when `source` is set, its bytes:
  ByteSource* source = nullptr;
  std::uint64_t source_length = 0;
  std::chrono::milliseconds deadline{30000};  // total, from connect to the last byte
  std::size_t largest_answer = 16U << 20U;
  ByteSink sink;  // set: a 2xx body goes here piece by piece, and `body` of the answer stays empty
};

struct Answer {
  int status = 0;
  Pairs headers;
  std::string body;
};

struct ClientSettings {
  // Resolved addresses must be public (no loopback, private, link-local, ULA or mapped ones), and
  // the connection goes to the address that was checked.
  bool public_addresses_only = false;
  bool allow_http = true;
  std::string user_agent = "chartbridge";
  std::string ca_file;  // PEM; "" for the system's
};

class Client {
 public:
  explicit Client(const ClientSettings& settings);
  ~Client();

  // Any answer, 5xx included, is a value. Failure: kUnreachable (nothing was sent), kInDoubt (sent,
  // the answer is lost, late or cut short), kTooLarge, kRefused (url, scheme or address not
  // allowed), or what the sink said. An answer that came compressed is unpacked, up to
  // `largest_answer`, unless it goes to a sink. Never throws; any thread.
  Result<Answer, Failure> Send(const Call& call);

  // Ends every call under way at once, as kInDoubt (or kUnreachable when nothing was sent), and
  // refuses new ones until Resume. Resolving a host name is not cut short. Any thread.
  void Abort();
  void Resume();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace chartbridge::http
