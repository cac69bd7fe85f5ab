#include "bridge/run/splitter.h"

#include <chrono>
#include <utility>

#include "fhir/json/write.h"
#include "mappings/fingerprint.h"
#include "mappings/identity.h"

namespace chartbridge::bridge::run {
namespace {

using mappings::Item;

constexpr std::chrono::seconds kLeaseOfDeliveries(30);

struct Start {
  Progress progress;
  Reason reason;
};

// Where the item's life begins.
Start StartOf(const Item& item) {
  if (item.channel.empty()) return {Progress::kDropped, Reason::kUnknownChannel};
  if (const auto* message = std::get_if<mappings::Message>(&item.body)) {
    return message->in_group ? Start{Progress::kHeld, Reason::kGroupMessage}
                             : Start{Progress::kParsed, Reason::kNone};
  }
  if (std::holds_alternative<mappings::Receipt>(item.body))
    return {Progress::kNoted, Reason::kNone};
  if (std::holds_alternative<mappings::AccountEvent>(item.body))
    return {Progress::kNoted, Reason::kNone};
  // Asked for in its turn: what came before it was said under the old number's link.
  if (const auto* change = std::get_if<mappings::NumberChange>(&item.body)) {
    // Other keys of the same number: another telephone, most often of the same person.
    return {change->identity_only ? Progress::kNoted : Progress::kParsed, Reason::kNone};
  }
  if (std::holds_alternative<mappings::UnsupportedContent>(item.body))
    return {Progress::kHeld, Reason::kKindNotDocumented};
  const auto& why = std::get<mappings::Unparsable>(item.body).why;
  return {Progress::kHeld,
          why.code == "security" ? Reason::kForeignSignature : Reason::kUnparsable};
}

// What is held is fetched at once, because the provider forgets it (design.md section 3).
MediaRow StartOf(const mappings::Media& media, const Start& start) {
  MediaRow row;
  row.number = media.number;
  if (start.progress == Progress::kDropped) {
    row.progress = MediaProgress::kDropped;
    row.reason = start.reason;
  } else if (media.unavailable) {
    row.progress = MediaProgress::kFailed;
    row.reason = Reason::kUnavailable;
  } else {
    row.progress =
        start.progress == Progress::kHeld ? MediaProgress::kPending : MediaProgress::kWaiting;
  }
  return row;
}

int OutcomeOf(Progress progress) {
  return progress == Progress::kHeld ? 4 : progress == Progress::kDropped ? 8 : 0;
}

template <class T>
std::string Revealed(const std::optional<T>& value) {
  return value ? value->Reveal() : std::string();
}

// The store is away or full; no delivery is to blame.
bool IsOfTheStore(FailureKind kind) {
  return kind == FailureKind::kUnreachable || kind == FailureKind::kFull ||
         kind == FailureKind::kInDoubt || kind == FailureKind::kBusy ||
         kind == FailureKind::kUnauthorized;
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
  row.state = start.progress;
  row.reason = start.reason;
  const std::string content = fhir::json::Write(item.content);
  row.fingerprint = mappings::Fingerprint(item);
  // What a policy drops is not kept, not even for a moment.
  if (start.progress != Progress::kDropped) row.content = content;
  if (const auto* unsupported = std::get_if<mappings::UnsupportedContent>(&item.body))
    row.placeholder = unsupported->placeholder;
  if (start.progress == Progress::kHeld)
    row.deadline = now + std::chrono::hours(24) * settings.flow.retention.hold_days;
  if (const mappings::Media* media = mappings::MediaOf(item))
    row.media.push_back(StartOf(*media, start));
  row.jobs = flow::FirstJobs(row, now);
  row.audit.push_back({"message.parsed",
                       "svc:ingest",
                       OutcomeOf(start.progress),
                       "",
                       row.key,
                       {},
                       std::string(ToString(start.reason)),
                       ""});
  return row;
}

Result<void, Failure> Splitter::Flush(std::vector<Slice>& slices) {
  if (slices.empty()) return {};
  const std::vector<Slice> together = std::exchange(slices, {});
  const auto done = ports_.items.Split(together);
  if (done) {
    for (const Slice& slice : together) {
      if (slice.last) ++ports_.metrics.deliveries_split;
    }
    return {};
  }
  if (IsOfTheStore(done.error().kind)) return done;
  // The store did the good ones. One by one shows which is bad; the good ones are skipped.
  for (const Slice& slice : together) {
    const auto alone = ports_.items.Split({slice});
    if (alone) continue;
    if (IsOfTheStore(alone.error().kind)) return alone;
    Blame(slice.delivery);
  }
  return {};
}

void Splitter::Blame(Seq delivery) {
  const auto parked = ports_.inbox.Failed(delivery);
  if (parked && *parked) ++ports_.metrics.deliveries_parked;
  ports_.log.Write(LogLevel::kError, LogEvent::kDeliverySplit,
                   {{"delivery", delivery}, {"state", parked && *parked ? "parked" : "failed"}});
}

Result<void, Failure> Splitter::SplitOne(const StoredDelivery& delivery,
                                         std::vector<Slice>& pending, const std::stop_token& stop) {
  const auto channel = ports_.providers.find(delivery.raw.provider);
  if (channel == ports_.providers.end()) {
    Blame(delivery.seq);  // parked until a settings file knows it
    return {};
  }
  const Instant now = ports_.clock.Now();
  Slice slice{delivery.seq, delivery.split, false, {}};
  Result<void, Failure> trouble;
  const auto flush = [&](bool last) {
    const std::int64_t next = slice.first + std::int64_t(slice.items.size());
    slice.last = last;
    pending.push_back(std::exchange(slice, Slice{delivery.seq, next, false, {}}));
    std::size_t items = 0;
    for (const Slice& one : pending) items += one.items.size();
    if (items >= kSliceItems || !last) trouble = Flush(pending);
  };
  bool stopped = false;
  channel->second->Parse(delivery.raw, delivery.split, [&](Item&& item) {
    if (slice.items.size() == kSliceItems) {
      flush(false);
      stopped = stop.stop_requested();
      if (!trouble || stopped) return false;
    }
    slice.items.push_back(ToNewItem(item, settings_, now));
    return true;
  });
  if (!trouble) return trouble;
  if (!stopped) flush(true);
  return trouble;
}

Result<int, Failure> Splitter::RunOnce(const std::string& owner, int limit,
                                       const std::stop_token& stop) {
  const Instant now = ports_.clock.Now();
  auto deliveries = ports_.inbox.Claim(owner, now, now + kLeaseOfDeliveries, limit);
  if (!deliveries) return Unexpected<Failure>(deliveries.error());
  std::vector<Slice> pending;
  for (const StoredDelivery& delivery : *deliveries) {
    if (stop.stop_requested()) break;
    if (auto split = SplitOne(delivery, pending, stop); !split)
      return Unexpected<Failure>(split.error());
  }
  if (auto flushed = Flush(pending); !flushed) return Unexpected<Failure>(flushed.error());
  return int(deliveries->size());
}

}  // namespace chartbridge::bridge::run
