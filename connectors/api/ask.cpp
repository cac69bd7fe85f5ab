#include "connectors/api/ask.h"

#include <algorithm>

#include "connectors/http/fields.h"

namespace chartbridge::api {

using fhir::json::Value;

std::string Ask::Query(std::string_view name) const {
  for (const auto& [key, value] : request.query()) {
    if (key == name) return value;
  }
  return "";
}

std::string Ask::Wanted(std::string_view name) const {
  return body.is_object() ? body[name].text() : Query(name);
}

bool Ask::WantsCsv() const {
  const auto accept = http::FindHeader(request.headers(), "Accept");
  return accept && accept->starts_with("text/csv");
}

Reply JsonReply(Value json) {
  Reply reply;
  reply.json = std::move(json);
  return reply;
}

Reply NoContent() {
  Reply reply;
  reply.status = 204;
  return reply;
}

Answer<const EhrReading*> EhrOf(const Ask& ask) {
  if (const EhrReading* ehr = ask.ports.ehr()) return ehr;
  return Unexpected<Problem>(Problem{503, words::Say("starting"), "", 5});
}

Unexpected<Problem> RefuseForEhr(const Failure& failure) {
  if (failure.kind == FailureKind::kNotFound || failure.http_status == 404)
    return Refuse(404, "not-found");
  const bool full = failure.kind == FailureKind::kFull || failure.kind == FailureKind::kBusy;
  const std::string_view kind = ToString(full ? FailureKind::kUnreachable : failure.kind);
  return Unexpected<Problem>(Problem{503, {"ehr-" + std::string(kind), {}}, "", 5});
}

std::optional<std::string> PatientReference(const std::string& text) {
  constexpr std::string_view kType = "Patient/";
  const std::string id = text.starts_with(kType) ? text.substr(kType.size()) : text;
  const auto is_id = [](char c) {  // FHIR R4 2.24.0.1, `id`
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  if (id.empty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), is_id))
    return std::nullopt;
  return std::string(kType) + id;
}

}  // namespace chartbridge::api
