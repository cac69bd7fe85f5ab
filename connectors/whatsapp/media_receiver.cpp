#include "connectors/whatsapp/media_receiver.h"

#include <openssl/evp.h>

#include <algorithm>
#include <new>

#include "connectors/crypto/crypto.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::size_t kHead = 65536;

Unexpected<Failure> NotAllowed() {
  Failure failure;
  failure.kind = FailureKind::kRefused;
  failure.text = "the medium is of a type that is not taken";
  failure.issues.push_back({Severity::kError, "not-supported", "", failure.text});
  return Unexpected(std::move(failure));
}

}  // namespace

// A digest that is fed piece by piece. OpenSSL fails here only when it is out of memory.
class MediaReceiver::Hash {
 public:
  explicit Hash(const EVP_MD* kind) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1)
      throw std::bad_alloc();
  }
  void Add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw std::bad_alloc();
  }
  std::string Close() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context_.get(), digest, &length) != 1) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(digest), length};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

MediaReceiver::MediaReceiver(const mappings::Media& media, const TypeSniffer& sniffer,
                             bridge::VaultWriter& sink)
    : media_(media),
      sniffer_(sniffer),
      sink_(sink),
      sha256_hash_(std::make_unique<Hash>(EVP_sha256())),
      sha1_hash_(std::make_unique<Hash>(EVP_sha1())) {}

MediaReceiver::~MediaReceiver() = default;

Result<void, Failure> MediaReceiver::Take(std::string_view piece) {
  size_ += piece.size();
  if (!type_.empty()) return Write(piece);
  const std::string_view fitting = piece.substr(0, kHead - head_.size());
  head_.append(fitting);
  if (head_.size() < kHead) return {};
  if (Result<void, Failure> judged = Judge(); !judged) return judged;
  return Write(piece.substr(fitting.size()));
}

Result<bridge::FetchedMedia, Failure> MediaReceiver::Finish() {
  if (type_.empty()) {
    if (Result<void, Failure> judged = Judge(); !judged) return Unexpected(judged.error());
  }
  const std::string sha256 = sha256_hash_->Close();
  std::copy(sha256.begin(), sha256.end(), sha256_.begin());
  return bridge::FetchedMedia{size_, type_, ToBase64(sha1_hash_->Close()), ToHex(sha256_)};
}

Result<void, Failure> MediaReceiver::Judge() {
  const std::optional<std::string> type = AllowedType(media_.kind, sniffer_.Sniff(head_));
  if (!type) return NotAllowed();
  type_ = *type;
  Result<void, Failure> written = Write(head_);
  head_ = std::string();
  return written;
}

Result<void, Failure> MediaReceiver::Write(std::string_view bytes) {
  if (bytes.empty()) return {};
  sha256_hash_->Add(bytes);
  sha1_hash_->Add(bytes);
  return sink_.Write({bytes.data(), bytes.size()});
}

}  // namespace chartbridge::whatsapp
