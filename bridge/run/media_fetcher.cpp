#include "bridge/run/media_fetcher.h"

#include "base/id.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::run {
namespace {

constexpr int kRaces = 5;
// A name of its own for each attempt, so that one that was given up cannot be taken for this one.
constexpr std::string_view kObjects = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

}  // namespace

Result<bool, Failure> MediaFetcher::RunOnce() {
  const Instant now = ports_.clock.Now();
  const auto lease = ports_.leases.Make();
  auto claimed = ports_.work.ClaimFetch(lease->owner(), now, now + kLease);
  if (!claimed) return Unexpected<Failure>(claimed.error());
  if (!*claimed) return false;
  ports_.leases.Keep(lease);
  const ItemRow& item = (*claimed)->item;
  const MediaRow* medium = FindMedia(item, (*claimed)->number);
  Result<void, Failure> done;
  if (medium == nullptr || medium->progress != MediaProgress::kPending) {
    done = Record(item.key, flow::NothingToFetch{(*claimed)->number}, nullptr);
  } else if (const auto stored = Fetch(item, *medium)) {
    done = Record(item.key, flow::Fetched{*stored}, &*stored);
  } else {
    const Missed& missed = stored.error();
    ++ports_.metrics.media_failed;
    ports_.log.Write(LogLevel::kWarning, LogEvent::kMediaFailed,
                     {{"item", item.key}, {"kind", ToString(missed.failure.kind)}});
    done =
        Record(item.key, flow::FetchFailed{medium->number, missed.failure, missed.reason}, nullptr);
  }
  const auto released = ports_.work.Release(lease->owner());
  if (!done) return Unexpected<Failure>(done.error());
  if (!released) return Unexpected<Failure>(released.error());
  return true;
}

// A fetch asks for no lease when it is written down: of two that fetched the same, the first
// counts.
Result<void, Failure> MediaFetcher::Record(const ItemKey& key, const flow::Event& event,
                                           const MediaRow* stored) {
  for (int race = 0; race < kRaces; ++race) {
    auto row = ports_.items.Find(key);
    if (!row) return Unexpected<Failure>(row.error());
    if (!*row) break;
    flow::Next next =
        flow::Advance(**row, event, ports_.clock.Now(), Jitter(ports_.entropy), settings_.flow);
    if (!next.changed) break;
    ItemStep step;
    step.before = **row;
    step.after = std::move(next.row);
    step.lost_keys = std::move(next.lost_keys);
    const MediaRow* medium = stored == nullptr ? nullptr : FindMedia(step.after, stored->number);
    if (medium != nullptr) {
      step.audit.push_back({"media." + std::string(ToString(medium->progress)),
                            "svc:media",
                            medium->progress == MediaProgress::kStored ? 0 : 4,
                            step.after.conversation,
                            key,
                            {},
                            std::string(ToString(medium->reason)),
                            ""});
    }
    const auto recorded = ports_.items.Record(step);
    if (recorded) {
      if (medium != nullptr && medium->progress == MediaProgress::kStored)
        ++ports_.metrics.media_stored;
      ports_.log.Write(LogLevel::kInfo, LogEvent::kMediaMoved,
                       {{"item", key},
                        {"progress", medium == nullptr ? std::string_view("waiting")
                                                       : ToString(medium->progress)}});
      return {};
    }
    // In doubt it may be there: its bytes stay, and the sweep takes what no row names (finding A5).
    if (recorded.error().kind != FailureKind::kConflict) return recorded;
  }
  // Dropped while it was on its way, or fetched by another: nobody knows of this copy.
  if (stored != nullptr) Forget(stored->object, stored->key_id);
  return {};
}

void MediaFetcher::Forget(const std::string& object, std::int64_t key_id) {
  (void)ports_.keys.DestroyKey(key_id);  // unreadable, whatever becomes of the bytes
  (void)ports_.vault.Remove(object);
}

Result<MediaRow, MediaFetcher::Missed> MediaFetcher::Fetch(const ItemRow& item,
                                                           const MediaRow& medium) {
  const auto missed = [](const Failure& failure, Reason reason = Reason::kNone) {
    return Unexpected<Missed>(Missed{failure, reason});
  };
  const Failure unreadable{
      FailureKind::kRefused, "the stored item or its medium cannot be read", {}, 0, {}, {}, {}};
  const auto content = fhir::json::Parse(item.content);
  const auto channel = ports_.channels.find(item.channel);
  if (!content || channel == ports_.channels.end())
    return missed(unreadable, Reason::kStoredItemUnreadable);
  const auto read = channel->second->Read(item.channel, item.received, *content);
  const mappings::Media* wanted = read ? mappings::MediaOf(*read) : nullptr;
  if (wanted == nullptr || wanted->number != medium.number)
    return missed(unreadable, Reason::kStoredItemUnreadable);

  auto key = ports_.keys.CreateKey();
  if (!key) return missed(key.error());
  const std::string object = UuidV5(kObjects, item.key + "/" + std::to_string(key->id()));
  auto writer = ports_.vault.Create(object, *key);
  if (!writer) {
    (void)ports_.keys.DestroyKey(key->id());
    return missed(writer.error());
  }
  auto fetched = channel->second->FetchMedium(item.channel, *wanted, **writer);
  if (!fetched) {
    (void)ports_.keys.DestroyKey(key->id());
    return missed(fetched.error());
  }
  if (auto committed = (*writer)->Commit(); !committed) {
    Forget(object, key->id());
    return missed(committed.error());
  }
  MediaRow stored = medium;
  stored.progress =
      fetched->objection == Reason::kNone ? MediaProgress::kStored : MediaProgress::kHeld;
  stored.reason = fetched->objection;
  stored.object = object;
  stored.key_id = key->id();
  stored.content_type = fetched->sniffed_type;
  stored.size = fetched->size;
  stored.sha1_base64 = fetched->sha1_base64;
  stored.sha256_hex = fetched->sha256_hex;
  auto scanned = Scan(std::move(stored), *key);
  if (!scanned) Forget(object, key->id());  // the next attempt fetches it anew
  return scanned;
}

Result<MediaRow, MediaFetcher::Missed> MediaFetcher::Scan(MediaRow stored, const DataKey& key) {
  auto reader = ports_.vault.Open(stored.object, key);
  if (!reader) return Unexpected<Missed>(Missed{reader.error(), Reason::kScanPending});
  const auto verdict = ports_.scanner.Scan(**reader);
  if (!verdict) return Unexpected<Missed>(Missed{verdict.error(), Reason::kScanPending});
  switch (*verdict) {
    case ScanVerdict::kClean:
    case ScanVerdict::kNotScanned:
      return stored;
    case ScanVerdict::kSuspicious:
      stored.progress = MediaProgress::kHeld;
      stored.reason = Reason::kSuspicious;
      return stored;
    case ScanVerdict::kInfected:
      stored.progress = MediaProgress::kHeld;
      stored.reason = Reason::kInfected;
      return stored;
  }
  return stored;
}

}  // namespace chartbridge::bridge::run
