#include "bridge/run/media_fetcher.h"

#include <array>
#include <chrono>

#include "bridge/flow/advance.h"
#include "fhir/id.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::run {
namespace {

// A file of 100 MB over a slow line, its steps and its retries.
constexpr std::chrono::minutes kLease(5);

// What a failure that will not pass means for the medium: codes of mappings/tables/not-kept.json.
std::string ReasonOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound: return "expired";
    case FailureKind::kRefused: return "type-refused";
    case FailureKind::kTooLarge: return "too-large";
    case FailureKind::kCorrupt: return "corrupt";
    default: return "media-" + std::string(ToString(kind));
  }
}

// Kept out for a person to judge, rather than lost at the source.
bool IsHold(FailureKind kind) { return kind == FailureKind::kRefused || kind == FailureKind::kTooLarge; }

}  // namespace

Result<bool, Failure> MediaFetcher::RunOnce(const std::string& worker) {
  const Instant now = ports_.clock.Now();
  auto claimed = ports_.ledger.ClaimMedia(worker, now, now + kLease, 1);
  if (!claimed) return Unexpected<Failure>(claimed.error());
  if (claimed->empty()) return false;
  const ItemRow& row = claimed->front();
  for (const MediaRow& media : row.media) {
    auto change = Fetch(row, media);
    if (!change) {
      if (auto done = GiveUpOrWait(worker, row, media, change.error()); !done) return Unexpected<Failure>(done.error());
      continue;
    }
    const bool stored = change->progress == MediaProgress::kStored;
    const AuditEntry audit{"media." + std::string(ToString(change->progress)), "svc:media", stored ? 0 : 4, row.conversation,
                           row.key, {}, change->reason, ""};
    auto done = ports_.ledger.RecordMedia(worker, row.key, *change, std::nullopt, 0, {audit});
    if (!done) return Unexpected<Failure>(done.error());
    ++ports_.metrics.media_stored;
    ports_.log.Write(LogLevel::kInfo, LogEvent::kMediaMoved, {{"item", row.key}, {"progress", ToString(change->progress)}});
  }
  return true;
}

Result<MediaChange, Failure> MediaFetcher::Fetch(const ItemRow& row, const MediaRow& media) {
  const auto content = fhir::json::Parse(row.content);
  const auto parser = ports_.channels.find(row.channel);
  if (!content || parser == ports_.channels.end()) return Fail(FailureKind::kRefused, "the stored item cannot be read");
  const auto item = parser->second->Read(row.channel, row.received, *content);
  const mappings::Media* wanted = item ? mappings::MediaOf(*item) : nullptr;
  if (wanted == nullptr || wanted->number != media.number) return Fail(FailureKind::kRefused, "the item has no such medium");

  auto key = ports_.keys.CreateKey();
  if (!key) return Unexpected<Failure>(key.error());
  // A name of its own for each attempt, so that one that was given up cannot be taken for this one.
  const std::string object = fhir::UuidV5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", row.key + "/" + std::to_string(key->id()));
  auto writer = ports_.vault.Create(object, *key);
  if (!writer) return Unexpected<Failure>(writer.error());
  auto fetched = ports_.media.Fetch(row.channel, *wanted, **writer);
  if (!fetched) {
    (void)ports_.keys.DestroyKey(key->id());
    return Unexpected<Failure>(fetched.error());
  }
  if (auto committed = (*writer)->Commit(); !committed) return Unexpected<Failure>(committed.error());
  MediaRow stored = media;
  stored.progress = MediaProgress::kStored;
  stored.object = object;
  stored.key_id = key->id();
  stored.content_type = fetched->sniffed_type;
  stored.size = fetched->size;
  stored.sha1_base64 = fetched->sha1_base64;
  stored.sha256_hex = fetched->sha256_hex;
  return Scan({media.number, MediaProgress::kStored, "", stored, {}, false}, *key);
}

Result<MediaChange, Failure> MediaFetcher::Scan(MediaChange stored, const DataKey& key) {
  auto reader = ports_.vault.Open(stored.stored->object, key);
  if (!reader) return Unexpected<Failure>(reader.error());
  const auto verdict = ports_.scanner.Scan(**reader);
  if (!verdict) return Unexpected<Failure>(verdict.error());
  switch (*verdict) {
    case ScanVerdict::kClean:
    case ScanVerdict::kNotScanned: return stored;
    case ScanVerdict::kInfected:
      stored.progress = MediaProgress::kHeld;
      stored.reason = "infected";
      return stored;
  }
  return stored;
}

Result<void, Failure> MediaFetcher::GiveUpOrWait(const std::string& worker, const ItemRow& row, const MediaRow& media,
                                                 const Failure& failure) {
  ++ports_.metrics.media_failed;
  ports_.log.Write(LogLevel::kWarning, LogEvent::kMediaFailed, {{"item", row.key}, {"kind", ToString(failure.kind)}});
  const int attempts = media.attempts + 1;
  MediaChange change{media.number, MediaProgress::kPending, ReasonOf(failure.kind), {}, {}, false};
  std::optional<Instant> due;
  const auto wait = flow::NextAttempt(failure, attempts, Jitter(ports_.entropy));
  // The provider forgets a medium after 7 days; whatever still fails then is lost there.
  const bool hopeless = ports_.clock.Now() - row.received > std::chrono::days(7);
  std::vector<AuditEntry> audit;
  if (wait && !hopeless) {
    due = ports_.clock.Now() + *wait;
  } else {
    change.progress = IsHold(failure.kind) ? MediaProgress::kHeld : MediaProgress::kFailed;
    audit.push_back({"media." + std::string(ToString(change.progress)), "svc:media", 8, row.conversation, row.key, {}, change.reason, ""});
  }
  return ports_.ledger.RecordMedia(worker, row.key, change, due, attempts, audit);
}

}  // namespace chartbridge::bridge::run
