#include "bridge/run/media_fetcher.h"

#include <array>
#include <chrono>

#include "base/id.h"
#include "bridge/flow/advance.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::run {
namespace {

// A file of 100 MB over a slow line, its steps and its retries.
constexpr std::chrono::minutes kLease(5);

// What a failure that will not pass means for the medium: codes of mappings/tables/not-kept.json.
std::string ReasonOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound:
      return "expired";
    case FailureKind::kRefused:
      return "type-refused";
    case FailureKind::kTooLarge:
      return "too-large";
    case FailureKind::kCorrupt:
      return "corrupt";
    default:
      return "media-" + std::string(ToString(kind));
  }
}

// Kept out for a person to judge, rather than lost at the source.
bool IsHold(FailureKind kind) {
  return kind == FailureKind::kRefused || kind == FailureKind::kTooLarge;
}

}  // namespace

MediaFetcher::Missed::Missed(Failure why)
    : failure(std::move(why)), reason(ReasonOf(failure.kind)) {}

Result<bool, Failure> MediaFetcher::RunOnce(const std::string& worker) {
  const Instant now = ports_.clock.Now();
  auto claimed = ports_.ledger.ClaimMedia(worker, now, now + kLease, 1);
  if (!claimed) return Unexpected<Failure>(claimed.error());
  if (claimed->empty()) return false;
  const ItemRow& row = claimed->front();
  for (const MediaRow& media : row.media) {
    const auto change = Fetch(row, media);
    const auto done =
        change ? Keep(worker, row, *change) : GiveUpOrWait(worker, row, media, change.error());
    // Dropped while it was on its way, or fetched by another: then nobody knows of this copy.
    if (!done && done.error().kind == FailureKind::kBusy) {
      if (change) Forget(change->stored->object, change->stored->key_id);
      continue;
    }
    if (!done) return Unexpected<Failure>(done.error());
  }
  return true;
}

Result<void, Failure> MediaFetcher::Keep(const std::string& worker, const ItemRow& row,
                                         const MediaChange& change) {
  const bool stored = change.progress == MediaProgress::kStored;
  const AuditEntry audit{"media." + std::string(ToString(change.progress)),
                         "svc:media",
                         stored ? 0 : 4,
                         row.conversation,
                         row.key,
                         {},
                         change.reason,
                         ""};
  auto done = ports_.ledger.RecordMedia(worker, row.key, change, std::nullopt, 0, {audit});
  if (!done) {  // somebody else holds it now: what was fetched here is nobody's
    if (change.stored) {
      (void)ports_.vault.Remove(change.stored->object);
      (void)ports_.keys.DestroyKey(change.stored->key_id);
    }
    return done;
  }
  if (stored) ++ports_.metrics.media_stored;
  ports_.log.Write(LogLevel::kInfo, LogEvent::kMediaMoved,
                   {{"item", row.key}, {"progress", ToString(change.progress)}});
  return {};
}

void MediaFetcher::Forget(const std::string& object, std::int64_t key_id) {
  (void)ports_.keys.DestroyKey(key_id);  // unreadable, whatever becomes of the bytes
  (void)ports_.vault.Remove(object);
}

Result<MediaChange, MediaFetcher::Missed> MediaFetcher::Fetch(const ItemRow& row,
                                                              const MediaRow& media) {
  const Failure unreadable{
      FailureKind::kRefused, "the stored item or its medium cannot be read", {}, 0, {}};
  const auto content = fhir::json::Parse(row.content);
  const auto parser = ports_.channels.find(row.channel);
  if (!content || parser == ports_.channels.end()) return Unexpected<Missed>(unreadable);
  const auto item = parser->second->Read(row.channel, row.received, *content);
  const mappings::Media* wanted = item ? mappings::MediaOf(*item) : nullptr;
  if (wanted == nullptr || wanted->number != media.number) return Unexpected<Missed>(unreadable);

  auto key = ports_.keys.CreateKey();
  if (!key) return Unexpected<Missed>(key.error());
  // A name of its own for each attempt, so that one that was given up cannot be taken for this one.
  const std::string object =
      UuidV5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", row.key + "/" + std::to_string(key->id()));
  auto writer = ports_.vault.Create(object, *key);
  if (!writer) {
    (void)ports_.keys.DestroyKey(key->id());
    return Unexpected<Missed>(writer.error());
  }
  auto fetched = ports_.media.Fetch(row.channel, *wanted, **writer);
  if (!fetched) {
    (void)ports_.keys.DestroyKey(key->id());
    return Unexpected<Missed>(fetched.error());
  }
  if (auto committed = (*writer)->Commit(); !committed) {
    Forget(object, key->id());
    return Unexpected<Missed>(committed.error());
  }
  MediaRow stored = media;
  stored.progress = MediaProgress::kStored;
  stored.object = object;
  stored.key_id = key->id();
  stored.content_type = fetched->sniffed_type;
  stored.size = fetched->size;
  stored.sha1_base64 = fetched->sha1_base64;
  stored.sha256_hex = fetched->sha256_hex;
  auto scanned = Scan({media.number, MediaProgress::kStored, "", stored, {}, false}, *key);
  if (scanned) return *std::move(scanned);
  Forget(object, key->id());  // the next attempt fetches it anew
  return Unexpected<Missed>({scanned.error(), "scan-pending"});
}

Result<MediaChange, Failure> MediaFetcher::Scan(MediaChange stored, const DataKey& key) {
  auto reader = ports_.vault.Open(stored.stored->object, key);
  if (!reader) return Unexpected<Failure>(reader.error());
  const auto verdict = ports_.scanner.Scan(**reader);
  if (!verdict) return Unexpected<Failure>(verdict.error());
  switch (*verdict) {
    case ScanVerdict::kClean:
    case ScanVerdict::kNotScanned:
      return stored;
    case ScanVerdict::kInfected:
      stored.progress = MediaProgress::kHeld;
      stored.reason = "infected";
      return stored;
  }
  return stored;
}

Result<void, Failure> MediaFetcher::GiveUpOrWait(const std::string& worker, const ItemRow& row,
                                                 const MediaRow& media, const Missed& missed) {
  const Failure& failure = missed.failure;
  ++ports_.metrics.media_failed;
  ports_.log.Write(LogLevel::kWarning, LogEvent::kMediaFailed,
                   {{"item", row.key}, {"kind", ToString(failure.kind)}});
  const int attempts = media.attempts + 1;
  MediaChange change{media.number, MediaProgress::kPending, missed.reason, {}, {}, false};
  std::optional<Instant> due;
  const auto wait = flow::NextAttempt(failure, attempts, Jitter(ports_.entropy));
  // The provider forgets a medium after 7 days; whatever still fails then is lost there.
  const bool hopeless = ports_.clock.Now() - row.received > std::chrono::days(7);
  std::vector<AuditEntry> audit;
  if (wait && !hopeless) {
    due = ports_.clock.Now() + *wait;
  } else {
    change.progress = IsHold(failure.kind) ? MediaProgress::kHeld : MediaProgress::kFailed;
    audit.push_back({"media." + std::string(ToString(change.progress)),
                     "svc:media",
                     8,
                     row.conversation,
                     row.key,
                     {},
                     change.reason,
                     ""});
  }
  return ports_.ledger.RecordMedia(worker, row.key, change, due, attempts, audit);
}

}  // namespace chartbridge::bridge::run
