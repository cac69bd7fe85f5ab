#include "connectors/chart/sealing.h"

#include <charconv>

#include "connectors/chart/outcome.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::chart {

namespace {

constexpr std::uint32_t kKeyVersion = 1;
constexpr std::size_t kPieceBytes = 64U << 10U;

// Ids of the bridge's own data keys count up from 1; the chart's are outside of them.
std::int64_t Outside(std::int64_t id) { return -1 - id; }

std::string PlaceOf(std::int64_t pid, std::int64_t number) {
  return "body|" + std::to_string(pid) + "|" + std::to_string(number);
}

std::int64_t TakeNumber(std::string_view& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(std::min(std::size_t(read.ptr - text.data()) + 1, text.size()));
  return number;
}

}  // namespace

std::string Wrap(const StoreContext& context, const bridge::DataKey& key) {
  return context.ring.Wrap(key.bytes(), Outside(key.id()));
}

bridge::DataKey Unwrap(const StoreContext& context, std::int64_t id, std::string_view wrapped) {
  const auto bytes = context.ring.Unwrap(wrapped, Outside(id));
  if (!bytes) Refuse(500, "exception", "The chart was written under another master key.");
  return {id, *bytes};
}

std::string Seal(const StoreContext& context, const crypto::Key& key, std::string_view place,
                 std::string_view plain) {
  return crypto::Seal(key, kKeyVersion, context.ring.tenant() + "|chart|" + std::string(place),
                      plain);
}

Result<std::string, Failure> Open(const StoreContext& context, const crypto::Key& key,
                                  std::string_view place, std::string_view sealed) {
  return crypto::Open(key, context.ring.tenant() + "|chart|" + std::string(place), sealed);
}

std::string HashOf(const StoreContext& context, const std::string& type,
                   const std::string& parameter, std::string_view value) {
  return context.ring.Lookup("chart:" + type + "." + parameter, value);
}

std::string SealVersion(const StoreContext& context, const bridge::DataKey& key, std::int64_t pid,
                        const Version& version) {
  std::string plain = std::to_string(ToUnixMillis(version.updated)) + " ";
  if (version.blob) plain += std::to_string(version.blob->size) + " " + version.blob->digest + " ";
  return Seal(context, key.bytes(), PlaceOf(pid, version.number), plain + version.body);
}

void OpenVersion(const StoreContext& context, const bridge::DataKey& key, std::int64_t pid,
                 std::string_view sealed, Version& version) {
  auto plain = Open(context, key.bytes(), PlaceOf(pid, version.number), sealed);
  if (!plain) RefuseFor(plain.error());
  std::string_view rest = *plain;
  version.updated = FromUnixMillis(TakeNumber(rest));
  if (version.blob) {
    version.blob->key = key;
    version.blob->size = std::uint64_t(TakeNumber(rest));
    version.blob->digest = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(version.blob->digest.size() + 1, rest.size()));
  }
  version.body = rest;
}

Upload::Upload(const StoreContext& context, const bridge::DataKey& key)
    : vault_(context.vault), blob_{crypto::RandomUuid(context.entropy), 0, {}, key} {
  auto writer = vault_.Create(blob_.object, key);
  if (!writer) RefuseFor(writer.error());
  writer_ = std::move(*writer);
}

Upload::~Upload() {
  writer_.reset();
  if (!kept_) (void)vault_.Remove(blob_.object);  // what stays is removed at a later start
}

void Upload::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), kPieceBytes - piece_.size());
    piece_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (piece_.size() == kPieceBytes) Flush();
  }
}

void Upload::Flush() {
  if (auto written = writer_->Write(piece_); !written) RefuseFor(written.error());
  blob_.size += piece_.size();
  blob_.digest = ToHex(crypto::Sha256(blob_.digest + piece_));
  piece_.clear();
}

const Blob& Upload::Finish() {
  Flush();
  if (auto done = writer_->Commit(); !done) RefuseFor(done.error());
  writer_.reset();
  return blob_;
}

}  // namespace chartbridge::chart
