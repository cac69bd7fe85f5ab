// What a transaction-response says of each entry that was sent (FHIR R4 http.html 3.1.0.11.2).
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "fhir/json/value.h"

namespace chartbridge::ehr {

struct EntryAnswer {
  int status = 0;         // 0: the server did not say
  std::string reference;  // "Communication/1"; "" when neither the answer nor the request tells it
  std::string version;    // its versionId; "" when the answer does not tell it
  // The server named this entry and said that it did it (2xx), or that the resource was there
  // already (304).
  bool confirmed = false;
};

struct TransactionAnswer {
  std::vector<EntryAnswer> entries;  // one for each entry of the request, in its order
  // Why the whole is not done: an entry that was refused although others stand, or an answer that
  // is no answer to a transaction (kInDoubt).
  std::optional<Failure> failure;
};

// A blank body of a successful call (Prefer: return=minimal), or an OperationOutcome without
// errors, tells nothing, and is no fault. Only a Bundle of type transaction-response is believed to
// be all or nothing; of another one only the entries that it confirms one by one count.
TransactionAnswer ReadTransaction(const fhir::json::Value& sent, std::string_view body);

// The same for whoever wants all or nothing.
Result<std::vector<EntryAnswer>, Failure> ReadTransactionAnswer(const fhir::json::Value& sent,
                                                                std::string_view body);

}  // namespace chartbridge::ehr
