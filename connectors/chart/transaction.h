// A transaction Bundle at the base: all or nothing (R4 3.1.0.11). Nothing in it depends on an
// order: what two entries would settle by who comes first is refused.
#pragma once

#include <string>
#include <vector>

#include "connectors/chart/exchange.h"

namespace chartbridge::chart {

class Transaction {
 public:
  struct Entry {
    std::string expression;  // "Bundle.entry[2]"
    std::string full_url;
    std::string criteria;  // of ifNoneExist, in one spelling; "" for none
    Draft draft;           // valid; its references are still those of the Bundle
  };

  // Reads and checks every entry; 400 or 422 for a Bundle that cannot be run. `reach` outlives
  // this.
  Transaction(const fhir::json::Value& bundle, std::string_view base, const Reach& reach,
              Entropy& entropy);

  // Inside one write of the store; may run again. In the order of the entries.
  std::vector<Saved> Run(Writer& writer, Instant now) const;

 private:
  void RequireSound(Writer& writer, const std::vector<Saved>& saved) const;

  const Reach& reach_;
  std::vector<Entry> entries_;
};

// The transaction-response.
fhir::json::Value TransactionAnswer(const std::vector<Saved>& saved, Wanted wanted);

}  // namespace chartbridge::chart
