// Every fact that the consent rules read about one exit: the patient, their Consents, who the
// recipient is part of, who is in the groups that the Consents name (rules R0, R1 and R10).
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/consent/request_json.h"
#include "bridge/ports/ehr.h"

namespace chartbridge::bridge::run {

struct GateFacts {
  KnownPatient patient;
  std::vector<fhir::json::Value> consents;
  fhir::json::Value relations;                           // consent::Environment::directory
  std::vector<PatientIdentifier> recipient_identifiers;  // those of whom it is part of included
  std::vector<std::string> own_names;                    // of the server
  Instant read;

  // The patient's own ids: that of today first. Those of `related` are not among them.
  std::vector<std::string> Ids() const;
};

// What the rules are asked about an exit of these facts, as far as the facts say it: whoever asks
// adds who acts, when, and the content.
consent::RequestFacts RequestFactsOf(const GateFacts& facts);
consent::Environment EnvironmentOf(const GateFacts& facts);
// With the names that the server goes by among `fhir_bases`.
consent::Settings WithOwnNames(consent::Settings settings, const GateFacts& facts);

// Any thread.
class GateFactsSource {
 public:
  GateFactsSource(PatientDirectory& directory, ConsentSource& consents, const Clock& clock)
      : directory_(directory), consents_(consents), clock_(clock) {}

  // Patient, Consents and members as they are now; what the recipient is part of at most 60 s old.
  Result<GateFacts, Failure> Read(const std::string& patient, const std::string& recipient);
  // What Read gave in the last 5 s.
  std::optional<GateFacts> Recall(const std::string& patient, const std::string& recipient);

 private:
  struct Recipient {
    fhir::json::Value relations;
    std::vector<PatientIdentifier> identifiers;
    Instant read;
  };
  Result<Recipient, Failure> ReadRecipient(const std::string& recipient);
  Result<void, Failure> AddMembers(GateFacts& facts);
  void Remember(const std::string& patient, const std::string& recipient, const GateFacts& facts);

  PatientDirectory& directory_;
  ConsentSource& consents_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Recipient> recipients_;  // guarded by mutex_
  std::map<std::string, GateFacts> recent_;      // by patient and recipient; guarded by mutex_
};

}  // namespace chartbridge::bridge::run
