#include "bridge/service/outcome.h"

namespace chartbridge::bridge::service {

Outcome OutcomeOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound:
      return {404, kNo, "not-found", "There is no such thing here."};
    case FailureKind::kConflict:
    case FailureKind::kAmbiguous:
      return {409, kNo, "changed", "It was changed meanwhile. Look at it again, then decide."};
    case FailureKind::kBusy:
      return {409, kNo, "busy",
              "The service or somebody else is just working on it. Try again in a moment."};
    case FailureKind::kRefused:
      return {409, kNo, "refused", ""};
    case FailureKind::kTooLarge:
      return {413, kNo, "too-large", "The body is larger than 64 KiB."};
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
  return {503, kNo, ToString(kind),
          "A part behind this page does not answer as it should. Try again in a moment; the "
          "integrator's page says which part it is."};
}

}  // namespace chartbridge::bridge::service
