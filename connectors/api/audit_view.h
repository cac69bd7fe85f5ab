// Audit entries for people: with a sentence and the name of who it was.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/api/ask.h"

namespace chartbridge::api {

// The trail as a subject of its own entries: a verification is found again without reading it all.
inline constexpr std::string_view kTrail = "audit";

class AuditView {
 public:
  explicit AuditView(bridge::People& people) : people_(people) {}
  // `subject`: whom the entry speaks of, where that is known; the record has a pseudonym only.
  fhir::json::Value Show(const bridge::AuditLink& link, const std::string& subject = {});
  // Of a person; null for anybody else.
  fhir::json::Value NameOf(const std::string& actor);

 private:
  bridge::People& people_;
  std::map<std::string, fhir::json::Value> names_;
};

// What happened to this item and who looked at it, oldest first; the newest 200 entries about its
// patient and conversation are looked through.
Answer<fhir::json::Array> AuditOfItem(const Ask& ask, const bridge::ItemRow& row);

}  // namespace chartbridge::api
