#include "bridge/consent/code.h"

#include "bridge/consent/code_tables.h"

namespace chartbridge::bridge::consent {
namespace {

constexpr std::string_view kV3Now = "http://terminology.hl7.org/CodeSystem/v3-";
constexpr std::string_view kV3Before = "http://hl7.org/fhir/v3/";

// Value sets are written where a system belongs; these two have one system each.
System OfValueSet(std::string_view uri) {
  System means;
  if (uri.ends_with("InformationSensitivityPolicy")) means = kActCode;
  if (uri.ends_with("PurposeOfUse")) means = kActReason;
  const auto within = [&](std::string_view part) { return uri.find(part) != uri.npos; };
  return !means.empty() && (within("/ValueSet/") || within("/vs/")) ? means : System();
}

}  // namespace

System NormalizeSystem(std::string_view uri) {
  if (uri.starts_with(kV3Now)) return {true, uri.substr(kV3Now.size())};
  if (const System value_set = OfValueSet(uri); !value_set.empty()) return value_set;
  for (const SystemAlias& alias : SystemAliases()) {
    if (alias.written == uri) return alias.means;
  }
  if (uri.starts_with(kV3Before)) return {true, uri.substr(kV3Before.size())};
  return {false, uri};
}

Code NormalizeCode(std::string_view system, std::string_view code) {
  Code made{NormalizeSystem(system), code};
  if (made.system == kConfidentiality && IsSensitivityWrittenAsConfidentiality(code)) {
    made.system = kActCode;
  }
  return made;
}

bool Names(const Code& listed, const Code& found, Side side) {
  if (listed.system.empty() || found.system.empty()) {
    return side == Side::kDeny && listed.code == found.code;
  }
  return listed == found;
}

std::string ToText(const Code& code) {
  std::string text(code.system.v3 ? kV3Now : std::string_view());
  return text.append(code.system.name).append("|").append(code.code);
}

}  // namespace chartbridge::bridge::consent
