// Fetches a medium from the provider, by id only (design.md section 3).
#pragma once

#include <string>

#include "bridge/ports/vault.h"
#include "mappings/message.h"

namespace chartbridge::bridge {

struct FetchedMedia {
  std::uint64_t size = 0;
  std::string sniffed_type;  // MIME type as the bytes say
  std::string sha1_base64;
  std::string sha256_hex;
};

class MediaSource {
 public:
  virtual ~MediaSource() = default;
  // Resolves the id at the channel's graph_url, downloads within a total deadline and the size cap
  // of its kind, compares SHA-256 with the webhook's and the provider's, and streams into `sink`,
  // which the caller commits. kNotFound: expired or gone. kRefused: foreign host, redirect or type.
  // kTooLarge. kCorrupt: hash or length differ. Others: try again.
  virtual Result<FetchedMedia, Failure> Fetch(const std::string& channel,
                                              const mappings::Media& media, VaultWriter& sink) = 0;
};

}  // namespace chartbridge::bridge
