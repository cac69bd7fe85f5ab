#include "connectors/whatsapp/media_receiver.h"

#include <openssl/evp.h>

#include <algorithm>
#include <new>

#include "base/codec.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::size_t kHead = 65536;

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
  if (piece.empty()) return {};
  size_ += piece.size();
  if (head_.size() < kHead) head_.append(piece.substr(0, kHead - head_.size()));
  text_.Add(piece);
  sha256_hash_->Add(piece);
  sha1_hash_->Add(piece);
  return sink_.Write({piece.data(), piece.size()});
}

Result<bridge::FetchedMedia, Failure> MediaReceiver::Finish() {
  const std::string sha256 = sha256_hash_->Close();
  std::copy(sha256.begin(), sha256.end(), sha256_.begin());
  const std::string sniffed = sniffer_.Sniff(head_);
  const MediaType type =
      TypeOf(media_.kind, media_.claimed_type, {sniffed, head_, text_.is_text()});
  bridge::FetchedMedia fetched{size_, type.type, ToBase64(sha1_hash_->Close()), ToHex(sha256_)};
  if (!type.accepted) fetched.objection = bridge::Reason::kTypeRefused;
  if (size_ > LargestMedia(media_.kind)) fetched.objection = bridge::Reason::kTooLarge;
  return fetched;
}

}  // namespace chartbridge::whatsapp
