#include "connectors/ehr/enclosures.h"

#include <chrono>
#include <optional>
#include <utility>

#include "connectors/ehr/enclosure_source.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using bridge::Enclosure;
using fhir::json::Array;
using fhir::json::Value;

constexpr std::uint64_t kSlowestBytesPerSecond = 128 * 1024;

std::chrono::milliseconds TimeFor(std::uint64_t size) {
  return std::chrono::milliseconds(size * 1000 / kSlowestBytesPerSecond);
}

Value* FindBinary(Array& entries, const std::string& reference) {
  for (Value& entry : entries) {
    if (entry["resource"]["resourceType"].text() == "Binary" &&
        "Binary/" + entry["resource"]["id"].text() == reference) {
      return entry.Find("resource");
    }
  }
  return nullptr;
}

// Whose record the bytes belong to: a reference that exists before the Bundle does.
std::string PatientOf(const Array& entries) {
  for (const Value& entry : entries) {
    const std::string& subject = entry["resource"]["subject"]["reference"].text();
    if (!ReferenceOf(subject, "Patient").empty()) return subject;
  }
  return "";
}

Value BinaryResource(const Enclosure& enclosure, const std::string& security_context) {
  Value binary;
  binary.Set("resourceType", "Binary");
  binary.Set("id", enclosure.binary.substr(enclosure.binary.find('/') + 1));
  binary.Set("contentType", enclosure.content_type);
  if (!security_context.empty()) {
    Value reference;
    reference.Set("reference", security_context);
    binary.Set("securityContext", std::move(reference));
  }
  return binary;
}

Value BinaryEntry(const Enclosure& enclosure, Value binary) {
  Value request;
  request.Set("method", "PUT");
  request.Set("url", enclosure.binary);
  Value entry;
  entry.Set("resource", std::move(binary));
  entry.Set("request", std::move(request));
  return entry;
}

void EraseBinary(Array& entries, const std::string& reference) {
  std::erase_if(entries, [&](const Value& entry) {
    return entry["resource"]["resourceType"].text() == "Binary" &&
           "Binary/" + entry["resource"]["id"].text() == reference;
  });
}

// The answers of servers that know Binary only as JSON: 415 and 405, or 400 when they take the
// bytes for broken JSON.
bool MeansNoRaw(const Failure& failure) {
  const int status = failure.http_status;
  return status == 415 || status == 405 || status == 501 || status == 404 || status == 400 ||
         status == 422;
}

}  // namespace

Result<Value, Failure> Enclosures::Settle(const bridge::Filing& filing) {
  Value bundle = filing.bundle;
  Value* list = bundle.Find("entry");
  if (list == nullptr || !list->is_array())
    return Fail(FailureKind::kCorrupt, "A Bundle to file has no entries.");
  Array& entries = *list->array();
  const std::string patient = PatientOf(entries);
  std::uint64_t room = inline_bytes_;
  for (const Enclosure& enclosure : filing.enclosures) {
    if (ReferenceOf(enclosure.binary, "Binary") != enclosure.binary) {
      return Fail(FailureKind::kCorrupt, "An enclosure has no Binary reference.");
    }
    if (enclosure.size > room) {
      if (auto sent = Upload(enclosure, patient); !sent) return Unexpected<Failure>(sent.error());
      EraseBinary(entries, enclosure.binary);
      continue;
    }
    auto data = ReadBase64(vault_, keys_, enclosure);
    if (!data) return Unexpected<Failure>(data.error());
    room -= enclosure.size;
    if (Value* binary = FindBinary(entries, enclosure.binary)) {
      binary->Set("data", std::move(*data));
      continue;
    }
    Value binary = BinaryResource(enclosure, patient);
    binary.Set("data", std::move(*data));
    entries.insert(entries.begin(), BinaryEntry(enclosure, std::move(binary)));
  }
  return bundle;
}

Result<void, Failure> Enclosures::Upload(const Enclosure& enclosure,
                                         const std::string& security_context) {
  if (!raw_not_offered_) {
    auto sent = UploadRaw(enclosure, security_context);
    if (sent || !MeansNoRaw(sent.error())) return sent;
    if (sent.error().http_status == 415 || sent.error().http_status == 405) raw_not_offered_ = true;
  }
  auto sent = UploadInJson(enclosure, security_context);
  if (!sent && sent.error().kind == FailureKind::kRefused) {
    sent.error().kind = FailureKind::kTooLarge;
    sent.error().text = "The EHR takes this file neither raw nor inside a resource.";
  }
  return sent;
}

Result<void, Failure> Enclosures::UploadRaw(const Enclosure& enclosure,
                                            const std::string& security_context) {
  RestCall call;
  call.method = "PUT";
  call.path = enclosure.binary;
  call.headers = {{"Content-Type", enclosure.content_type}, {"Prefer", "return=minimal"}};
  if (!security_context.empty()) call.headers.emplace_back("X-Security-Context", security_context);
  call.open_body = [&] { return OpenRaw(vault_, keys_, enclosure); };
  call.body_length = enclosure.size;
  call.more_time = TimeFor(enclosure.size);
  const auto answer = rest_.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  return {};
}

Result<void, Failure> Enclosures::UploadInJson(const Enclosure& enclosure,
                                               const std::string& security_context) {
  std::string prefix = fhir::json::Write(BinaryResource(enclosure, security_context));
  prefix.pop_back();
  prefix += ",\"data\":\"";
  const std::string suffix = "\"}";
  RestCall call;
  call.method = "PUT";
  call.path = enclosure.binary;
  call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
  call.body_length = prefix.size() + Base64Length(enclosure.size) + suffix.size();
  call.open_body = [&] { return OpenInJson(vault_, keys_, enclosure, prefix, suffix); };
  call.more_time = TimeFor(call.body_length);
  const auto answer = rest_.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  return {};
}

}  // namespace chartbridge::ehr
