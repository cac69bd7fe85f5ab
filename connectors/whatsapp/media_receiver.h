// The bytes of one medium on their way into the vault, in flat memory (promise P12).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bridge/ports/channel.h"
#include "connectors/whatsapp/media_type.h"
#include "connectors/whatsapp/text_probe.h"

namespace chartbridge::whatsapp {

// Everything passes through, hashed on the way; what it is is decided at the end. A type that the
// clinic does not take, or more than it takes, is kept all the same, with an objection.
class MediaReceiver {
 public:
  MediaReceiver(const mappings::Media& media, const TypeSniffer& sniffer,
                bridge::VaultWriter& sink);
  ~MediaReceiver();

  // What the vault says.
  Result<void, Failure> Take(std::string_view piece);

  // Once, after the last piece: the hashes are closed.
  Result<bridge::FetchedMedia, Failure> Finish();

  const mappings::Sha256& sha256() const { return sha256_; }  // after Finish

 private:
  class Hash;

  const mappings::Media& media_;
  const TypeSniffer& sniffer_;
  bridge::VaultWriter& sink_;
  std::unique_ptr<Hash> sha256_hash_;
  std::unique_ptr<Hash> sha1_hash_;
  std::string head_;
  TextProbe text_;
  std::uint64_t size_ = 0;
  mappings::Sha256 sha256_{};
};

}  // namespace chartbridge::whatsapp
