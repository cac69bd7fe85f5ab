// Criterion actor (rule R10.2): is one of the recipients (or authors) somebody the rule names?
#include <algorithm>

#include "bridge/consent/match.h"

namespace chartbridge::bridge::consent {
namespace {

bool SameIdentifier(const Identifier& listed, const Identifier& found, Side side) {
  if (listed.value != found.value) return false;
  if (listed.system.empty() || found.system.empty()) return side == Side::kDeny;
  return listed.system == found.system;
}

bool SharesIdentifier(const Identity& listed, const std::vector<Identity>& people, Side side) {
  for (const Identity& person : people) {
    for (const Identifier& found : person.identifiers) {
      const auto same = [&](const Identifier& one) { return SameIdentifier(one, found, side); };
      if (std::any_of(listed.identifiers.begin(), listed.identifiers.end(), same)) return true;
    }
  }
  return false;
}

bool Has(const std::vector<Identity>& people, std::string_view reference) {
  return std::any_of(people.begin(), people.end(),
                     [&](const Identity& person) { return person.reference == reference; });
}

// An organization stands for those that are part of it, a group for its members.
Tristate StandsFor(std::string_view listed, const std::vector<Identity>& people,
                   const Directory& directory) {
  const std::string_view type = TypeOf(listed);
  if (type == "Organization") {
    return ToTristate(std::any_of(people.begin(), people.end(), [&](const Identity& person) {
      return TypeOf(person.reference) == "Organization" &&
             directory.IsPartOf(person.reference, listed);
    }));
  }
  if (type != "Group" && type != "CareTeam") return Tristate::kFalse;
  const auto members = directory.Members(listed);
  if (!members) return Tristate::kUnknown;
  return ToTristate(std::any_of(members->begin(), members->end(),
                                [&](std::string_view member) { return Has(people, member); }));
}

Tristate MatchesReference(std::string_view listed, const std::vector<Identity>& people, Side side,
                          const Directory& directory) {
  if (listed.empty()) return Tristate::kFalse;
  if (IsContained(listed)) return Tristate::kUnknown;
  if (Has(people, listed)) return Tristate::kTrue;
  const Tristate stands = StandsFor(listed, people, directory);
  if (!IsForeign(listed) || stands == Tristate::kTrue) return stands;
  const auto same = directory.SameAs(listed);
  if (same.empty()) return side == Side::kDeny ? Tristate::kUnknown : Tristate::kFalse;
  Tristate any = Tristate::kFalse;
  for (const std::string_view here : same) {
    any = Or(any, Has(people, here) ? Tristate::kTrue : StandsFor(here, people, directory));
  }
  return any;
}

}  // namespace

Tristate MatchesActor(const std::vector<ListedActor>& listed, Side side, const Question& question) {
  Tristate any = Tristate::kFalse;
  for (const ListedActor& actor : listed) {
    if (actor.author && !question.request.authors) {
      any = Or(any, Tristate::kUnknown);
      continue;
    }
    const auto& people = actor.author ? *question.request.authors : question.recipients;
    if (SharesIdentifier(actor.who, people, side)) return Tristate::kTrue;
    any = Or(any, MatchesReference(actor.who.reference, people, side, question.directory));
    if (any == Tristate::kTrue) return any;
  }
  return any;
}

}  // namespace chartbridge::bridge::consent
