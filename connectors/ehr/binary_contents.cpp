#include "connectors/ehr/binary_contents.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "connectors/ehr/binary_source.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using bridge::BinaryContent;
using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::uint64_t kSlowestBytesPerSecond = 128 * 1024;

std::chrono::milliseconds TimeFor(std::uint64_t size) {
  return std::chrono::milliseconds(size * 1000 / kSlowestBytesPerSecond);
}

const Value& DocumentOf(const Value& bundle, const std::string& binary) {
  for (const Value& entry : bundle["entry"].items()) {
    for (const Value& content : entry["resource"]["content"].items()) {
      if (content["attachment"]["url"].text() == binary) return entry["resource"];
    }
  }
  return Value()["absent"];
}

// The Binary without its bytes.
Value BinaryResource(const BinaryContent& content, const Value& bundle) {
  const Value& document = DocumentOf(bundle, content.reference);
  Array security;
  for (const Value& label : document["securityLabel"].items()) {
    for (const Value& coding : label["coding"].items()) security.push_back(coding);
  }
  Value binary;
  binary.Set("resourceType", "Binary");
  binary.Set("id", content.reference.substr(content.reference.find('/') + 1));
  if (!security.empty()) binary.Set("meta", Object{{"security", std::move(security)}});
  binary.Set("contentType", content.content_type);
  // The patient is there before the Bundle is.
  const std::string& subject = document["subject"]["reference"].text();
  if (!ReferenceOf(subject, "Patient").empty())
    binary.Set("securityContext", Object{{"reference", subject}});
  return binary;
}

// The answers of servers that know Binary only as JSON: 415 and 405, or 400 when they take the
// bytes for broken JSON.
bool MeansNoRaw(const Failure& failure) {
  const int status = failure.http_status;
  return status == 415 || status == 405 || status == 501 || status == 404 || status == 400 ||
         status == 422;
}

bool SaysTooLong(const Failure& failure) {
  return std::any_of(failure.issues.begin(), failure.issues.end(),
                     [](const Issue& issue) { return issue.code == "too-long"; });
}

}  // namespace

Result<std::string, Failure> BinaryContents::Base64(const BinaryContent& content) {
  return ReadBase64(vault_, keys_, content);
}

Result<void, Failure> BinaryContents::Upload(const BinaryContent& content, const Value& bundle) {
  if (ReferenceOf(content.reference, "Binary") != content.reference)
    return Fail(FailureKind::kCorrupt, "A file to send has no Binary reference.");
  const Value binary = BinaryResource(content, bundle);
  if (!raw_not_offered_) {
    auto sent = UploadRaw(content, binary);
    if (sent || !MeansNoRaw(sent.error())) return sent;
    const Failure& failure = sent.error();
    const bool of_type = failure.http_status == 415 || failure.http_status == 405;
    if (of_type && failure.kind != FailureKind::kUnreachable) raw_not_offered_ = true;
  }
  auto sent = UploadInJson(content, binary);
  if (!sent && sent.error().kind == FailureKind::kRefused) {
    if (SaysTooLong(sent.error())) sent.error().kind = FailureKind::kTooLarge;
    sent.error().text = "The EHR takes this file neither raw nor inside a resource.";
  }
  return sent;
}

Result<void, Failure> BinaryContents::UploadRaw(const BinaryContent& content, const Value& binary) {
  RestCall call;
  call.method = "PUT";
  call.path = content.reference;
  call.headers = {{"Content-Type", content.content_type}, {"Prefer", "return=minimal"}};
  const std::string& context = binary["securityContext"]["reference"].text();
  if (!context.empty()) call.headers.emplace_back("X-Security-Context", context);
  call.open_body = [&] { return OpenRaw(vault_, keys_, content); };
  call.body_length = content.size;
  call.more_time = TimeFor(content.size);
  const auto answer = rest_.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  return {};
}

Result<void, Failure> BinaryContents::UploadInJson(const BinaryContent& content,
                                                   const Value& binary) {
  std::string prefix = fhir::json::Write(binary);
  prefix.pop_back();
  prefix += ",\"data\":\"";
  const std::string suffix = "\"}";
  RestCall call;
  call.method = "PUT";
  call.path = content.reference;
  call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
  call.body_length = prefix.size() + Base64Length(content.size) + suffix.size();
  call.open_body = [&] { return OpenInJson(vault_, keys_, content, prefix, suffix); };
  call.more_time = TimeFor(call.body_length);
  const auto answer = rest_.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  return {};
}

}  // namespace chartbridge::ehr
