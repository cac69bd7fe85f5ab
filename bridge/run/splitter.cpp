#include "bridge/run/splitter.h"

#include <chrono>

#include "fhir/json/write.h"
#include "mappings/identity.h"

namespace chartbridge::bridge::run {
namespace {

using mappings::Item;

constexpr std::chrono::seconds kLease(30);

struct Start {
  Progress progress;
  std::string reason;
};

// Where the item's life begins.
Start StartOf(const Item& item) {
  if (item.channel.empty()) return {Progress::kDropped, "unknown-channel"};
  if (const auto* message = std::get_if<mappings::Message>(&item.body)) {
    return message->in_group ? Start{Progress::kHeld, "group-message"}
                             : Start{Progress::kParsed, ""};
  }
  if (std::holds_alternative<mappings::Receipt>(item.body)) return {Progress::kNoted, ""};
  if (std::holds_alternative<mappings::AccountEvent>(item.body)) return {Progress::kNoted, ""};
  if (std::holds_alternative<mappings::Undocumented>(item.body))
    return {Progress::kHeld, "kind-not-documented"};
  const auto& why = std::get<mappings::Unparsable>(item.body).why;
  return {Progress::kHeld, why.code == "security" ? "foreign-signature" : "unparsable"};
}

// What is held is fetched at once, because the provider forgets it (design.md section 3).
NewMedia StartOf(const mappings::Media& media, const Start& start) {
  if (start.progress == Progress::kDropped)
    return {media.number, MediaProgress::kDropped, start.reason};
  if (media.unavailable) return {media.number, MediaProgress::kFailed, "unavailable"};
  const bool held = start.progress == Progress::kHeld;
  return {media.number, held ? MediaProgress::kPending : MediaProgress::kWaiting, ""};
}

int OutcomeOf(Progress progress) {
  return progress == Progress::kHeld ? 4 : progress == Progress::kDropped ? 8 : 0;
}

template <class T>
std::string Revealed(const std::optional<T>& value) {
  return value ? value->Reveal() : std::string();
}

}  // namespace

NewItem ToNewItem(const Item& item, const RunSettings& settings, Instant now) {
  const Start start = StartOf(item);
  NewItem row;
  row.key = mappings::DeriveIdentity({settings.tenant, item.channel, item.item_key, 0}, "message");
  row.channel = item.channel;
  row.kind = item.kind;
  row.source = mappings::ToString(item.source);
  row.direction = mappings::ToString(item.direction);
  row.phone = Revealed(item.contact.phone);
  row.business_scoped_id = Revealed(item.contact.business_scoped_id);
  row.provider_id = Revealed(item.id);
  row.refers_to = Revealed(item.refers_to);
  row.received = item.received;
  row.sent = item.sent;
  row.progress = start.progress;
  row.reason = start.reason;
  // What a policy drops is not kept, not even for a moment.
  if (start.progress != Progress::kDropped) row.content = fhir::json::Write(item.content);
  if (const auto* undocumented = std::get_if<mappings::Undocumented>(&item.body))
    row.placeholder = undocumented->placeholder;
  if (start.progress == Progress::kParsed) row.due = now;
  if (start.progress == Progress::kHeld) {
    row.deadline = now + std::chrono::hours(24) * settings.flow.retention.hold_days;
    row.due = row.deadline;
  }
  if (const mappings::Media* media = mappings::MediaOf(item))
    row.media.push_back(StartOf(*media, start));
  row.audit.push_back({"message.parsed",
                       "svc:ingest",
                       OutcomeOf(start.progress),
                       "",
                       row.key,
                       {},
                       start.reason,
                       ""});
  return row;
}

Result<int, Failure> Splitter::RunOnce(const std::string& worker, int limit) {
  const Instant now = ports_.clock.Now();
  auto deliveries = ports_.inbox.Claim(worker, now, now + kLease, limit);
  if (!deliveries) return Unexpected<Failure>(deliveries.error());
  std::vector<SplitDelivery> split;
  bool strange = false;
  for (const StoredDelivery& delivery : *deliveries) {
    const auto parser = ports_.providers.find(delivery.raw.provider);
    if (parser == ports_.providers.end()) {
      strange = true;  // it waits for a settings file that knows it; the others go on
      continue;
    }
    SplitDelivery& one = split.emplace_back(SplitDelivery{delivery.seq, {}});
    for (const Item& item : parser->second->Parse(delivery.raw))
      one.items.push_back(ToNewItem(item, settings_, now));
    ports_.metrics.items_parsed += std::int64_t(one.items.size());
  }
  if (!split.empty()) {
    const auto done = ports_.ledger.SplitAll(split);
    if (!done) return Unexpected<Failure>(done.error());
    ports_.metrics.deliveries_split += std::int64_t(split.size());
  }
  if (strange) return Fail(FailureKind::kCorrupt, "a delivery names an unknown provider");
  return int(split.size());
}

}  // namespace chartbridge::bridge::run
