#include "connectors/vault/chunk_cipher.h"

#include <openssl/evp.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "connectors/crypto/crypto.h"

namespace chartbridge::vault {
namespace {

constexpr std::size_t kPrefixAt = 12;
constexpr std::size_t kPrefixSize = 8;
constexpr std::size_t kNonceSize = 12;

const unsigned char* Bytes(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}
unsigned char* Bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }

std::string FixedHeader(const bridge::DataKey& key) {
  std::string header("CB\x02\x01", 4);
  const auto id = static_cast<std::uint64_t>(key.id());
  for (int shift = 56; shift >= 0; shift -= 8) {
    header.push_back(static_cast<char>((id >> static_cast<unsigned>(shift)) & 0xffU));
  }
  return header;
}

std::string NewHeader(const bridge::DataKey& key) {
  std::array<unsigned char, kPrefixSize> prefix{};
  crypto::SystemEntropy().Fill(prefix);
  return FixedHeader(key).append(reinterpret_cast<const char*>(prefix.data()), prefix.size());
}

}  // namespace

void ChunkCipher::Free::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

ChunkCipher::ChunkCipher(const bridge::DataKey& key, std::string_view object)
    : ChunkCipher(key, object, NewHeader(key), true) {}

ChunkCipher::ChunkCipher(const bridge::DataKey& key, std::string_view object, std::string header,
                         bool seal)
    : header_(std::move(header)), context_(EVP_CIPHER_CTX_new()), seal_(seal) {
  associated_ = header_;
  associated_.append(1, '\0').append(object);
  if (!context_ || EVP_CipherInit_ex2(context_.get(), EVP_aes_256_gcm(), key.bytes().data(),
                                      nullptr, seal ? 1 : 0, nullptr) != 1) {
    throw std::runtime_error("AES-256-GCM is not available");
  }
}

std::optional<ChunkCipher> ChunkCipher::Read(const bridge::DataKey& key, std::string_view object,
                                             std::string_view header) {
  if (header.size() != kHeaderSize || !header.starts_with(FixedHeader(key))) return std::nullopt;
  return ChunkCipher(key, object, std::string(header), false);
}

bool ChunkCipher::Begin(bool last) {
  if (next_ > std::numeric_limits<std::uint32_t>::max()) return false;
  std::array<unsigned char, kNonceSize> nonce{};
  for (std::size_t i = 0; i < kPrefixSize; ++i) nonce[i] = Bytes(header_.data())[kPrefixAt + i];
  for (std::size_t i = 0; i < 4; ++i) {
    nonce[kPrefixSize + i] = static_cast<unsigned char>(next_ >> (8 * (3 - i)));
  }
  ++next_;
  associated_[kHeaderSize] = last ? '\1' : '\0';
  int length = 0;
  return EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), seal_ ? 1 : 0,
                            nullptr) == 1 &&
         EVP_CipherUpdate(context_.get(), nullptr, &length, Bytes(associated_.data()),
                          static_cast<int>(associated_.size())) == 1;
}

bool ChunkCipher::Seal(std::span<const char> plain, bool last, std::span<char> sealed) {
  if (plain.size() > kChunkSize || sealed.size() < plain.size() + kTagSize || !Begin(last)) {
    return false;
  }
  int length = 0;
  unsigned char* tag = Bytes(sealed.data()) + plain.size();
  return EVP_EncryptUpdate(context_.get(), Bytes(sealed.data()), &length, Bytes(plain.data()),
                           static_cast<int>(plain.size())) == 1 &&
         EVP_EncryptFinal_ex(context_.get(), tag, &length) == 1 &&
         EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1;
}

bool ChunkCipher::Open(std::span<const char> sealed, bool last, std::span<char> plain) {
  if (sealed.size() < kTagSize || sealed.size() > kChunkSize + kTagSize ||
      plain.size() < sealed.size() - kTagSize || !Begin(last)) {
    return false;
  }
  const std::size_t size = sealed.size() - kTagSize;
  std::string tag(sealed.data() + size, kTagSize);
  int length = 0;
  return EVP_DecryptUpdate(context_.get(), Bytes(plain.data()), &length, Bytes(sealed.data()),
                           static_cast<int>(size)) == 1 &&
         EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(context_.get(), Bytes(plain.data()) + size, &length) == 1;
}

}  // namespace chartbridge::vault
