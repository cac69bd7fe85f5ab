#include "connectors/api/audit_pages.h"

#include <algorithm>
#include <functional>
#include <set>

#include "connectors/api/audit_view.h"
#include "connectors/api/csv.h"
#include "connectors/api/paging.h"
#include "connectors/api/seen.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using bridge::AuditLink;
using bridge::access::Grant;
using fhir::json::Array;
using fhir::json::Value;

constexpr int kMostLookedAt = 5000;

struct Entries {
  std::vector<Value> shown;  // newest first
  std::optional<std::int64_t> next;
};

using Keep = std::function<bool(const Value& record)>;

// One page about `subject`, or of the whole trail when that is "".
Answer<Entries> ReadEntries(const Ask& ask, const std::string& subject, const PageWish& wish,
                            const Keep& keep) {
  Entries entries;
  std::vector<AuditLink> links;
  int looked_at = 0;
  const auto visit = [&](const AuditLink& link) {
    const auto record = fhir::json::Parse(link.record);
    if (record && keep(*record)) links.push_back(link);
    const bool full = links.size() == std::size_t(wish.limit);
    if (!full && ++looked_at < kMostLookedAt) return true;
    if (link.seq > 0) entries.next = link.seq;
    return false;
  };
  const auto read = subject.empty() ? ask.ports.audit.ReadBack(wish.before, visit)
                                    : ask.ports.audit.ReadAbout(subject, wish.before, visit);
  if (!read) return RefuseFor(read.error());
  AuditView view(ask.ports.people);  // asks the store for names: not while it is being read
  for (const AuditLink& link : links) entries.shown.push_back(view.Show(link, subject));
  return entries;
}

// One's own actions, where no more is granted.
Keep WithinGrant(const Ask& ask, Keep keep) {
  if (ask.grant == Grant::kYes) return keep;
  return [actor = ask.caller.actor, keep = std::move(keep)](const Value& record) {
    return record["actor"].text() == actor && keep(record);
  };
}

Reply ToReply(Entries entries) {
  return PageReply(Array(std::make_move_iterator(entries.shown.begin()),
                         std::make_move_iterator(entries.shown.end())),
                   entries.next);
}

Answer<Reply> Export(const Ask& ask, const Entries& entries) {
  if (auto noted = Note(ask, {"audit.exported",
                              "",
                              0,
                              "",
                              "",
                              {},
                              "entries-" + std::to_string(entries.shown.size()),
                              ""});
      !noted)
    return Unexpected<Problem>(noted.error());
  Csv csv({"seq", "at", "event", "actor", "actor_name", "outcome", "subject", "what", "basis",
           "reason", "sentence"});
  for (const Value& entry : entries.shown) csv.Add(entry);
  Reply reply = std::move(csv).ToReply("audit.csv");
  if (entries.next) reply.headers.emplace_back("X-Next-Cursor", std::to_string(*entries.next));
  return reply;
}

// What speaks of a patient: the patient, and the conversations that were matched to them.
Answer<std::vector<std::string>> SubjectsOf(const Ask& ask, const std::string& patient) {
  std::set<std::string> conversations;
  bridge::ItemFilter filter;
  filter.patient = patient;
  filter.limit = 1000;
  const auto listed = ask.ports.queries.List(filter, [&](const bridge::ItemRow& row) {
    if (!row.conversation.empty()) conversations.insert(row.conversation);
    return conversations.size() < 20;
  });
  if (!listed) return RefuseFor(listed.error());
  std::vector<std::string> subjects{patient};
  subjects.insert(subjects.end(), conversations.begin(), conversations.end());
  return subjects;
}

}  // namespace

Answer<Reply> ListAudit(const Ask& ask) {
  const auto wish = ReadPageWish(ask);
  if (!wish) return Unexpected<Problem>(wish.error());
  if (ask.WantsCsv() && !ask.caller.stepped_up)
    return Refuse(403, "step-up", "Give the code of your second factor once more, then repeat.");
  const std::string about = ask.Query("about");
  const auto entries =
      ReadEntries(ask, about, *wish, WithinGrant(ask, [](const Value&) { return true; }));
  if (!entries) return Unexpected<Problem>(entries.error());
  if (ask.WantsCsv()) return Export(ask, *entries);
  if (auto noted = Note(ask, {"audit.read",
                              "",
                              0,
                              about,
                              "",
                              {},
                              "entries-" + std::to_string(entries->shown.size()),
                              ""});
      !noted)
    return Unexpected<Problem>(noted.error());
  return ToReply(std::move(*entries));
}

Answer<Reply> ListReads(const Ask& ask) {
  const auto wish = ReadPageWish(ask);
  if (!wish) return Unexpected<Problem>(wish.error());
  const auto patient = PatientReference(ask.parts[0]);
  if (!patient) return Refuse(404, "not-found", "There is no such patient.");
  const auto subjects = SubjectsOf(ask, *patient);
  if (!subjects) return Unexpected<Problem>(subjects.error());
  const Keep by_people = WithinGrant(ask, [](const Value& record) {
    const std::string& event = record["ev"].text();
    return event.starts_with("console.") || event.starts_with("launch.") || event == "audit.read" ||
           event == "ehr.read" || event == "ehr.search";
  });
  Entries all;
  for (const std::string& subject : *subjects) {
    auto some = ReadEntries(ask, subject, *wish, by_people);
    if (!some) return Unexpected<Problem>(some.error());
    std::move(some->shown.begin(), some->shown.end(), std::back_inserter(all.shown));
    if (some->next) all.next = std::max(all.next.value_or(0), *some->next);
  }
  const auto seq = [](const Value& entry) { return *entry["seq"].integer(); };
  std::sort(all.shown.begin(), all.shown.end(),
            [&](const Value& left, const Value& right) { return seq(left) > seq(right); });
  if (all.shown.size() > std::size_t(wish->limit)) {
    all.shown.resize(std::size_t(wish->limit));
    all.next = std::max(all.next.value_or(0), seq(all.shown.back()));
  }
  // Rows below the cursor come again on the next page, so they are left to it.
  if (all.next)
    std::erase_if(all.shown, [&](const Value& entry) { return seq(entry) < *all.next; });
  if (auto noted = Note(ask, {"audit.read", "", 0, *patient, *patient, {}, "reads", ""}); !noted)
    return Unexpected<Problem>(noted.error());
  return ToReply(std::move(all));
}

}  // namespace chartbridge::api
