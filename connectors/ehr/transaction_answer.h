// What a transaction-response says of each entry that was sent (FHIR R4 http.html 3.1.0.11.2).
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "fhir/json/value.h"

namespace chartbridge::ehr {

struct EntryAnswer {
  int status = 0;         // 0: the server did not say
  std::string reference;  // "Communication/1"; "" when neither the answer nor the request tells it
};

// One for each entry of `sent`, in its order. A blank body of a successful call (Prefer:
// return=minimal) tells nothing, and is no fault. kInDoubt for an answer that cannot be matched to
// what was sent; an entry that was refused all the same makes the whole a Failure of its kind.
Result<std::vector<EntryAnswer>, Failure> ReadTransactionAnswer(const fhir::json::Value& sent,
                                                                std::string_view body);

}  // namespace chartbridge::ehr
