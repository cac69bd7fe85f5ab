// The one place that answers «may this leave, for whom, why» (promise P3). Every exit asks it:
// push, amend, send, export.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/consent/decide.h"
#include "bridge/consent/disposition.h"
#include "bridge/flow/reason.h"
#include "bridge/ports/ehr.h"

namespace chartbridge::bridge {

// One thing that is about to leave: the message, one of its media, a document.
struct GateContent {
  std::string part;           // message or media:<n>
  std::string resource_type;  // Communication, DocumentReference
  bool media = false;         // rule R8's content class: text or media
  std::vector<std::string> labels;
};

struct GateRequest {
  std::string action = "collect";  // collect: into the clinic's own EHR; disclose: anywhere else
  std::string purpose = "TREAT";
  std::string recipient;  // "Organization/clinic"
  KnownPatient patient;
  // B5: asked for both, the strictest wins. The patient whose consent held the item before.
  std::optional<KnownPatient> former_patient;
  Instant data_time;         // when it was said
  bool from_patient = true;  // who the author is
  std::vector<GateContent> contents;
};

struct GateAnswer {
  std::string part;
  consent::Decision decision;
  Reason reason = Reason::kNone;  // decision.reason as a value
  consent::Disposition disposition;
};

enum class Freshness : std::uint8_t {
  kRead,       // reads patient and Consents now: before every exit
  kMayRecall,  // before mapping: what an exit of the same patient read in the last 5 s may answer,
               // if it permits everything; what is mapped is asked afresh when it leaves
};

class Gate {
 public:
  virtual ~Gate() = default;
  // One answer per content, in that order, all from one read. A read that fails is an answer too:
  // hold, consent-unreachable (rule R1), with the Failure's sentence in decision.text. Never a
  // permit by mistake. Any thread.
  virtual std::vector<GateAnswer> Ask(const GateRequest& request, Freshness freshness) = 0;
};

}  // namespace chartbridge::bridge
