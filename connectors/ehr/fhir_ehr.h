// Rung A of design.md section 7: one transaction Bundle per message, conditional creates, doubt
// resolved by looking up. Each change that is not a create reads first and says which version it
// changes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/binary_contents.h"
#include "connectors/ehr/fhir_rest.h"
#include "connectors/ehr/transaction_answer.h"

namespace chartbridge::ehr {

class FhirEhr final : public bridge::Ehr {
 public:
  static constexpr std::uint64_t kInlineBytes = 512 * 1024;

  // Files of together up to `inline_bytes` travel inside the Bundle; larger ones go ahead of it.
  FhirEhr(FhirRest& rest, bridge::Vault& vault, bridge::KeyStore& keys,
          std::uint64_t inline_bytes = kInlineBytes);

  Result<bridge::Payload, Issue> Plan(const bridge::PlanRequest& request) const override;
  Result<bridge::Payload, Issue> PlanAmendment(const bridge::PlanRequest& request) const override;

  bridge::SendOutcome Send(const bridge::Payload& payload) override;

  // Communications and DocumentReferences by their identifier; what was put under its own id by
  // reading it. A Binary counts as there when its document is: its bytes are not fetched.
  Result<std::vector<bridge::FilingPart>, Failure> LookUp(
      const std::vector<bridge::FilingPart>& parts) override;

  bridge::SendOutcome Amend(const bridge::Payload& payload) override;

  // A part that the EHR refuses to change does not keep the others from being taken back.
  bridge::SendOutcome Retract(const std::vector<bridge::FilingPart>& parts) override;

  // A search that needs the log-in and finds nothing; where the EHR does not offer it, its
  // CapabilityStatement.
  Result<void, Failure> Probe() override;

 private:
  using Found = std::optional<bridge::FilingPart>;

  Result<Found, Failure> Find(const bridge::FilingPart& part);
  Result<Found, Failure> FindByIdentity(const bridge::FilingPart& part);
  Result<Found, Failure> FindAt(const bridge::FilingPart& part, const std::string& reference);
  Result<bool, Failure> HoldsBinary(const std::string& reference);

  // The transaction with every file's bytes in it, large files put ahead.
  Result<fhir::json::Value, Failure> FillIn(const bridge::Payload& payload,
                                            bridge::SendOutcome& outcome);
  Result<RestAnswer, Failure> Post(const fhir::json::Value& bundle);
  // The transaction with literal references to what stands already, instead of conditional creates
  // of it, and what stands; nullopt when nothing does or that cannot be told.
  std::optional<fhir::json::Value> WithoutWhatStands(const bridge::Payload& payload,
                                                     const fhir::json::Value& bundle,
                                                     std::vector<bridge::FilingPart>& standing);
  // Records what an answer confirms; looks up what the server kept to itself.
  void Record(const bridge::Payload& payload, const fhir::json::Value& bundle,
              TransactionAnswer answer, bridge::SendOutcome& outcome);

  Result<bridge::FilingPart, Failure> AmendOne(bridge::FilingPart part,
                                               const std::string& reference,
                                               const fhir::json::Value& wanted);
  // nullopt: left alone.
  Result<Found, Failure> RetractOne(bridge::FilingPart part);
  // PUT over the version that was read. The new version, "" when the answer does not tell it;
  // nullopt: somebody else was faster.
  Result<std::optional<std::string>, Failure> Replace(const std::string& reference,
                                                      const fhir::json::Value& read,
                                                      const fhir::json::Value& resource);

  FhirRest& rest_;
  BinaryContents contents_;
  std::uint64_t inline_bytes_;
};

}  // namespace chartbridge::ehr
