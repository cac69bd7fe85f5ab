#include "connectors/ehr/probe_findings.h"

#include "words/say.h"

namespace chartbridge::ehr {
namespace {

std::string CodesOf(const Failure& failure) {
  std::string codes;
  for (const Issue& issue : failure.issues) {
    if (codes.find(issue.code) != std::string::npos) continue;
    codes += (codes.empty() ? "" : ", ") + issue.code;
    if (!issue.expression.empty()) codes += " at " + issue.expression;
  }
  return codes;
}

words::Statement Advice(const std::string& interaction, const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::kUnauthorized:
      return words::Say("ehr-correct-login");
    case FailureKind::kForbidden:
      return words::Say("ehr-ask-for-right", {{"interaction", interaction}});
    case FailureKind::kNotOffered:
      return words::Say("ehr-ask-for-interaction", {{"interaction", interaction}});
    case FailureKind::kNotFound:
      return words::Say("ehr-create-or-correct");
    case FailureKind::kThrottled:
      return words::Say("ehr-check-later");
    case FailureKind::kUnreachable:
    case FailureKind::kInDoubt:
    case FailureKind::kBusy:
    case FailureKind::kFull:
      return words::Say("ehr-see-that-it-is-well");
    case FailureKind::kRefused:
    case FailureKind::kTooLarge:
    case FailureKind::kConflict:
    case FailureKind::kAmbiguous:
    case FailureKind::kCorrupt:
      break;
  }
  return words::Say("ehr-show-to-operator");
}

bool IsLasting(FailureKind kind) {
  switch (kind) {
    case FailureKind::kForbidden:
    case FailureKind::kNotOffered:
    case FailureKind::kNotFound:
    case FailureKind::kRefused:
    case FailureKind::kTooLarge:
      return true;
    case FailureKind::kUnreachable:
    case FailureKind::kThrottled:
    case FailureKind::kUnauthorized:
    case FailureKind::kConflict:
    case FailureKind::kAmbiguous:
    case FailureKind::kInDoubt:
    case FailureKind::kCorrupt:
    case FailureKind::kFull:
    case FailureKind::kBusy:
      break;
  }
  return false;
}

std::string Capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

Finding Works(const std::string& interaction) {
  Finding finding;
  finding.ok = true;
  finding.said = {words::Say("probe-works", {{"interaction", Capital(interaction)}})};
  finding.interaction = interaction;
  return finding;
}

Finding Fails(const std::string& interaction, const Failure& failure) {
  Finding finding;
  finding.said = {
      failure.http_status == 0
          ? words::Say("probe-failed", {{"interaction", Capital(interaction)}})
          : words::Say("probe-failed-status", {{"interaction", Capital(interaction)},
                                               {"status", std::to_string(failure.http_status)}}),
      SaidOf(failure)};
  if (std::string codes = CodesOf(failure); !codes.empty())
    finding.said.push_back(words::Say("probe-issues", {{"codes", std::move(codes)}}));
  finding.advice = {Advice(interaction, failure)};
  finding.interaction = interaction;
  finding.lasting = IsLasting(failure.kind);
  return finding;
}

Finding NotTried(const std::string& interaction, words::Statements why) {
  Finding finding;
  finding.said = std::move(why);
  finding.said.insert(finding.said.begin(),
                      words::Say("probe-not-tried", {{"interaction", Capital(interaction)}}));
  finding.advice = {words::Say("ehr-first-message-tells")};
  finding.interaction = interaction;
  finding.tried = false;
  return finding;
}

}  // namespace chartbridge::ehr
