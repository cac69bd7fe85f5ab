#include "connectors/chart/binary.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "connectors/chart/index_keys.h"
#include "connectors/chart/outcome.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {

constexpr std::uint64_t kLargestInJson = 12U << 20U;  // held whole, as base64 in JSON must be

using fhir::json::Object;
using fhir::json::Value;

// type/subtype of RFC 9110 tokens; parameters only of harmless characters. Anything else is bytes.
std::string SafeContentType(const std::string& text) {
  const auto harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$&^_.+-/;= \"").find(c) != std::string_view::npos;
  };
  const bool fits =
      !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), harmless) &&
      std::count(text.begin(), text.end(), '/') == 1 && text.front() != '/' && text.back() != '/';
  return fits ? text : "application/octet-stream";
}

[[noreturn]] void RefuseSize() { Refuse(413, "too-long", "The Binary is larger than 128 MiB."); }

Value ToBinary(const http::Request& request, const std::string& id) {
  Object binary{{"resourceType", "Binary"}};
  if (!id.empty()) binary.emplace_back("id", id);
  binary.emplace_back(
      "contentType",
      SafeContentType(http::FindHeader(request.headers(), "Content-Type").value_or("")));
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

// One byte range of a GET (RFC 9110 section 14), for players that seek: first and last. nullopt for
// none, several or what is not understood: everything is sent. `first` at the end: 416.
std::optional<std::pair<std::uint64_t, std::uint64_t>> ReadRange(const http::Request& request,
                                                                 std::uint64_t size) {
  const std::string header = http::FindHeader(request.headers(), "Range").value_or("");
  std::uint64_t first = 0;
  std::uint64_t last = size == 0 ? 0 : size - 1;
  if (!header.starts_with("bytes=")) return std::nullopt;
  const char* const end = header.data() + header.size();
  const char* at = header.data() + 6;
  const bool tail = *at == '-';
  std::from_chars_result read = std::from_chars(tail ? at + 1 : at, end, tail ? last : first);
  if (read.ec != std::errc()) return std::nullopt;
  if (tail) {  // the last `last` bytes
    if (read.ptr != end) return std::nullopt;
    return std::pair(last == 0 ? size : size - std::min(last, size), size - 1);
  }
  if (read.ptr == end || *read.ptr++ != '-') return std::nullopt;
  if (read.ptr != end) {
    read = std::from_chars(read.ptr, end, last);
    if (read.ec != std::errc() || read.ptr != end || last < first) return std::nullopt;
  }
  return std::pair(std::min(first, size), size == 0 ? 0 : std::min(last, size - 1));
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
  headers.emplace_back("Content-Type", SafeContentType(ToResource(version)["contentType"].text()));
  headers.emplace_back("Content-Disposition", "attachment");
  headers.emplace_back("Accept-Ranges", "bytes");
  const std::uint64_t size = version.blob->size;
  const auto range = ReadRange(request, size);
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
