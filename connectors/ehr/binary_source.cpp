#include "connectors/ehr/binary_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "connectors/crypto/crypto.h"

namespace chartbridge::ehr {
namespace {

using bridge::BinaryContent;
using bridge::KeyStore;
using bridge::Vault;
using bridge::VaultReader;

constexpr std::size_t kPiece = 48 * 1024;  // a multiple of 3: no padding inside the base64 text

class RawSource final : public http::ByteSource {
 public:
  RawSource(std::unique_ptr<VaultReader> reader, std::uint64_t size)
      : reader_(std::move(reader)), left_(size) {}

  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    auto count = reader_->Read(std::span<char>(into, size));
    if (!count) return count;
    if (*count > left_ || (*count == 0 && size > 0 && left_ > 0)) {
      return Fail(FailureKind::kCorrupt, "A stored file is not as long as it was.");
    }
    left_ -= *count;
    return count;
  }

 private:
  std::unique_ptr<VaultReader> reader_;
  std::uint64_t left_;
};

class JsonSource final : public http::ByteSource {
 public:
  JsonSource(BinaryBytes raw, std::string prefix, std::string suffix)
      : raw_(std::move(raw)), suffix_(std::move(suffix)), ready_(std::move(prefix)) {}

  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    if (at_ == ready_.size()) {
      if (auto more = Refill(); !more) return Unexpected<Failure>(more.error());
    }
    const std::size_t count = std::min(size, ready_.size() - at_);
    std::memcpy(into, ready_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  // A whole piece at a time, however little the vault gives at once.
  Result<void, Failure> Refill() {
    at_ = 0;
    ready_.clear();
    if (ended_) return {};
    std::string piece(kPiece, '\0');
    std::size_t filled = 0;
    while (filled < piece.size()) {
      const auto count = raw_->Read(piece.data() + filled, piece.size() - filled);
      if (!count) return Unexpected<Failure>(count.error());
      if (*count == 0) break;
      filled += *count;
    }
    ready_ = ToBase64(std::string_view(piece.data(), filled));
    ended_ = filled < piece.size();
    if (ended_) ready_ += suffix_;
    return {};
  }

  BinaryBytes raw_;
  std::string suffix_;
  std::string ready_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<BinaryBytes, Failure> OpenRaw(Vault& vault, KeyStore& keys, const BinaryContent& content) {
  const auto key = keys.OpenKey(content.key_id);
  if (!key) return Unexpected<Failure>(key.error());
  auto reader = vault.Open(content.object, *key);
  if (!reader) return Unexpected<Failure>(reader.error());
  return BinaryBytes(std::make_unique<RawSource>(std::move(*reader), content.size));
}

Result<BinaryBytes, Failure> OpenInJson(Vault& vault, KeyStore& keys, const BinaryContent& content,
                                        std::string prefix, std::string suffix) {
  auto raw = OpenRaw(vault, keys, content);
  if (!raw) return raw;
  return BinaryBytes(
      std::make_unique<JsonSource>(std::move(*raw), std::move(prefix), std::move(suffix)));
}

Result<std::string, Failure> ReadBase64(Vault& vault, KeyStore& keys,
                                        const BinaryContent& content) {
  auto source = OpenInJson(vault, keys, content, "", "");
  if (!source) return Unexpected<Failure>(source.error());
  std::string text(Base64Length(content.size) + 1,
                   '\0');  // one more, so that the end is read too
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto count = (*source)->Read(text.data() + filled, text.size() - filled);
    if (!count) return Unexpected<Failure>(count.error());
    if (*count == 0) break;
    filled += *count;
  }
  text.resize(filled);
  return text;
}

}  // namespace chartbridge::ehr
