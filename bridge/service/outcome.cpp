#include "bridge/service/outcome.h"

#include "words/say.h"

namespace chartbridge::bridge::service {

Outcome OutcomeOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound:
      return {404, kNo, words::Say("not-found")};
    case FailureKind::kConflict:
    case FailureKind::kAmbiguous:
      return {409, kNo, words::Say("changed")};
    case FailureKind::kBusy:
      return {409, kNo, words::Say("busy")};
    case FailureKind::kRefused:
      return {409, kNo, words::Say("refused")};
    case FailureKind::kTooLarge:
      return {413, kNo, words::Say("too-large")};
    case FailureKind::kUnreachable:
    case FailureKind::kThrottled:
    case FailureKind::kUnauthorized:
    case FailureKind::kForbidden:
    case FailureKind::kNotOffered:
    case FailureKind::kInDoubt:
    case FailureKind::kCorrupt:
    case FailureKind::kFull:
      break;
  }
  return {503, kNo, words::Say("unreachable")};
}

}  // namespace chartbridge::bridge::service
