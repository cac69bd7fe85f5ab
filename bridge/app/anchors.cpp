#include "bridge/app/anchors.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

namespace audit = bridge::audit;
using audit::SignedAnchor;
using bridge::AuditHead;
using fhir::json::Value;

constexpr std::int64_t kMostEntries = 1000;  // between two anchors
constexpr std::chrono::seconds kLook(5);

// Open for reading and appending, locked against other processes while it lives.
class LockedFile {
 public:
  explicit LockedFile(const std::filesystem::path& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    locked_ = file_ >= 0 && ::flock(file_, LOCK_EX) == 0;
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() {
    if (file_ >= 0) ::close(file_);
  }

  bool usable() const { return locked_; }

  // Durable when true; else nothing of it stands there.
  bool Append(const std::string& lines) {
    const off_t before = ::lseek(file_, 0, SEEK_END);
    if (::write(file_, lines.data(), lines.size()) == ssize_t(lines.size()) && ::fsync(file_) == 0)
      return true;
    // Half a line that stays even so is taken away by the next writer.
    if (before >= 0 && ::ftruncate(file_, before) != 0) return false;
    return false;
  }

  // A line without its end was never confirmed to anybody: a crash cut it short.
  bool TakeTornLineAway(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    if (all.empty() || all.back() == '\n') return true;
    const std::size_t end = all.rfind('\n');
    return ::ftruncate(file_, end == std::string::npos ? 0 : off_t(end + 1)) == 0;
  }

 private:
  int file_;
  bool locked_ = false;
};

Unexpected<Failure> CannotWrite(const std::filesystem::path& file) {
  return Fail(FailureKind::kFull, "the anchors cannot be written to " + file.string() +
                                      "; check [audit] anchor_file, its rights and its disk");
}

// Replaced as a whole, so that a reader never finds half of it.
bool PublishKeys(const std::filesystem::path& file, const audit::AnchorKeys& keys) {
  const std::filesystem::path published = PublishedKeys(file);
  // Keys of a master key that the ring no longer has stay: they still check their anchors.
  const auto there = ReadKeys(published);
  const audit::AnchorKeys before = there ? *there : audit::AnchorKeys();
  audit::AnchorKeys all = before;
  for (const auto& [name, key] : keys) all[name] = key;
  if (all == before) return true;
  Value json;
  for (const auto& [name, key] : all) json.Set(name, key);
  const std::filesystem::path fresh = published.string() + ".new";
  std::ofstream out(fresh, std::ios::trunc);
  out << fhir::json::Write(json) << "\n";
  if (!out.flush()) return false;
  out.close();
  std::error_code error;
  std::filesystem::rename(fresh, published, error);
  return !error;
}

}  // namespace

Result<std::vector<SignedAnchor>, Failure> ReadAnchors(const std::filesystem::path& file) {
  std::vector<SignedAnchor> anchors;
  std::error_code error;
  if (file.empty() || !std::filesystem::exists(file, error)) return anchors;
  std::ifstream in(file);
  if (!in)
    return Fail(FailureKind::kNotFound, "the anchors in " + file.string() + " cannot be read");
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty()) continue;
    auto anchor = audit::ReadAnchorLine(line);
    if (!anchor)
      return Fail(FailureKind::kCorrupt, "line " + std::to_string(number) + " of the anchors in " +
                                             file.string() + " is no anchor");
    anchors.push_back(std::move(*anchor));
  }
  return anchors;
}

audit::AnchorKeys PublicKeysOf(const crypto::KeyRing& ring) {
  audit::AnchorKeys keys;
  for (const crypto::Key& seed : ring.AnchorSeeds()) {
    const std::string key = audit::PublicKeyOf(seed);
    keys[audit::KeyNameOf(key)] = key;
  }
  return keys;
}

std::filesystem::path PublishedKeys(const std::filesystem::path& file) {
  return file.string() + ".keys";
}

