#include "bridge/flow/reason.h"

#include <array>
#include <utility>

#include "words/words.h"

namespace chartbridge::bridge {
namespace {

using Row = std::pair<Reason, std::string_view>;

constexpr auto kWords = std::to_array<Row>({
    {Reason::kNone, ""},
    {Reason::kUnknownChannel, "unknown-channel"},
    {Reason::kForeignSignature, "foreign-signature"},
    {Reason::kUnparsable, "unparsable"},
    {Reason::kKindNotDocumented, "kind-not-documented"},
    {Reason::kGroupMessage, "group-message"},
    {Reason::kConflictingCopy, "conflicting-copy"},
    {Reason::kStoredItemUnreadable, "stored-item-unreadable"},
    {Reason::kPatientUnresolved, "patient-unresolved"},
    {Reason::kNumberMoved, "number-moved"},
    {Reason::kNumberChanged, "number-changed"},
    {Reason::kPatientDeceased, "patient-deceased"},
    {Reason::kPatientInactive, "patient-inactive"},
    {Reason::kStaffNumber, "staff-number"},
    {Reason::kDirectoryUnreachable, "directory-unreachable"},
    {Reason::kDirectoryRefused, "directory-refused"},
    {Reason::kPermittedByConsent, "permitted-by-consent"},
    {Reason::kPermittedByImplicitPolicy, "permitted-by-implicit-policy"},
    {Reason::kNoConsent, "no-consent"},
    {Reason::kConsentPending, "consent-pending"},
    {Reason::kConsentExpired, "consent-expired"},
    {Reason::kConsentNotYetValid, "consent-not-yet-valid"},
    {Reason::kConsentRevoked, "consent-revoked"},
    {Reason::kConsentRejected, "consent-rejected"},
    {Reason::kDeniedByConsent, "denied-by-consent"},
    {Reason::kNoMatchingProvision, "no-matching-provision"},
    {Reason::kPurposeLabelConflict, "purpose-label-conflict"},
    {Reason::kConsentUnreachable, "consent-unreachable"},
    {Reason::kConsentInvalid, "consent-invalid"},
    {Reason::kUnverified, "unverified"},
    {Reason::kGuardianLapsed, "guardian-lapsed"},
    {Reason::kUnresolvedCriteria, "unresolved-criteria"},
    {Reason::kRequestIncomplete, "request-incomplete"},
    {Reason::kSecondPersonWanted, "second-person-wanted"},
    {Reason::kDeliveredAfterChange, "delivered-after-change"},
    {Reason::kHoldExpired, "hold-expired"},
    {Reason::kRejectedByStaff, "rejected-by-staff"},
    {Reason::kDroppedByStaff, "dropped-by-staff"},
    {Reason::kErased, "erased"},
    {Reason::kRetracted, "retracted"},
    {Reason::kSuperseded, "superseded"},
    {Reason::kEhrUnreachable, "ehr-unreachable"},
    {Reason::kEhrThrottled, "ehr-throttled"},
    {Reason::kEhrUnauthorized, "ehr-unauthorized"},
    {Reason::kEhrForbidden, "ehr-forbidden"},
    {Reason::kEhrConflict, "ehr-conflict"},
    {Reason::kEhrAmbiguous, "ehr-ambiguous"},
    {Reason::kEhrNotOffered, "ehr-not-offered"},
    {Reason::kEhrNotFound, "ehr-not-found"},
    {Reason::kEhrTooLarge, "ehr-too-large"},
    {Reason::kEhrRefused, "ehr-refused"},
    {Reason::kEhrInDoubt, "ehr-in-doubt"},
    {Reason::kEhrCorrupt, "ehr-corrupt"},
    {Reason::kMappingRefused, "mapping-refused"},
    {Reason::kDeliveryFailed, "delivery-failed"},
    {Reason::kUnavailable, "unavailable"},
    {Reason::kExpired, "expired"},
    {Reason::kTypeRefused, "type-refused"},
    {Reason::kTooLarge, "too-large"},
    {Reason::kCorrupt, "corrupt"},
    {Reason::kInfected, "infected"},
    {Reason::kSuspicious, "suspicious"},
    {Reason::kScanPending, "scan-pending"},
    {Reason::kMediaUnreachable, "media-unreachable"},
    {Reason::kMediaUnauthorized, "media-unauthorized"},
    {Reason::kMediaForbidden, "media-forbidden"},
    {Reason::kVaultFull, "vault-full"},
    {Reason::kOther, "other"},
});
static_assert(kWords.size() == kReasons);

constexpr auto kRules = std::to_array<Row>({
    {Reason::kPatientUnresolved, "R0"},
    {Reason::kRequestIncomplete, "R0"},
    {Reason::kConsentUnreachable, "R1"},
    {Reason::kPurposeLabelConflict, "R2"},
    {Reason::kConsentInvalid, "R4"},
    {Reason::kUnverified, "R7"},
    {Reason::kGuardianLapsed, "R8"},
    {Reason::kUnresolvedCriteria, "R10"},
    {Reason::kPermittedByConsent, "R11"},
    {Reason::kDeniedByConsent, "R11"},
    {Reason::kNoMatchingProvision, "R13"},
    {Reason::kConsentRevoked, "R13"},
    {Reason::kConsentRejected, "R13"},
    {Reason::kConsentExpired, "R13"},
    {Reason::kConsentNotYetValid, "R13"},
    {Reason::kConsentPending, "R13"},
    {Reason::kNoConsent, "R13"},
    {Reason::kPermittedByImplicitPolicy, "R13"},
    {Reason::kDeliveredAfterChange, "R14"},
});

}  // namespace

std::string_view ToString(Reason reason) { return kWords[static_cast<std::size_t>(reason)].second; }

std::optional<Reason> ReadReason(std::string_view word) {
  for (const auto& [reason, name] : kWords) {
    if (name == word) return reason;
  }
  return std::nullopt;
}

std::string_view RuleOf(Reason reason) {
  for (const auto& [known, rule] : kRules) {
    if (known == reason) return rule;
  }
  return "";
}

bool IsOfIdentity(Reason reason) {
  switch (reason) {
    case Reason::kPatientUnresolved:
    case Reason::kNumberMoved:
    case Reason::kNumberChanged:
    case Reason::kPatientDeceased:
    case Reason::kPatientInactive:
    case Reason::kStaffNumber:
    case Reason::kDirectoryUnreachable:
    case Reason::kDirectoryRefused:
      return true;
    default:
      return false;
  }
}

std::string NameOf(Reason reason, std::string_view language) {
  if (reason == Reason::kNone) return "";
  return words::CatalogueOf(language).Say("reason." + std::string(ToString(reason)) + ".name");
}

std::string SentenceOf(Reason reason, std::string_view language, bool on_console) {
  if (reason == Reason::kNone) return "";
  const words::Catalogue catalogue = words::CatalogueOf(language);
  const std::string row = "reason." + std::string(ToString(reason));
  std::string text = catalogue.Say(row + ".why");
  for (const char* last : {".command", ".next"}) {
    if ((on_console && std::string_view(last) == ".command") || !catalogue.Has(row + last))
      continue;
    return text + " " + catalogue.Say(row + last);
  }
  return text;
}

}  // namespace chartbridge::bridge
