// The bytes of one medium on their way into the vault, in flat memory (promise P12).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bridge/ports/media_source.h"
#include "connectors/whatsapp/media_type.h"

namespace chartbridge::whatsapp {

// Holds back the first 64 KiB until their type is known, so that nothing of a type that we do not
// take reaches the vault; everything after passes through, hashed on the way.
class MediaReceiver {
 public:
  MediaReceiver(const mappings::Media& media, const TypeSniffer& sniffer,
                bridge::VaultWriter& sink);
  ~MediaReceiver();

  // kRefused with issue code "not-supported": a type that is not allowed. Else what the vault says.
  Result<void, Failure> Take(std::string_view piece);

  // Once, after the last piece: the rest goes to the vault and the hashes are closed.
  Result<bridge::FetchedMedia, Failure> Finish();

  bool started() const { return size_ > 0; }
  const mappings::Sha256& sha256() const { return sha256_; }  // after Finish

 private:
  class Hash;
  Result<void, Failure> Judge();
  Result<void, Failure> Write(std::string_view bytes);

  const mappings::Media& media_;
  const TypeSniffer& sniffer_;
  bridge::VaultWriter& sink_;
  std::unique_ptr<Hash> sha256_hash_;
  std::unique_ptr<Hash> sha1_hash_;
  std::string head_;
  std::string type_;
  std::uint64_t size_ = 0;
  mappings::Sha256 sha256_{};
};

}  // namespace chartbridge::whatsapp
