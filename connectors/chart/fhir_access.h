// Who may do what in the embedded chart. The chart enforces it; who somebody is and which rights
// follow from that is decided behind FhirAccess (connectors/smart).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

enum class Deed : unsigned {
  kRead = 1,  // read, vread, history
  kSearch = 2,
  kCreate = 4,
  kUpdate = 8,
  kPurge = 16,  // of Patient: everything of them, history too
};

struct TypeRights {
  std::string type;    // "Communication"
  unsigned deeds = 0;  // Deeds, added up
};

// What one request may do. Nothing by default.
struct Rights {
  bool everything = false;  // the bridge itself, and the open demo
  std::string actor;        // how the audit names who asks; "": nothing is noted
  std::string patient;      // "Patient/1": the compartment that nothing leads out of; "": no bounds
  std::string author;       // "Practitioner/1": whose notes may be added to messages; "": none
  std::vector<TypeRights> types;

  bool May(Deed deed, std::string_view type) const {
    if (everything) return true;
    for (const TypeRights& one : types) {
      if (one.type == type) return (one.deeds & unsigned(deed)) != 0;
    }
    return false;
  }
};

struct Admission {
  std::optional<Rights> rights;  // nullopt: 401
  bool shown = false;            // something was shown that proves nothing: a token that is over
};

enum class Ending {
  kDone,
  kRefused,  // as it was asked for it could not be: 400, 412, 422, …
  kOutside,  // it was there and lies outside the compartment
};

// One line of the access log: one per read or search, one per resource written.
struct Access {
  Deed deed = Deed::kRead;
  std::string what;     // "Communication/1", "Communication" for a search, "Bundle"
  std::string patient;  // "Patient/1" when it is about one; "" otherwise
  Ending ending = Ending::kDone;
  std::string detail;     // of a search: how many, and the hash of their ids
  std::string version{};  // of a write: the one that it made
};

class FhirAccess {
 public:
  virtual ~FhirAccess() = default;
  // Who sends this request. Any thread.
  virtual Admission Admit(const http::Request& request) = 0;
  // Called before anything is shown, and inside the transaction of what is written, for rights that
  // name an actor. A Failure keeps the answer back and undoes the write: no audit, no effect.
  virtual Result<void, Failure> Note(const Rights& rights, const Access& access) = 0;
};

}  // namespace chartbridge::chart
