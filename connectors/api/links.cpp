#include "connectors/api/links.h"

#include "bridge/service/explain.h"
#include "connectors/api/permissions.h"
#include "connectors/api/reach.h"
#include "connectors/api/seen.h"

namespace chartbridge::api {
namespace {

using fhir::json::Value;

constexpr int kMostLookedAt = 200;

// 404 unless some message of the conversation is one of the caller's to see.
Answer<void> CheckReach(const Ask& ask) {
  const Reach reach = ReachOf(ask, kIdentityResolve);
  bridge::ItemFilter filter;
  filter.conversation = ask.parts[0];
  filter.limit = kMostLookedAt;
  bool covered = false;
  const auto listed = ask.ports.queries.List(filter, [&](const bridge::ItemRow& row) {
    covered = reach.Covers(row);
    return !covered;
  });
  if (!listed) return RefuseFor(listed.error());
  if (!covered) return Refuse(404, "not-found");
  return {};
}

}  // namespace

Answer<Reply> ShowLink(const Ask& ask) {
  if (auto may = CheckReach(ask); !may) return Unexpected<Problem>(may.error());
  const auto link = ask.ports.links.Find(ask.parts[0]);
  const bool altered = !link && link.error().kind == FailureKind::kCorrupt;
  if (!link && !altered) return RefuseFor(link.error());
  const std::string patient = link && *link ? (*link)->patient : "";
  if (auto noted = NoteSearch(ask, "link", patient.empty() ? ask.parts[0] : patient); !noted)
    return Unexpected<Problem>(noted.error());
  Value json;
  json.Set("conversation", ask.parts[0]);
  json.Set("link", link && *link ? service::LinkJson(**link) : Value());
  json.Set("altered", altered);
  return JsonReply(std::move(json));
}

Answer<Reply> CutLink(const Ask& ask) {
  if (auto may = CheckReach(ask); !may) return Unexpected<Problem>(may.error());
  const auto link = ask.ports.links.Find(ask.parts[0]);
  const std::string patient = link && *link ? (*link)->patient : "";
  const auto cut = ask.ports.links.Cut(
      ask.parts[0],
      {{"link.cut", ask.caller.actor, 0, ask.parts[0], patient, {}, "cut-by-staff", ""}});
  if (!cut) return RefuseFor(cut.error());
  return NoContent();
}

}  // namespace chartbridge::api
