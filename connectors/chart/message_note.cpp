#include "connectors/chart/message_note.h"

#include <algorithm>

#include "connectors/chart/index_keys.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Value;

// Without what the server sets and without the notes.
Value Rest(const Value& message) {
  Value rest = message;
  rest.Erase("id");
  rest.Erase("note");
  if (Value* meta = rest.Find("meta")) {
    meta->Erase("versionId");
    meta->Erase("lastUpdated");
    if (meta->object() != nullptr && meta->object()->empty()) rest.Erase("meta");
  }
  // The order of members says nothing.
  if (auto* members = rest.object()) {
    std::sort(members->begin(), members->end(),
              [](const auto& left, const auto& right) { return left.first < right.first; });
  }
  return rest;
}

}  // namespace

bool OnlyAddsNotes(const Value& current, const Value& next, std::string_view author,
                   std::string_view base) {
  const Array& before = current["note"].items();
  const Array& after = next["note"].items();
  if (author.empty() || after.size() < before.size() || Rest(current) != Rest(next)) return false;
  if (!std::equal(before.begin(), before.end(), after.begin())) return false;
  return std::all_of(
      after.begin() + std::ptrdiff_t(before.size()), after.end(), [&](const Value& note) {
        return PlainReference(note["authorReference"]["reference"].text(), base) == author &&
               !note["time"].text().empty();
      });
}

}  // namespace chartbridge::chart
