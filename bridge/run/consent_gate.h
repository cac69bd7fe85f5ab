// The gate over the consent rules (reference/consent-and-privacy.md section 1): reads every fact
// that they ask about, decides, and says what becomes of a body that may not leave.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/ports/audit.h"
#include "bridge/ports/gate.h"
#include "bridge/ports/item_rows.h"
#include "bridge/run/gate_facts.h"

namespace chartbridge::bridge::run {

struct GateSettings {
  consent::Settings consent;  // fhir_bases are added to what the directory says of itself
  consent::RetentionSettings retention;
  std::string organization;  // [ehr] organization; the recipient where a request names none
  std::string device;        // [ehr] device, "" for none
};

// The ports must outlive it. Any thread.
class ConsentGate final : public Gate {
 public:
  ConsentGate(PatientDirectory& directory, ConsentSource& consents, const Clock& clock, Log& log,
              GateSettings settings)
      : facts_(directory, consents, clock),
        clock_(clock),
        log_(log),
        settings_(std::move(settings)) {}

  // With kRead the Patient is read afresh too, so that a merge of this minute counts. When that
  // shows that the record was replaced by another one, a permit becomes a hold, patient-unresolved.
  std::vector<GateAnswer> Ask(const GateRequest& request, Freshness freshness) override;

 private:
  std::vector<GateAnswer> AskFor(const KnownPatient& patient, const GateRequest& request,
                                 Freshness freshness);
  std::vector<GateAnswer> Decide(const KnownPatient& asked, const GateRequest& request,
                                 const GateFacts& facts) const;
  std::vector<GateAnswer> Unreachable(const GateRequest& request, const Failure& failure) const;
  fhir::json::Value MakeRequest(const GateRequest& request, const GateContent& content,
                                const GateFacts& facts) const;
  const std::string& RecipientOf(const GateRequest& request) const;

  GateFactsSource facts_;
  const Clock& clock_;
  Log& log_;
  const GateSettings settings_;
};

// As stored with the item, and as told to the audit. `stage`: "map", "push" or "after".
DecisionRecord ToRecord(const GateAnswer& answer, const std::string& stage, Instant at);
AuditEntry ToAudit(const GateAnswer& answer, const std::string& patient, const ItemKey& key);

}  // namespace chartbridge::bridge::run
