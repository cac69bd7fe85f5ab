// Lists in pages: {items, next}. A cursor is the ordinal that the next page begins below; whoever
// invents one sees no more than the list itself shows.
#pragma once

#include <optional>
#include <vector>

#include "connectors/api/ask.h"

namespace chartbridge::api {

// 50 rows unless `limit` asks for 1 to 200.
Answer<service::PageRequest> ReadPageRequest(const Ask& ask);

// A port's answer, or the problem that its failure is.
template <class T>
Answer<T> AnswerOf(Result<T, Failure> result) {
  if (result) return std::move(*result);
  return RefuseFor(result.error());
}

Reply PageReply(fhir::json::Array items, std::optional<std::int64_t> next = std::nullopt);

}  // namespace chartbridge::api
