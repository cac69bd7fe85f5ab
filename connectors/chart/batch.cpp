#include "connectors/chart/bundle_answer.h"
#include "connectors/chart/transaction.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

Result<Saved, Refusal> WriteEntry(Interactions& interactions, BundleEntry entry,
                                  const BundleContext& context) {
  const std::string& base = context.base;
  const TypeRules& type = *entry.address.type;
  if (entry.method == BundleEntry::Method::kPost) {
    return interactions.Create(type, std::move(entry.resource), entry.if_none_exist, base,
                               context.reach);
  }
  if (!entry.query.empty()) {
    return interactions.UpdateWhere(type, entry.query, std::move(entry.resource), entry.if_match,
                                    base, context.reach);
  }
  return interactions.Update(type, entry.address.id, std::move(entry.resource), entry.if_match,
                             base, context.reach);
}

Result<Value, Refusal> RunEntry(Interactions& interactions, const Value& json, std::size_t index,
                                const BundleContext& context) {
  auto entry = ReadBundleEntry(json, index, context.base);
  if (!entry) return Unexpected(entry.error());
  if (entry->method == BundleEntry::Method::kGet) {
    return ReadEntry(interactions.store(), interactions.store(), *entry, context);
  }
  auto saved = WriteEntry(interactions, std::move(*entry), context);
  if (!saved) return Unexpected(saved.error());
  return SavedEntry(*saved, context.wanted);
}

}  // namespace

Result<Value, Refusal> RunBatch(Interactions& interactions, const Value& bundle,
                                const BundleContext& context) {
  auto list = EntriesOf(bundle);
  if (!list) return Unexpected(list.error());
  Array answers;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto answer = RunEntry(interactions, (**list)[i], i, context);
    answers.push_back(answer ? std::move(*answer) : RefusedEntry(answer.error()));
  }
  Object response{{"resourceType", "Bundle"}, {"type", "batch-response"}};
  if (!answers.empty()) response.emplace_back("entry", std::move(answers));
  return Value(std::move(response));
}

}  // namespace chartbridge::chart
