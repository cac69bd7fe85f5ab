#include "connectors/api/reasons.h"

#include <algorithm>
#include <array>

namespace chartbridge {
namespace {

struct Sentence {
  std::string_view reason;
  std::string_view text;
  std::string_view on_console = {};  // where `text` names a command
};
constexpr auto kSentences = std::to_array<Sentence>({
    {"unknown-channel",
     "The business number it came to is not one of the configured channels, so its content "
     "was not kept."},
    {"foreign-signature",
     "It was signed with the secret of another channel. Compare the app secrets of the "
     "channels."},
    {"unparsable",
     "It could not be understood. It is kept as it came; `messages drop` ends the hold.",
     "It could not be understood. It is kept as it came; dropping it ends the hold."},
    {"kind-not-documented", "Items of this kind are kept but not written into the chart."},
    {"group-message", "Messages of groups are kept and never filed by themselves."},
    {"patient-unresolved",
     "No patient, or more than one, has this number. `review file KEY --patient "
     "Patient/ID` or `review reject KEY`.",
     "No patient, or more than one, has this number. Somebody must choose the patient, or say "
     "that it is not ours."},
    {"staff-number",
     "The number belongs to a member of the staff, so it is not filed into a chart."},
    {"no-consent",
     "The patient has given no consent for this channel. It is quarantined, and destroyed "
     "at the deadline."},
    {"consent-pending", "The patient was asked and has not answered yet."},
    {"consent-revoked", "The patient has withdrawn the consent. The content was destroyed."},
    {"consent-rejected", "The patient has said no. The content was destroyed."},
    {"consent-expired",
     "The consent has ended. It is quarantined until it is renewed or the deadline passes."},
    {"denied-by-consent", "A consent forbids it. The content was destroyed."},
    {"no-matching-provision", "A consent exists but does not cover this. Compliance must look."},
    {"consent-unreachable", "The consents could not be read. It is asked again by itself."},
    {"consent-invalid", "A consent record cannot be read safely. Compliance must correct it."},
    {"delivered-after-change",
     "The consent changed while it was being filed and no longer permits it. Compliance "
     "must decide what happens with the chart entry."},
    {"hold-expired", "The hold came to its deadline. The content was destroyed."},
    {"rejected-by-staff", "A member of the staff said that it is not a patient's."},
    {"dropped-by-staff", "A member of the staff dropped it."},
    {"ehr-refused", "The EHR refused it. Correct the cause, then `messages retry KEY`.",
     "The EHR refused it. Correct the cause, then replay it."},
    {"ehr-ambiguous",
     "The EHR holds two resources with this identity. Remove one, then `messages retry KEY`.",
     "The EHR holds two resources with this identity. Remove one, then replay it."},
    {"ehr-forbidden", "The EHR does not allow this log-in to write it."},
    {"ehr-unreachable", "The EHR does not answer. It is tried again by itself."},
    {"ehr-in-doubt", "The EHR's answer was lost. It is read back before it is sent again."},
    {"ehr-throttled", "The EHR asked to wait. It is tried again by itself."},
    {"ehr-unauthorized",
     "The EHR does not accept the log-in. Check [ehr] auth; it is tried again by itself."},
    {"expired", "The provider no longer has the file. Ask the sender to send it again."},
});

const Sentence* Find(std::string_view reason) {
  const auto* found = std::find_if(kSentences.begin(), kSentences.end(),
                                   [&](const Sentence& one) { return one.reason == reason; });
  return found == kSentences.end() ? nullptr : found;
}

}  // namespace

std::string_view ReasonSentence(std::string_view reason) {
  const Sentence* found = Find(reason);
  return found == nullptr ? "" : found->text;
}

std::string_view ReasonForConsole(std::string_view reason) {
  const Sentence* found = Find(reason);
  if (found == nullptr) return "";
  return found->on_console.empty() ? found->text : found->on_console;
}

}  // namespace chartbridge
