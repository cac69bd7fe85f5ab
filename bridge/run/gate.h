// The one place that answers «may this leave, for whom, why» (promise P3). Every exit asks here,
// with Consents read in that moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/consent/request_json.h"
#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

// One FHIR resource that is about to be written: the message, or one of its media.
struct GateQuestion {
  std::string part;           // message or media:<n>
  std::string resource_type;  // Communication, DocumentReference
  consent::ContentClass content = consent::ContentClass::kText;
  std::vector<std::string> labels;
};

struct GateAnswer {
  std::string part;
  consent::Decision decision;
  consent::Disposition disposition;
};

struct GateSubject {
  KnownPatient patient;
  Instant data_time;              // when it was said
  bool from_patient = true;       // who the author is
  fhir::json::Value relations{};  // of the recipient: consent::Environment::directory
};

// Consents as the gate before a push read them, kept while one conversation is worked on. What is
// mapped next may be asked of them, because its push is asked afresh whatever they say.
struct LastRead {
  std::vector<std::string> patients;
  std::vector<fhir::json::Value> consents;
  Instant at;
};

class Gate {
 public:
  Gate(const Ports& ports, const RunSettings& settings) : ports_(ports), settings_(settings) {}

  // One answer per question, in that order, all from one fresh read of the Consents. A read that
  // fails is an answer too: hold, consent-unreachable (rule R1). Never a permit by mistake. `kept`,
  // when given, receives what was read. Any thread.
  std::vector<GateAnswer> Ask(const GateSubject& subject,
                              const std::vector<GateQuestion>& questions,
                              std::optional<LastRead>* kept = nullptr) const;

  // The same of what the last push read. nullopt when that was about somebody else or is older
  // than 5 s, or when it does not permit everything: then only a fresh read can tell.
  std::optional<std::vector<GateAnswer>> AskLastRead(const GateSubject& subject,
                                                     const std::vector<GateQuestion>& questions,
                                                     const std::optional<LastRead>& last) const;

 private:
  std::vector<GateAnswer> Answer(const GateSubject& subject,
                                 const std::vector<GateQuestion>& questions,
                                 const std::vector<std::string>& patients,
                                 const std::vector<fhir::json::Value>& consents,
                                 const consent::Environment& environment) const;

  const Ports& ports_;
  const RunSettings& settings_;
};

// As stored with the item, and as told to the audit.
DecisionRecord ToRecord(const GateAnswer& answer, const std::string& stage, Instant at);
AuditEntry ToAudit(const GateAnswer& answer, const std::string& patient, const ItemKey& key);

}  // namespace chartbridge::bridge::run
