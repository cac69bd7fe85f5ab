#include "connectors/chart/interactions.h"

#include <algorithm>

#include "connectors/chart/primitives.h"
#include "connectors/chart/search_plan.h"
#include "connectors/chart/validate.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::chart {

using fhir::json::Value;

Result<void, Refusal> RequireValid(const TypeRules& type, const Value& resource,
                                   const std::string& expression) {
  std::vector<Issue> issues = Validate(type.name, resource, expression);
  if (issues.empty()) return {};
  // 400: this is not FHIR's form; 422: it is, but breaks a rule (R4 3.1.0.8).
  const bool malformed = std::any_of(issues.begin(), issues.end(), [](const Issue& issue) {
    return issue.code == "structure" || issue.code == "value";
  });
  return Unexpected(Refusal{malformed ? 400 : 422, std::move(issues), {}});
}

Result<void, Refusal> RequireSameId(const Value& resource, const std::string& id,
                                    const std::string& expression) {
  const Value* given = resource.Find("id");
  if (given == nullptr || given->text() == id) return {};
  return Refuse(400, "value", "The id is not the one of the address.", expression + ".id");
}

// A condition is a search, and what it finds is shown: both must be allowed.
Result<Query, Refusal> PlanFor(const Reach& reach, const TypeRules& type, std::string_view criteria,
                               std::string_view base) {
  for (const Deed deed : {Deed::kSearch, Deed::kRead}) {
    if (auto may = reach.Require(deed, type); !may) return Unexpected(may.error());
  }
  return PlanCriteria(type, criteria, base);
}

std::string Interactions::NewId() { return crypto::RandomUuid(entropy_); }

Result<Saved, Refusal> Interactions::Create(const TypeRules& type, Value resource,
                                            const std::optional<std::string>& if_none_exist,
                                            std::string_view base, const Reach& reach) {
  if (auto valid = RequireValid(type, resource, std::string(type.name)); !valid)
    return Unexpected(valid.error());
  std::optional<Query> criteria;
  if (if_none_exist) {
    auto planned = PlanFor(reach, type, *if_none_exist, base);
    if (!planned) return Unexpected(planned.error());
    criteria = std::move(*planned);
  }
  const Draft draft{&type, NewId(), std::move(resource), {}, {}, &reach};
  return InTransaction<Saved>(store_, [&](ResourceWriter& writer) -> Result<Saved, Refusal> {
    if (criteria) {
      auto found = FindOne(writer, *criteria, reach);
      if (!found) return Unexpected(found.error());
      if (*found) return Saved{Change::kMatched, std::move(**found)};
    }
    return Save(writer, draft, clock_.Now(), base);
  });
}

Result<Saved, Refusal> Interactions::Update(const TypeRules& type, const std::string& id,
                                            Value resource,
                                            const std::optional<std::string>& if_match,
                                            std::string_view base, const Reach& reach) {
  if (auto valid = RequireValid(type, resource, std::string(type.name)); !valid)
    return Unexpected(valid.error());
  if (auto same = RequireSameId(resource, id, std::string(type.name)); !same)
    return Unexpected(same.error());
  const Draft draft{&type, id, std::move(resource), if_match, {}, &reach};
  return InTransaction<Saved>(
      store_, [&](ResourceWriter& writer) { return Save(writer, draft, clock_.Now(), base); });
}

Result<Saved, Refusal> Interactions::UpdateWhere(const TypeRules& type, std::string_view criteria,
                                                 Value resource,
                                                 const std::optional<std::string>& if_match,
                                                 std::string_view base, const Reach& reach) {
  if (auto valid = RequireValid(type, resource, std::string(type.name)); !valid)
    return Unexpected(valid.error());
  auto planned = PlanFor(reach, type, criteria, base);
  if (!planned) return Unexpected(planned.error());
  const std::string given = resource["id"].text();
  Draft draft{&type, given.empty() ? NewId() : given, std::move(resource), if_match, {}, &reach};
  return InTransaction<Saved>(store_, [&](ResourceWriter& writer) -> Result<Saved, Refusal> {
    auto found = FindOne(writer, *planned, reach);
    if (!found) return Unexpected(found.error());
    if (*found) {
      if (auto same = RequireSameId(draft.resource, (**found).id, std::string(type.name)); !same) {
        return Unexpected(same.error());
      }
      draft.id = (**found).id;
    }
    return Save(writer, draft, clock_.Now(), base);
  });
}

Result<Version, Refusal> Interactions::Read(const TypeRules& type, const std::string& id) {
  auto version = store_.Read(std::string(type.name), id);
  if (!version) return Unexpected(ToRefusal(version.error()));
  return std::move(*version);
}

Result<Version, Refusal> Interactions::ReadVersion(const TypeRules& type, const std::string& id,
                                                   std::int64_t number) {
  auto version = store_.ReadVersion(std::string(type.name), id, number);
  if (!version) return Unexpected(ToRefusal(version.error()));
  return std::move(*version);
}

}  // namespace chartbridge::chart
