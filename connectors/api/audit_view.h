// Audit entries for people: with a sentence and the name of who it was.
#pragma once

#include "bridge/service/trail.h"
#include "connectors/api/ask.h"

namespace chartbridge::api {

class AuditView {
 public:
  explicit AuditView(bridge::People& people) : view_(people) {}
  fhir::json::Value Show(const service::TrailEntry& entry);

 private:
  service::TrailView view_;
};

// What happened to this item and who looked at it, oldest first.
Answer<fhir::json::Array> AuditOfItem(const Ask& ask, const bridge::ItemRow& row);

}  // namespace chartbridge::api
