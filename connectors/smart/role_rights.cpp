#include "connectors/smart/role_rights.h"

#include <algorithm>

namespace chartbridge::smart {
namespace {

using bridge::access::Grant;
using chart::Deed;
using chart::TypeRights;

constexpr unsigned kRead = unsigned(Deed::kRead);
constexpr unsigned kReads = kRead | unsigned(Deed::kSearch);
constexpr unsigned kCreate = unsigned(Deed::kCreate);
constexpr unsigned kWrites = kCreate | unsigned(Deed::kUpdate);

struct Row {
  const char* type;
  unsigned deeds;
};

// message.body: the thread, where it came from, and «reviewed by»: a note to the message (the chart
// takes no other change of one), or a Task with its Provenance.
constexpr Row kMessages[] = {{"Patient", kReads},
                             {"RelatedPerson", kReads},
                             {"Practitioner", kReads},
                             {"Organization", kReads},
                             {"Device", kReads},
                             {"Communication", kReads | unsigned(Deed::kUpdate)},
                             {"DocumentReference", kReads},
                             {"Binary", kRead},
                             {"Consent", kReads},
                             {"Provenance", kReads | kCreate},
                             {"Task", kReads | kWrites}};
// consent.evidence
constexpr Row kConsents[] = {{"Patient", kReads},
                             {"RelatedPerson", kReads},
                             {"Practitioner", kReads},
                             {"Organization", kReads},
                             {"Consent", kReads}};
// audit.read
constexpr Row kAudit[] = {{"AuditEvent", kReads}};
// consent.enter by a program: the clinic's own consent system feeds the chart.
constexpr Row kConsentEntry[] = {{"Consent", kReads | kWrites}};
// rights.manage: erasure on a person's request.
constexpr Row kErasure[] = {{"Patient", unsigned(Deed::kPurge)}};
// connectors.manage: who loads the clinic's directory. People are written, not read back.
constexpr Row kDirectory[] = {{"Patient", kWrites},
                              {"RelatedPerson", kWrites},
                              {"Practitioner", kReads | kWrites},
                              {"Organization", kReads | kWrites},
                              {"Device", kReads | kWrites}};

template <std::size_t N>
void Add(std::vector<TypeRights>& rights, const Row (&rows)[N]) {
  for (const Row& row : rows) {
    const auto same = std::find_if(rights.begin(), rights.end(),
                                   [&](const TypeRights& one) { return one.type == row.type; });
    if (same != rights.end()) {
      same->deeds |= row.deeds;
    } else {
      rights.push_back({row.type, row.deeds});
    }
  }
}

}  // namespace

bool MayReadMessages(const bridge::access::Roles& roles, const std::vector<std::string>& names) {
  // Role by role: another role beside it, whose grant is another kind, takes nothing away. The
  // front desk has its own queue in the console; the chart is not part of that.
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    if (name == "front-desk") return false;
    const Grant body = roles.Ask({name}, "message.body");
    return body == Grant::kYes || body == Grant::kOwn;
  });
}

std::vector<TypeRights> RightsOf(const bridge::access::Roles& roles,
                                 const std::vector<std::string>& names, Way way) {
  std::vector<TypeRights> rights;
  if (MayReadMessages(roles, names)) Add(rights, kMessages);
  // In an app, one patient's record is open for care; the other roles have the console.
  if (way == Way::kLaunch) return rights;
  if (roles.Ask(names, "consent.evidence") == Grant::kYes) Add(rights, kConsents);
  if (roles.Ask(names, "audit.read") == Grant::kYes) Add(rights, kAudit);
  if (way == Way::kToken && roles.Ask(names, "connectors.manage") == Grant::kYes)
    Add(rights, kDirectory);
  if (way == Way::kToken && roles.Ask(names, "consent.evidence") == Grant::kYes &&
      roles.Ask(names, "consent.enter") != Grant::kNo)
    Add(rights, kConsentEntry);
  if (way == Way::kToken && roles.Ask(names, "rights.manage") == Grant::kYes) Add(rights, kErasure);
  if (way == Way::kSession) {
    for (TypeRights& one : rights) one.deeds &= kReads;
  }
  return rights;
}

}  // namespace chartbridge::smart
