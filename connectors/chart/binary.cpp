#include "connectors/chart/binary.h"

#include <algorithm>
#include <array>

#include "connectors/chart/answer.h"
#include "connectors/chart/base64_source.h"
#include "connectors/chart/body.h"
#include "connectors/chart/bundles.h"
#include "connectors/chart/byte_range.h"
#include "connectors/chart/validate.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {

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

Result<Blob, Refusal> Receive(http::Request& request, BlobWriter& writer) {
  std::array<char, 65536> piece;
  std::uint64_t received = 0;
  while (true) {
    auto read = request.body().Read(piece.data(), piece.size());
    if (!read) return Unexpected(BodyRefusal(read.error()));
    if (*read == 0) break;
    received += *read;
    if (received > kLargestBinary)
      return Refuse(413, "too-long", "The Binary is larger than 128 MiB.");
    if (auto done = writer.Write({piece.data(), *read}); !done)
      return Unexpected(ToRefusal(done.error()));
  }
  auto blob = writer.Finish();
  if (!blob) return Unexpected(ToRefusal(blob.error()));
  return *blob;
}

void SendPart(ResourceStore& store, const Version& version, const ByteRange& range,
              http::Pairs headers, http::Responder& responder) {
  headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                            std::to_string(range.last) + "/" +
                                            std::to_string(version.blob->size));
  const auto bytes = store.OpenBlob(*version.blob, range.first, range.last - range.first + 1);
  responder.Stream(206, std::move(headers), range.last - range.first + 1, *bytes);
}

}  // namespace

Result<Saved, Refusal> UploadBinary(Interactions& interactions, http::Request& request,
                                    const std::string& id, std::string_view base,
                                    const Reach& reach) {
  if (request.content_length().value_or(0) > kLargestBinary) {
    return Refuse(413, "too-long", "The Binary is larger than 128 MiB.");
  }
  Draft draft{FindType("Binary"),
              id.empty() ? interactions.NewId() : id,
              ToBinary(request, id),
              {},
              {},
              &reach};
  if (auto valid = RequireValid(*draft.type, draft.resource, "Binary"); !valid)
    return Unexpected(valid.error());
  draft.if_match = http::FindHeader(request.headers(), "If-Match");
  auto writer = interactions.store().NewBlob();
  if (!writer) return Unexpected(ToRefusal(writer.error()));
  auto blob = Receive(request, **writer);
  if (!blob) return Unexpected(blob.error());
  draft.blob = *blob;
  auto saved = InTransaction<Saved>(interactions.store(), [&](ResourceWriter& transaction) {
    return Save(transaction, draft, interactions.Now(), base);
  });
  // An unchanged Binary has dropped the second copy of its bytes.
  if (saved) (**writer).Keep();
  return saved;
}

void SendBinaryJson(ResourceStore& store, const Version& version, int status, http::Pairs headers,
                    http::Responder& responder) {
  auto resource = ToResource(version);
  if (!resource) return responder.Send(RefusedAnswer(resource.error(), {}));
  headers.emplace_back("Content-Type", "application/fhir+json; charset=utf-8");
  std::string text = fhir::json::Write(*resource);
  if (version.blob->size == 0) return responder.Send({status, std::move(headers), std::move(text)});
  text.pop_back();  // the closing brace
  Base64Source source(text + ",\"data\":\"", store.OpenBlob(*version.blob, 0, version.blob->size),
                      version.blob->size, "\"}");
  responder.Stream(status, std::move(headers), source.length(), source);
}

void SendBinary(ResourceStore& store, const Version& version, const http::Request& request,
                const Wishes& wishes, http::Responder& responder) {
  http::Pairs headers = SafeHeaders();
  AddVersionHeaders(version, headers);
  if (wishes.names_json) return SendBinaryJson(store, version, 200, std::move(headers), responder);
  auto resource = ToResource(version);
  if (!resource) return responder.Send(RefusedAnswer(resource.error(), wishes));
  headers.emplace_back("Content-Type", SafeContentType((*resource)["contentType"].text()));
  headers.emplace_back("Content-Disposition", "attachment");
  headers.emplace_back("Accept-Ranges", "bytes");
  const auto wanted =
      ReadRange(http::FindHeader(request.headers(), "Range").value_or(""), version.blob->size);
  if (wanted.verdict == RangeVerdict::kUnsatisfiable) {
    headers.emplace_back("Content-Range", "bytes */" + std::to_string(version.blob->size));
    return responder.Send({416, std::move(headers), ""});
  }
  if (wanted.verdict == RangeVerdict::kPart)
    return SendPart(store, version, wanted.range, std::move(headers), responder);
  const auto bytes = store.OpenBlob(*version.blob, 0, version.blob->size);
  responder.Stream(200, std::move(headers), version.blob->size, *bytes);
}

}  // namespace chartbridge::chart
