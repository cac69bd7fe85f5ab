// The clinic day as written in day.json. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::simulator {

struct Persona {
  std::string id;     // also the id of the resource in the EHR
  std::string name;   // as chosen in WhatsApp
  std::string wa;     // WhatsApp's spelling of the number
  std::string bsuid;  // "" when none
  std::string language;
  fhir::json::Value told;  // everything else that day.json says
};

// How a line must end (contract.md, `messages list`). Empty members are not looked at.
struct Expected {
  std::string kind;
  std::string progress;
  std::string reason;
  std::string patient;  // "Patient/…"
  std::string media;    // state of its medium
};

enum class Act {
  kMessage,       // `who` writes to the clinic
  kStaffReply,    // staff answers `who` in the phone app
  kStatus,        // a receipt about the line `target`, sent to `who`
  kAccountEvent,  // of no person
  kWithdraw,      // the Consent of `who` becomes inactive in the EHR
};

struct Line {
  std::string key;
  int minute = 0;
  Act act = Act::kMessage;
  std::string who;
  std::string target;    // key of the line a status is about
  std::string reply_to;  // "@key" of a quoted message, "" for none
  bool forwarded = false;
  bool twice = false;         // delivered two times, as providers do
  std::string note;           // for the reader of the narration; names nobody
  fhir::json::Value content;  // Meta's message object, the status word or the account event
  Expected expected;
};

struct Script {
  std::vector<Persona> patients;
  std::vector<Persona> strangers;
  std::vector<Persona> staff;
  std::vector<Line> lines;

  const Persona* Find(const std::string& id) const;
  int minutes() const { return lines.empty() ? 0 : lines.back().minute; }
};

// The day that is part of the program.
Result<Script, Issue> ReadDay();
Result<Script, Issue> ReadScript(std::string_view json);

}  // namespace chartbridge::simulator
