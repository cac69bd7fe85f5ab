// The shared vectors of the audit chain, read once per test.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bridge/audit/link_line.h"
#include "bridge/audit/verify.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::audit {

inline fhir::json::Value Vectors() {
  std::ifstream file(CHARTBRIDGE_TESTS_DIR "/fixtures/consent/audit-vectors.json");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return fhir::json::Parse(text).value();
}

inline std::vector<AuditLink> LinksOf(const fhir::json::Value& entries) {
  std::vector<AuditLink> links;
  for (const auto& entry : entries.items()) links.push_back(ReadLinkLine(Write(entry)).value());
  return links;
}

inline SignedAnchor AnchorOf(const fhir::json::Value& vectors) {
  fhir::json::Value line;
  line.Set("anchor", vectors["anchor"]);
  line.Set("signature", vectors["anchorSignature"]);
  return ReadAnchorLine(Write(line)).value();
}

inline AnchorKeys KeysOf(const fhir::json::Value& vectors) {
  return {{"anchor-2026-1", vectors["publicKey"].text()}};
}

}  // namespace chartbridge::bridge::audit
