// One Consent as the gate sees it: what it is worth (rules R3 to R6), its rules and its place in
// time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/consent/request.h"
#include "bridge/consent/rule.h"

namespace chartbridge::bridge::consent {

// In the order that rule R13 prefers among records of the same time, after those that result.
enum class Standing {
  kCandidate,  // results as its rules say
  kInvalid,    // might say anything; `fault` is the path
  kRevoked,
  kRejected,
  kExpired,
  kPending,
  kNotYetValid,
  kIgnored,  // as if it never existed
};

// Where a record stands in the order of rule R12. One whose time cannot be read might be the
// newest.
struct Order {
  Instant at = Instant::min();
  bool readable = true;
};

struct Verification {
  bool verified = false;
  Instant at = Instant::min();
};

struct Performer {
  Identity who;
  std::string_view type;  // of the reference, else as stated
};

// The base rule of rule R5: which of `rules` evaluation starts from.
enum class Base {
  kRule,     // `start`
  kNoBase,   // the root has no type: its nested rules apply where its criteria match
  kInvalid,  // no computable rule
};

struct Record {
  std::string reference;  // "Consent/ID/_history/V"
  Standing standing = Standing::kIgnored;
  bool related = false;  // of a record that may be the same person: never permits
  std::string fault;     // path of what made it invalid, or of what gave it its standing
  Order order;
  std::vector<std::string_view> series;
  Rules rules;
  Base base = Base::kInvalid;
  int start = 0;
  bool start_is_policy = false;  // `start` stands for policyRule and is no provision
  std::vector<Verification> verifications;
  std::vector<Performer> performers;

  bool Counts() const { return standing == Standing::kCandidate || standing == Standing::kInvalid; }
};

struct RecordContext {
  const Request& request;
  const ClinicTime& clock;
  const ReferenceNames& names;
  bool accept_test_data = false;
  bool searched_by_patient = false;  // Environment's
  std::chrono::seconds skew{300};
};

Record ReadRecord(const fhir::json::Value& consent, const RecordContext& context);

// What `policyRule` says, when it says one of OPTIN, OPTINR, OPTOUT, OPTOUTE.
struct Policy {
  std::optional<RuleType> type;
  bool with_restrictions = false;  // OPTINR: permits with restrictions that must be encoded
  bool contradictory = false;
};

// Sets base, start and start_is_policy from the rules read; may add the rule that the policy stands
// for.
void ChooseBase(const Policy& policy, Record& record);

}  // namespace chartbridge::bridge::consent
