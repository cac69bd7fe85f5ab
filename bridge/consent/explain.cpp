#include "bridge/consent/explain.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace chartbridge::bridge::consent {
namespace {

struct Sentence {
  std::string_view reason;
  std::string_view begin;
};

// Each goes on with the records that decided.
constexpr auto kSentences = std::to_array<Sentence>({
    {"permitted-by-consent", "Permitted, because the patient agreed in "},
    {"permitted-by-implicit-policy",
     "Permitted without a Consent, because the clinic permits treatment with normal "
     "confidentiality"},
    {"denied-by-consent", "Denied, because the patient said no in "},
    {"no-matching-provision",
     "Denied, because nothing of what the patient agreed to covers this request: "},
    {"consent-revoked", "Denied, because the patient withdrew "},
    {"consent-rejected", "Denied, because the patient declined "},
    {"consent-expired", "Denied, because the agreement has run out: "},
    {"consent-not-yet-valid", "Denied, because the agreement is not in force yet: "},
    {"consent-pending", "Held, because the patient has been asked and has not agreed yet: "},
    {"consent-invalid", "Held, because a Consent cannot be read with certainty: "},
    {"unresolved-criteria", "Held, because a rule depends on something that is not known here: "},
    {"unverified", "Held, because nobody has verified the agreement in "},
    {"guardian-lapsed",
     "Held, because guardians signed it and the patient has come of age since: "},
    {"consent-unreachable", "Held, because the Consents could not all be read just now"},
    {"patient-unresolved", "Held, because it is not known which patient this belongs to"},
    {"purpose-label-conflict", "Denied, because labels on the content allow only other purposes"},
});

std::string Listed(const std::vector<Because>& because) {
  std::string text;
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < std::min(because.size(), kShown); ++i) {
    if (i > 0) text += ", ";
    text += because[i].consent;
    if (!because[i].path.empty()) text += " (" + because[i].path + ")";
  }
  if (because.size() > kShown) text += " and " + std::to_string(because.size() - kShown) + " more";
  return text;
}

std::string NoConsent(Verdict verdict) {
  return verdict == Verdict::kHold
             ? "Held, because the patient has no Consent record and the clinic holds such requests."
             : "Denied, because the patient has no Consent record.";
}

}  // namespace

std::string Explain(const Decision& decision, const std::string& detail) {
  if (decision.reason == "no-consent") return NoConsent(decision.verdict);
  if (decision.reason == "request-incomplete") {
    return "Held, because the request cannot be read: " + detail + " is missing or malformed.";
  }
  for (const Sentence& sentence : kSentences) {
    if (sentence.reason != decision.reason) continue;
    std::string text(sentence.begin);
    text += Listed(decision.because);
    if (!detail.empty()) text += "; " + detail;
    return text + ".";
  }
  return "Held, because no rule decided.";
}

}  // namespace chartbridge::bridge::consent
