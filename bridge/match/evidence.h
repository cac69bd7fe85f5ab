// Whose chart a contact's message goes to, from what is remembered and what the EHR says today
// (promise P4, redesign.md section 3). A link made by rule is a conclusion and holds only while
// today's answer gives exactly that one patient; a person's link must not be contradicted by it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/flow/reason.h"
#include "bridge/match/match_patient.h"
#include "bridge/ports/links.h"

namespace chartbridge::bridge::match {

struct Evidence {
  std::string patient;  // "" : nobody is proved, `why` says it
  Reason why = Reason::kNone;
  bool by_person = false;               // by a remembered link that a person made
  bool remember = false;                // new: to be remembered by rule
  std::vector<std::string> candidates;  // for the person who must choose
  std::string decision;                 // "one", "several", "none", "staff": for the record
};

// `today`: MatchPatient of the directory's answer for the contact's number, `people` that answer;
// nullopt when the contact gives no number (user id only): then the link stands on what proved it.
// `linked`: the linked patient as the EHR has it now, nullopt when it is gone. Where a search by
// number finds nobody (some EHRs), `linked` belongs into `people` before they are matched.
// `number_changed`: the contact said that the number changed hands, and no person has confirmed
// the link since.
Evidence Weigh(const std::optional<Match>& today, const KnownPeople& people,
               const std::optional<PatientLink>& link, const std::optional<KnownPatient>& linked,
               bool number_changed);

}  // namespace chartbridge::bridge::match