Result<audit::AnchorKeys, Failure> ReadKeys(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return Fail(FailureKind::kNotFound, "the keys in " + file.string() + " cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  const auto json = fhir::json::Parse(text.str());
  if (!json || !json->is_object())
    return Fail(FailureKind::kCorrupt,
                "the keys in " + file.string() + " are no JSON object of name and public key");
  audit::AnchorKeys keys;
  for (const auto& [name, key] : *json->object()) keys[name] = key.text();
  return keys;
}

Result<std::vector<SignedAnchor>, Failure> AnchorChains(const std::filesystem::path& file,
                                                        const crypto::KeyRing& ring,
                                                        bridge::AuditTrail& trail, Instant now) {
  LockedFile locked(file);
  if (!locked.usable() || !locked.TakeTornLineAway(file)) return CannotWrite(file);
  auto before = ReadAnchors(file);
  if (!before) return before;
  std::map<std::string, audit::Anchor> last;
  for (const SignedAnchor& one : *before) {
    audit::Anchor& known = last[one.anchor.chain];
    if (known.chain.empty() || one.anchor.seq >= known.seq) known = one.anchor;
  }
  // After the lock: whoever had it before saw an earlier head.
  const auto heads = trail.Heads();
  if (!heads) return Unexpected<Failure>(heads.error());
  const crypto::Key seed = ring.AnchorSeeds().back();
  const std::string name = audit::KeyNameOf(audit::PublicKeyOf(seed));
  std::vector<SignedAnchor> made;
  std::string lines;
  bool shorter = false;
  for (const AuditHead& head : *heads) {
    const auto known = last.find(head.chain);
    const audit::Anchor* previous = known == last.end() ? nullptr : &known->second;
    if (previous != nullptr && head.seq <= previous->seq) {
      shorter = shorter || head.seq < previous->seq || head.hash != previous->hash;
      continue;
    }
    made.push_back(audit::SignAnchor(audit::NextAnchor(head, previous, name, now), seed));
    lines += audit::WriteAnchorLine(made.back()) + "\n";
  }
  if (!PublishKeys(file, PublicKeysOf(ring))) return CannotWrite(file);
  if (!lines.empty() && !locked.Append(lines)) return CannotWrite(file);
  if (shorter)
    return Fail(FailureKind::kCorrupt,
                "the audit chain is not the one that was anchored; `chartbridge audit verify` says "
                "where");
  return made;
}

AnchorTimer::AnchorTimer(std::filesystem::path file, std::chrono::seconds every,
                         const crypto::KeyRing& ring, bridge::AuditTrail& trail, Clock& clock,
                         Log& log)
    : file_(std::move(file)), every_(every), ring_(ring), trail_(trail), clock_(clock), log_(log) {}

std::optional<std::string> AnchorTimer::Start() {
  if (file_.empty()) return std::nullopt;
  if (const auto made = Sign(); !made && made.error().kind == FailureKind::kFull)
    return made.error().text;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "anchors");
    auto last = clock_.Steady();
    while (clock_.WaitUntil(stop, clock_.Steady() + std::min<Milliseconds>(every_, kLook))) {
      if (!Due(last)) continue;
      (void)Sign();
      last = clock_.Steady();
    }
  });
  return std::nullopt;
}

void AnchorTimer::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  (void)Sign();
}

bool AnchorTimer::Due(Deadline last) {
  if (clock_.Steady() - last >= every_) return true;
  const auto heads = trail_.Heads();
  if (!heads) return false;
  std::int64_t entries = 0;
  for (const AuditHead& head : *heads) entries += head.seq + 1;
  return entries - signed_ >= kMostEntries;
}

Result<void, Failure> AnchorTimer::Sign() {
  if (const auto heads = trail_.Heads()) {
    signed_ = 0;
    for (const AuditHead& head : *heads) signed_ += head.seq + 1;
  }
  const auto made = AnchorChains(file_, ring_, trail_, clock_.Now());
  if (made) return {};
  log_.Write(LogLevel::kError, LogEvent::kAnchorFailed, {{"kind", ToString(made.error().kind)}});
  return Unexpected<Failure>(made.error());
}

}  // namespace chartbridge
