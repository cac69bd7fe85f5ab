// The one table of endpoints: where, who may, what is needed besides, and who answers. It is made
// of openapi.json when the program is built (cmake/api_routes.py): what is not described there does
// not exist.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/api/ask.h"

namespace chartbridge::api {

enum class Door {
  kOpen,      // everybody
  kSignedIn,  // a session of whatever role, for what is one's own
  kGranted,   // a session or token whose roles are granted `permission`
};

// How much of a grant is enough. Handlers narrow what is granted in part.
enum class Enough {
  kAny,    // numbers only will do
  kRows,   // more than counters
  kWhole,  // without restriction
};

struct Endpoint {
  std::string_view method;
  std::string_view path;  // below the prefix, "/messages/{key}"
  Door door = Door::kGranted;
  std::string_view permission;  // of roles.json, with kGranted
  Enough enough = Enough::kRows;
  bool step_up = false;     // the second factor within the last minutes; never with a token
  std::string_view query;   // names of the parameters it takes, between spaces
  std::string_view body;    // the JSON schema of its body; "" when it takes none
  bool idempotent = false;  // takes an Idempotency-Key
  Answer<Reply> (*answer)(const Ask&) = nullptr;

  // Changes something, so that a session must bring its token against forgery.
  bool NeedsCsrf() const { return door != Door::kOpen && method != "GET"; }
};

std::span<const Endpoint> Endpoints();

struct Found {
  const Endpoint* endpoint = nullptr;  // nullptr: the path is there, the method is not
  std::vector<std::string> parts;
  std::string allowed;  // methods of that path, "GET, POST"
};
// nullopt: no such path. `path` is decoded and without the prefix.
std::optional<Found> FindEndpoint(std::string_view method, std::string_view path);

}  // namespace chartbridge::api
