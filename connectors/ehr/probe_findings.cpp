#include "connectors/ehr/probe_findings.h"

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

std::string Advice(const std::string& interaction, const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::kUnauthorized:
      return "The log-in does not work: correct the credentials of [ehr], or have our client "
             "admitted again.";
    case FailureKind::kForbidden:
      return "The log-in works, but not for this: ask for the right to " + interaction +
             " for our account.";
    case FailureKind::kNotOffered:
      return "Ask for this to be switched on for our account: " + interaction + ".";
    case FailureKind::kNotFound:
      return "Create it in the EHR, or correct [ehr].";
    case FailureKind::kThrottled:
      return "The EHR asks to wait: check again later.";
    case FailureKind::kUnreachable:
    case FailureKind::kInDoubt:
    case FailureKind::kBusy:
    case FailureKind::kFull:
      return "See that [ehr] base_url is right and that the server is well and can be reached from "
             "here.";
    case FailureKind::kRefused:
    case FailureKind::kTooLarge:
    case FailureKind::kConflict:
    case FailureKind::kAmbiguous:
    case FailureKind::kCorrupt:
      break;
  }
  return "Show this to whoever runs the EHR: without it no message can be filed.";
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
  finding.what = Capital(interaction) + ": works.";
  finding.interaction = interaction;
  return finding;
}

Finding Fails(const std::string& interaction, const Failure& failure) {
  Finding finding;
  const std::string status =
      failure.http_status == 0 ? "" : " (HTTP " + std::to_string(failure.http_status) + ")";
  finding.what = Capital(interaction) + ": failed" + status + ". " + failure.text;
  if (const std::string codes = CodesOf(failure); !codes.empty())
    finding.what += " Issues: " + codes + ".";
  finding.what_to_do = Advice(interaction, failure);
  finding.interaction = interaction;
  finding.lasting = IsLasting(failure.kind);
  return finding;
}

Finding NotTried(const std::string& interaction, const std::string& why) {
  Finding finding;
  finding.what = Capital(interaction) + ": could not be tried. " + why;
  finding.what_to_do = "Until it can be tried, the first message that is filed will tell.";
  finding.interaction = interaction;
  finding.tried = false;
  return finding;
}

}  // namespace chartbridge::ehr
