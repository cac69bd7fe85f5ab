// Codes of FHIR codings, with their systems brought to one spelling first (rule R10).
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::bridge::consent {

// Which way a comparison leans when a coding is incomplete: a permit must be certain, a deny need
// not.
enum class Side { kPermit, kDeny };

// A code system by its one name. HL7 v3 systems have had several URIs; here they are v3 and the
// name.
struct System {
  bool v3 = false;
  std::string_view name;  // "ActCode" of v3, else the URI; empty when the coding has no system
  bool empty() const { return name.empty(); }
  bool operator==(const System&) const = default;
};

inline constexpr System kActReason{true, "ActReason"};
inline constexpr System kActCode{true, "ActCode"};
inline constexpr System kConfidentiality{true, "Confidentiality"};
inline constexpr System kParticipationType{true, "ParticipationType"};
inline constexpr System kConsentAction{false,
                                       "http://terminology.hl7.org/CodeSystem/consentaction"};
inline constexpr System kConsentScope{false, "http://terminology.hl7.org/CodeSystem/consentscope"};
inline constexpr System kResourceTypes{false, "http://hl7.org/fhir/resource-types"};
inline constexpr System kChannels{false, "urn:chartbridge:cs:channel"};

// Views into the request or the Consent, which outlive every decision.
struct Code {
  System system;
  std::string_view code;
  bool operator==(const Code&) const = default;
};

System NormalizeSystem(std::string_view uri);

// The coding of that system and code; the Confidentiality codes ETH, HIV, PSY and SDV mean the
// ActCode of that name.
Code NormalizeCode(std::string_view system, std::string_view code);

// True when a coding of a rule names a coding of the request. One without system matches on its
// code alone on the deny side and never on the permit side.
bool Names(const Code& listed, const Code& found, Side side);

// "system|code" with the system's URI of today.
std::string ToText(const Code& code);

}  // namespace chartbridge::bridge::consent
