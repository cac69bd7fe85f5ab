#include "connectors/crypto/keyring.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>

namespace chartbridge::crypto {
namespace {

constexpr std::size_t kSealedVersionAt = 3;  // after "CB" and the algorithm
constexpr std::size_t kLookupSize = 16;

Unexpected<Issue> LineFault(std::size_t number, std::string_view what) {
  return Fault("value", "keys.master_file",
               "line " + std::to_string(number) + " of the master key file " + std::string(what));
}

struct Line {
  std::uint32_t version = 0;
  Key key{};
};

Result<Line, Issue> ReadLine(std::string_view text, std::size_t number) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.find_first_not_of(" \t") == std::string_view::npos) {
    return LineFault(number, "is blank; it must be \"<version> <64 hexadecimal digits>\"");
  }
  const std::size_t space = text.find(' ');
  Line line;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + std::min(space, text.size()), line.version);
  if (space == std::string_view::npos || error != std::errc() || end != text.data() + space ||
      line.version == 0) {
    return LineFault(number, "does not begin with a version number from 1 and one space");
  }
  const std::string_view digits = text.substr(space + 1);
  if (digits.size() != 64) return LineFault(number, "has no key of exactly 64 hexadecimal digits");
  auto bytes = FromHex(digits);
  if (!bytes) return LineFault(number, "has a character that is not a hexadecimal digit");
  std::copy(bytes->begin(), bytes->end(), line.key.begin());
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return line;
}

std::string WrapContext(std::int64_t id) { return "keys|" + std::to_string(id); }

}  // namespace

Result<KeyRing, Issue> KeyRing::Read(std::string_view master, std::string tenant) {
  if (tenant.empty()) return Fault("required", "clinic.id", "the keys need a clinic id");
  if (master.ends_with('\n')) master.remove_suffix(1);
  KeyRing ring;
  ring.tenant_ = std::move(tenant);
  for (std::size_t number = 1;; ++number) {
    const std::size_t end = std::min(master.find('\n'), master.size());
    auto line = ReadLine(master.substr(0, end), number);
    if (!line) return Unexpected<Issue>(line.error());
    if (ring.tenant_keys_.contains(line->version)) {
      return LineFault(number, "repeats the version of a line above it");
    }
    if (!ring.tenant_keys_.empty() && line->version < ring.current_version()) {
      return LineFault(number, "is out of order; the newest version stands last");
    }
    // What is looked up must be found again after a rotation, so only the first key counts here.
    if (ring.tenant_keys_.empty()) {
      ring.lookup_key_ = DeriveKey(line->key, "chartbridge lookup|" + ring.tenant_);
    }
    ring.tenant_keys_.emplace(line->version,
                              DeriveKey(line->key, "chartbridge tenant|" + ring.tenant_));
    ring.anchor_seeds_.emplace(line->version,
                               DeriveKey(line->key, "chartbridge anchor|" + ring.tenant_));
    OPENSSL_cleanse(line->key.data(), line->key.size());
    if (end == master.size()) break;
    master.remove_prefix(end + 1);
  }
  return ring;
}

std::string KeyRing::Generate(Entropy& entropy, std::uint32_t version) {
  Key key{};
  entropy.Fill(key);
  std::string line = std::to_string(version) + " " + ToHex(key) + "\n";
  OPENSSL_cleanse(key.data(), key.size());
  return line;
}

std::uint32_t KeyRing::current_version() const { return tenant_keys_.rbegin()->first; }

std::string KeyRing::Wrap(const Key& data_key, std::int64_t id) const {
  const auto& [version, tenant_key] = *tenant_keys_.rbegin();
  return Seal(tenant_key, version, WrapContext(id),
              {reinterpret_cast<const char*>(data_key.data()), data_key.size()});
}

Result<Key, Failure> KeyRing::Unwrap(std::string_view wrapped, std::int64_t id) const {
  std::uint32_t version = 0;
  for (std::size_t i = kSealedVersionAt; i < kSealedVersionAt + 4 && i < wrapped.size(); ++i) {
    version = (version << 8U) | static_cast<unsigned char>(wrapped[i]);
  }
  const auto found = tenant_keys_.find(version);
  if (found == tenant_keys_.end()) {
    return Fail(FailureKind::kCorrupt, "a data key is wrapped under master key version " +
                                           std::to_string(version) +
                                           ", which the master key file does not hold");
  }
  auto opened = Open(found->second, WrapContext(id), wrapped);
  if (!opened) return Unexpected<Failure>(opened.error());
  Key key{};
  if (opened->size() != key.size()) {
    return Fail(FailureKind::kCorrupt, "a data key has the wrong length");
  }
  std::copy(opened->begin(), opened->end(), key.begin());
  OPENSSL_cleanse(opened->data(), opened->size());
  return key;
}

std::vector<Key> KeyRing::AnchorSeeds() const {
  std::vector<Key> seeds;
  for (const auto& [version, seed] : anchor_seeds_) seeds.push_back(seed);
  return seeds;
}

std::string KeyRing::Lookup(std::string_view kind, std::string_view value) const {
  // The length in front keeps ("ab", "c") and ("a", "bc") apart.
  std::string input = std::to_string(kind.size()) + "|";
  input.append(kind).append(value);
  const Digest digest = HmacSha256(lookup_key_, input);
  OPENSSL_cleanse(input.data(), input.size());
  return {reinterpret_cast<const char*>(digest.data()), kLookupSize};
}

}  // namespace chartbridge::crypto
