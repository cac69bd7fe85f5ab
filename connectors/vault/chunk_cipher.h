// The form of an object at rest: AES-256-GCM in chunks, after the STREAM construction (Hoang,
// Reyhanitabar, Rogaway, Vizár 2015), so that it can be read and written in flat memory and yet
// nothing can be changed, cut, appended, reordered or moved to another object.
//
//   header   "CB", 2 (AES-256-GCM in chunks), 1 (64 KiB), key id (8 bytes, big-endian), prefix (8)
//   chunk    ciphertext of 64 KiB, tag (16); only the last chunk is shorter
//
// nonce = prefix | number of the chunk (4 bytes, big-endian); authenticated with each chunk: header
// | 1 for the last chunk, else 0 | name of the object. The prefix is random, so writing an object
// again under its key repeats no nonce.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bridge/ports/vault.h"

struct evp_cipher_ctx_st;

namespace chartbridge::vault {

inline constexpr std::size_t kHeaderSize = 20;
inline constexpr std::size_t kChunkSize = std::size_t{64} << 10U;
inline constexpr std::size_t kTagSize = 16;

// One direction of one object. Chunks go through in order.
class ChunkCipher {
 public:
  // For writing: makes a header of its own.
  ChunkCipher(const bridge::DataKey& key, std::string_view object);
  // For reading: nullopt when `header` is no header or names another key.
  static std::optional<ChunkCipher> Read(const bridge::DataKey& key, std::string_view object,
                                         std::string_view header);

  const std::string& header() const { return header_; }

  // `sealed` gets plain.size() + kTagSize bytes. False once the counter is used up (256 TiB).
  [[nodiscard]] bool Seal(std::span<const char> plain, bool last, std::span<char> sealed);
  // `plain` gets sealed.size() - kTagSize bytes. False: not the chunk that belongs here; `plain`
  // then holds nothing that may be used.
  [[nodiscard]] bool Open(std::span<const char> sealed, bool last, std::span<char> plain);
  // Passes over chunks.
  void Skip(std::uint64_t chunks) { next_ += chunks; }

 private:
  struct Free {
    void operator()(evp_cipher_ctx_st* context) const;
  };

  ChunkCipher(const bridge::DataKey& key, std::string_view object, std::string header, bool seal);
  // Sets nonce and associated data of the next chunk.
  bool Begin(bool last);

  std::string header_;
  std::string associated_;
  std::unique_ptr<evp_cipher_ctx_st, Free> context_;
  std::uint64_t next_ = 0;
  bool seal_;
};

}  // namespace chartbridge::vault
