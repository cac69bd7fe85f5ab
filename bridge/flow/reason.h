// Why something stands where it stands. One closed list for items, filings and media; rules compare
// these values, never words. The words for people are in words/<language>.json, one row a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chartbridge::bridge {

enum class Reason : std::uint8_t {
  kNone,
  // An item that no filing speaks for.
  kUnknownChannel,        // Dropped: the business number is none of ours.
  kForeignSignature,      // Held: signed with another channel's secret.
  kUnparsable,            // Held: what is readable can be read and filed by a person.
  kKindNotDocumented,     // Held: likewise.
  kGroupMessage,          // Held: never filed by itself.
  kConflictingCopy,       // Held: the same provider id came before with other content.
  kStoredItemUnreadable,  // Failed: the stored content does not open.
  // Whose is it?
  kPatientUnresolved,     // Held: nobody, or more than one, has the number.
  kNumberMoved,           // Held: the contact's number proves another patient than before.
  kNumberChanged,         // Held: the contact said that the number changed hands.
  kPatientDeceased,       // Held.
  kPatientInactive,       // Held.
  kStaffNumber,           // Held: a Practitioner's number.
  kDirectoryUnreachable,  // Not asked yet; asked again by itself.
  kDirectoryRefused,      // Held: the EHR will not answer who has the number.
  // What the gate said (reference/consent-and-privacy.md section 1).
  kPermittedByConsent,
  kPermittedByImplicitPolicy,
  kNoConsent,
  kConsentPending,
  kConsentExpired,
  kConsentNotYetValid,
  kConsentRevoked,
  kConsentRejected,
  kDeniedByConsent,
  kNoMatchingProvision,
  kPurposeLabelConflict,
  kConsentUnreachable,
  kConsentInvalid,
  kUnverified,
  kGuardianLapsed,
  kUnresolvedCriteria,
  kRequestIncomplete,
  kSecondPersonWanted,    // Held: another person must confirm this step.
  kDeliveredAfterChange,  // Filed, but the consent changed while it was being filed.
  // A policy or a person ended it.
  kHoldExpired,
  kRejectedByStaff,
  kDroppedByStaff,
  kErased,
  kRetracted,   // It stood in a chart and was taken back.
  kSuperseded,  // Another filing of the item took its place before it left.
  // What the EHR said.
  kEhrUnreachable,
  kEhrThrottled,
  kEhrUnauthorized,
  kEhrForbidden,
  kEhrConflict,
  kEhrAmbiguous,
  kEhrNotOffered,
  kEhrNotFound,
  kEhrTooLarge,
  kEhrRefused,
  kEhrInDoubt,
  kEhrCorrupt,
  kMappingRefused,  // Failed: no resource could be made of it.
  kDeliveryFailed,  // Filed; WhatsApp could not deliver our own message.
  // Media.
  kUnavailable,       // The provider said that it cannot be had.
  kExpired,           // The provider no longer has it.
  kTypeRefused,       // Held: a type that the clinic does not accept; kept encrypted.
  kTooLarge,          // Held, or refused where even keeping it is too much.
  kCorrupt,           // Hash or length differ.
  kInfected,          // Held: the scanner found malware. Never released.
  kSuspicious,        // Held: a bomb, active content or something that cannot be looked into.
  kScanPending,       // The scanner does not answer; asked again by itself.
  kMediaUnreachable,  // The provider does not answer; asked again by itself.
  kMediaUnauthorized,
  kMediaForbidden,
  kVaultFull,
  kOther,  // A word of an older version that has no value here.
};
inline constexpr int kReasons = static_cast<int>(Reason::kOther) + 1;

// The stable word: "", "unknown-channel", "patient-unresolved", … (contract.md, `reason`).
std::string_view ToString(Reason reason);
// nullopt for a word that is none of them; "" is kNone.
std::optional<Reason> ReadReason(std::string_view word);

// The rule of reference/consent-and-privacy.md that gives it: "R13"; "" for reasons of no rule.
std::string_view RuleOf(Reason reason);

// Whose it is is the question: nobody, several, or somebody whom a person must confirm.
bool IsOfIdentity(Reason reason);

// In the language ("en", "es", "he") two or three words, for a list or a button; "" for kNone.
std::string NameOf(Reason reason, std::string_view language);
// A few plain sentences: what happened and what to do. "" for kNone.
// `on_console`: without the names of commands.
std::string SentenceOf(Reason reason, std::string_view language, bool on_console);

}  // namespace chartbridge::bridge
