// One connection of a client, from its first byte to its last: a thread of the pool reads, answers,
// and closes.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "connectors/http/live_connections.h"
#include "connectors/http/server.h"
#include "connectors/http/server_request.h"
#include "connectors/http/server_responder.h"

namespace chartbridge::http {

// What all connections of one server share.
struct ServerContext {
  ServerSettings settings;
  std::vector<Route> routes;  // longest prefix first
  Log& log;
  LiveConnections live;
  std::string run;  // tells the correlation ids of two runs apart
  std::atomic<std::uint64_t> faults{0};
  std::function<bool()> crowded;  // others wait for a thread
};

class Connection {
 public:
  // The descriptor stays open for as long as the connection lives, and is closed by somebody else.
  Connection(int descriptor, ServerContext& context);
  // Returns when there is nothing more to say.
  void Serve();

 private:
  // One request and its answer; false: the connection ends.
  bool Exchange(bool first);
  bool AwaitHead(bool first, BufferedStream::Head& head);
  bool Respond(ServerRequest& request);
  void Call(Handler& handler, ServerRequest& request, ServerResponder& responder);
  void Refuse(int status);
  void NoteCut(std::string_view reason);
  // Lets the client read the answer before the connection goes: closing with unread bytes would
  // reset it and lose what we said.
  void Linger();

  ServerContext& context_;
  int descriptor_;
  bool from_loopback_;
  std::string peer_;
  LiveConnections::ConnectionEntry entry_;
  PlainTransport transport_;
  BufferedStream stream_;
  bool unread_ = false;
};

}  // namespace chartbridge::http
