// Binaries in and out, raw or as FHIR JSON (R4 2.31). Raw ones in flat memory (promise P12): one
// piece at a time is held, and neither the writer nor a reader of the store is kept between pieces.
#pragma once

#include <string>

#include "connectors/chart/exchange.h"

namespace chartbridge::chart {

constexpr std::uint64_t kLargestBinary = 128U << 20U;

// Bytes on their way in. What no version refers to when this goes, is gone. Throws as the store.
class BlobWriter {
 public:
  explicit BlobWriter(ResourceStore& store) : store_(store) {}
  ~BlobWriter();
  BlobWriter(const BlobWriter&) = delete;
  BlobWriter& operator=(const BlobWriter&) = delete;

  void Write(std::string_view bytes);
  Blob Finish();
  void Keep() { kept_ = true; }  // a version refers to it now

 private:
  void Store(bool last);

  ResourceStore& store_;
  Blob blob_;
  std::string piece_;
  bool kept_ = false;
};

// The body of the request, whatever its type, as a Binary; its bytes are with `writer`.
Draft ReceiveBinary(http::Request& request, const std::string& id, BlobWriter& writer);

// Raw bytes as an attachment, whole or one Range of them; FHIR JSON when that is asked for, up to
// 12 MiB.
void SendBinary(ResourceStore& store, const Version& version, const http::Request& request,
                const Wishes& wishes, http::Responder& responder);

}  // namespace chartbridge::chart
