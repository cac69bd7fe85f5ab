#include <algorithm>
#include <array>

#include "connectors/chart/exchange.h"
#include "connectors/chart/search_parameters.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {

constexpr std::uint64_t kLargestInJson = 12U << 20U;  // held whole, as base64 in JSON must be

using fhir::json::Object;
using fhir::json::Value;

[[noreturn]] void RefuseSize() { Refuse(413, "too-long", "The Binary is larger than 128 MiB."); }

Value ToBinary(const http::Request& request, const std::string& id) {
  Object binary{{"resourceType", "Binary"}};
  if (!id.empty()) binary.emplace_back("id", id);
  binary.emplace_back(
      "contentType",
      http::SafeContentType(http::FindHeader(request.headers(), "Content-Type").value_or("")));
  if (const auto context = http::FindHeader(request.headers(), "X-Security-Context")) {
    binary.emplace_back("securityContext", Object{{"reference", *context}});
  }
  return binary;
}

void Receive(http::Request& request, Upload& upload) {
  std::array<char, 65536> piece;
  std::uint64_t received = 0;
  while (true) {
    auto read = request.body().Read(piece.data(), piece.size());
    if (!read) RefuseBody(read.error());
    if (*read == 0) return;
    received += *read;
    if (received > kLargestBinary) RefuseSize();
    upload.Write({piece.data(), *read});
  }
}

std::unique_ptr<bridge::VaultReader> OpenBytes(ResourceStore& store, const Blob& blob) {
  auto reader = store.context().vault.Open(blob.object, blob.key);
  if (!reader) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
  return std::move(*reader);
}

// FHIR JSON with the bytes in base64.
http::Response JsonBinary(ResourceStore& store, const Version& version, http::Pairs headers) {
  if (version.blob->size > kLargestInJson)
    Refuse(406, "too-long", "A Binary of more than 12 MiB is read raw: ask for its own type.");
  std::string bytes(version.blob->size, '\0');
  const auto read = OpenBytes(store, *version.blob)->Read(bytes);
  if (!read || *read != bytes.size()) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
  Value resource = ToResource(version);
  if (!bytes.empty()) resource.Set("data", ToBase64(bytes));
  headers.emplace_back("Content-Type", "application/fhir+json; charset=utf-8");
  return {200, std::move(headers), fhir::json::Write(resource)};
}

class VaultSource final : public http::ByteSource {
 public:
  VaultSource(std::unique_ptr<bridge::VaultReader> reader, std::uint64_t length)
      : reader_(std::move(reader)), left_(length) {}

  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    auto read = reader_->Read({into, std::size_t(std::min<std::uint64_t>(size, left_))});
    if (read) left_ -= *read;
    return read;
  }

 private:
  const std::unique_ptr<bridge::VaultReader> reader_;
  std::uint64_t left_;
};

}  // namespace

Draft ReceiveBinary(ResourceStore& store, http::Request& request, const std::string& id,
                    std::optional<Upload>& upload) {
  if (request.content_length().value_or(0) > kLargestBinary) RefuseSize();
  Draft draft{FindType("Binary"), id, ToBinary(request, id)};
  RequireValid(*draft.type, draft.resource, "Binary");
  const IndexEntries entries = IndexOf(*draft.type, draft.resource, store.site());
  upload.emplace(store.context(), store.KeyFor("Binary", id, entries));
  Receive(request, *upload);
  draft.blob = upload->Finish();
  return draft;
}

void SendBinary(ResourceStore& store, const Version& version, const http::Request& request,
                const Wishes& wishes, http::Responder& responder) {
  http::Pairs headers = SafeHeaders();
  AddVersionHeaders(version, headers);
  if (wishes.names_json) return responder.Send(JsonBinary(store, version, std::move(headers)));
  headers.emplace_back("Content-Type",
                       http::SafeContentType(ToResource(version)["contentType"].text()));
  headers.emplace_back("Content-Disposition", "attachment");
  headers.emplace_back("Accept-Ranges", "bytes");
  const std::uint64_t size = version.blob->size;
  const auto range = http::ReadRange(request, size);
  if (range && range->first >= size) {
    headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
    return responder.Send({416, std::move(headers), ""});
  }
  if (range) {
    headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                              std::to_string(range->second) + "/" +
                                              std::to_string(size));
  }
  const std::uint64_t first = range ? range->first : 0;
  const std::uint64_t length = range ? range->second - first + 1 : size;
  auto reader = OpenBytes(store, *version.blob);
  if (!reader->Skip(first)) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
  VaultSource bytes(std::move(reader), length);
  responder.Stream(range ? 206 : 200, std::move(headers), length, bytes);
}

}  // namespace chartbridge::chart
