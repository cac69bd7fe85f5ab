// The rules of one Consent as values: its provision tree, each rule with the criteria it states.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/consent/clinic_time.h"
#include "bridge/consent/code.h"
#include "bridge/consent/element.h"
#include "bridge/consent/reference.h"

namespace chartbridge::bridge::consent {

enum class RuleType { kPermit, kDeny };

constexpr Side SideOf(RuleType type) {
  return type == RuleType::kPermit ? Side::kPermit : Side::kDeny;
}

// The kinds of criteria of rule R10, in its order.
enum class Kind { kPeriod, kActor, kAction, kLabel, kPurpose, kClass, kCode, kDataPeriod, kData };
inline constexpr int kKinds = 9;

struct ListedActor {
  Identity who;
  bool author = false;  // role AUT or INF: compared with who wrote it, not with who receives it
};

enum class Meaning { kInstance, kRelated, kDependents, kAuthoredBy };
struct ListedData {
  Meaning meaning = Meaning::kInstance;
  std::string_view reference;  // normalised
};

struct Criteria {
  std::array<bool, kKinds> stated{};
  Period period;
  std::vector<ListedActor> actors;
  std::vector<Code> actions;
  std::vector<Code> labels;
  std::vector<Code> purposes;
  std::vector<Code> classes;
  std::vector<Code> codes;
  Period data_period;
  std::vector<ListedData> data;

  bool Has(Kind kind) const { return stated[std::size_t(kind)]; }
  bool HasOtherThanPeriod() const;
};

struct Rule {
  std::optional<RuleType> type;  // absent only in a root, and in nested rules that forgot it
  Criteria criteria;
  std::vector<int> nested;  // positions in Rules
  int parent = -1;
  int number = 0;  // among its parent's nested rules
};

// A tree in one vector; the root provision, if there is one, is the first.
using Rules = std::vector<Rule>;

inline constexpr int kMaxLevels = 32;
inline constexpr std::size_t kMaxRules = 1000;

// Reads the provision and everything below it. Rules R4's limits are defects, and nothing beyond
// them is read.
Rules ReadRules(const Element& provision, const ClinicTime& clock, const ReferenceNames& names);

// "provision.provision[0]".
std::string PathOf(const Rules& rules, int rule);

// A coding's code, nullopt and a defect without one; a concept's codings, a defect without any.
std::optional<Code> ReadCoding(const Element& coding);
void AppendConcept(const Element& coded, std::vector<Code>& into);

// A Reference by reference, or by identifier.
Identity ReadReference(const Element& reference, const ReferenceNames& names);

// Bad dates and an end before the start are defects, and such a period says nothing.
std::optional<Period> ReadPeriod(const Element& period, const ClinicTime& clock);

}  // namespace chartbridge::bridge::consent
