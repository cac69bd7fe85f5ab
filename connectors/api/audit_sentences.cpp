#include "connectors/api/audit_sentences.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "bridge/service/item_json.h"

namespace chartbridge::api {
namespace {

struct Sentence {
  std::string_view event;
  std::string_view text;
};
// Events of reference/audit-and-roles.md section 1 and those that the bridge adds.
constexpr auto kSentences = std::to_array<Sentence>({
    {"audit.genesis", "The audit trail begins."},
    {"app.start", "The service started."},
    {"app.stop", "The service stopped."},
    {"config.noted", "A setting that weakens protection was noted at the start."},
    {"message.parsed", "A message came in."},
    {"message.matched", "The message was matched to a patient."},
    {"message.mapped", "The message was made ready for the chart."},
    {"message.released", "The message was taken up again."},
    {"message.dropped", "The message was dropped; its content is destroyed."},
    {"message.exported", "A list of messages was exported."},
    {"review.filed", "Somebody chose the patient of the message."},
    {"link.remembered", "The contact is remembered as this patient's."},
    {"link.cut", "The contact is no longer remembered as this patient's."},
    {"ehr.create", "It was written into the chart."},
    {"ehr.update", "An entry in the chart was changed."},
    {"subject.erased", "Everything of the patient was erased from the chart."},
    {"media.stored", "A file was fetched into the vault."},
    {"media.rejected", "A file was not accepted."},
    {"console.body.viewed", "Somebody read the message's content."},
    {"console.diagnostics.viewed", "Somebody read what the EHR said when it refused the message."},
    {"console.list", "Somebody looked at a list."},
    {"console.search", "Somebody looked at the patient's record."},
    {"audit.read", "Somebody read the audit trail."},
    {"audit.exported", "The audit trail was exported."},
    {"audit.verified", "The audit trail was checked."},
    {"account.changed", "An account was changed."},
    {"role.changed", "The roles of an account were changed."},
    {"user.login", "Somebody signed in."},
    {"user.logout", "Somebody signed out."},
    {"user.failed", "Somebody failed to sign in."},
    {"user.invited", "Somebody was invited to make an account."},
    {"user.enabled", "An account was enabled."},
    {"user.disabled", "An account was disabled."},
    {"user.password-changed", "A password was changed."},
    {"mfa.proposed", "A second factor was handed out."},
    {"mfa.enrolled", "A second factor was set up."},
    {"mfa.verified", "Somebody gave the second factor again."},
    {"mfa.reset", "A second factor was taken away, for a new one."},
    {"mfa.code-shown", "A code was shown on the command line."},
    {"mfa.recovery-used", "A recovery code was used."},
    {"mfa.recovery-renewed", "New recovery codes were made."},
    {"session.revoked", "A session was ended."},
    {"token.created", "An API token was made."},
    {"token.revoked", "An API token was revoked."},
    {"approval.asked", "A second person was asked to confirm a step."},
    {"approval.confirmed", "A second person confirmed the step."},
    {"approval.declined", "A second person declined the step."},
    {"approval.expired", "Nobody confirmed the step in time."},
    {"approval.used", "The confirmed step was taken."},
    {"launch.opened", "Somebody opened the patient's thread in the viewer."},
});

std::string Decision(int outcome) {
  if (outcome == 0) return "The consents were asked: filing is permitted.";
  if (outcome < 8) return "The consents were asked: the message is held.";
  return "The consents were asked: filing is denied.";
}

}  // namespace

std::string AuditSentence(const std::string& event, int outcome, const std::string& reason,
                          const std::string& what) {
  const auto* found = std::find_if(kSentences.begin(), kSentences.end(),
                                   [&](const Sentence& one) { return one.event == event; });
  std::string text = event == "consent.decision" ? Decision(outcome)
                     : found != kSentences.end() ? std::string(found->text)
                                                 : "Event " + event + ".";
  if (event.starts_with("ehr.") && !what.empty()) text.insert(text.size() - 1, " (" + what + ")");
  const auto known = bridge::ReadReason(reason);
  const std::string why = known ? bridge::service::ReasonText(*known) : "";
  if (!why.empty()) text += " " + why;
  return text;
}

}  // namespace chartbridge::api
