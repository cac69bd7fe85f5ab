// Rung A of design.md section 7: one transaction Bundle per message, conditional creates, doubt
// resolved by reading back.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/enclosures.h"
#include "connectors/ehr/fhir_rest.h"
#include "connectors/ehr/transaction_answer.h"

namespace chartbridge::ehr {

class FhirEhr final : public bridge::Ehr {
 public:
  static constexpr std::uint64_t kInlineBytes = 512 * 1024;

  FhirEhr(FhirRest& rest, bridge::Vault& vault, bridge::KeyStore& keys,
          std::uint64_t inline_bytes = kInlineBytes);

  Result<bridge::Filed, Failure> File(const bridge::Filing& filing, bool after_doubt) override;

  Result<std::optional<bridge::Filed>, Failure> LookUp(const bridge::Filing& filing) override;

  // A thread is left alone too: messages of other filings are part of it.
  Result<void, Failure> Retract(const std::vector<std::string>& resources) override;

 private:
  // Reads back what the transaction would create: the references where all are there, nothing where
  // some are missing, kAmbiguous where one is there twice.
  Result<std::vector<EntryAnswer>, Failure> ReadBack(const fhir::json::Value& bundle);
  // Learns the references that the server kept to itself.
  Result<void, Failure> Complete(const fhir::json::Value& bundle,
                                 std::vector<EntryAnswer>& answers);
  Result<void, Failure> RetractOne(const std::string& reference);

  FhirRest& rest_;
  Enclosures enclosures_;
};

}  // namespace chartbridge::ehr
