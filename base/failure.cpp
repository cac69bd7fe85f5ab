#include "base/failure.h"

#include "words/say.h"

namespace chartbridge {

std::string_view ToString(FailureKind kind) {
  switch (kind) {
    case FailureKind::kUnreachable:
      return "unreachable";
    case FailureKind::kThrottled:
      return "throttled";
    case FailureKind::kUnauthorized:
      return "unauthorized";
    case FailureKind::kForbidden:
      return "forbidden";
    case FailureKind::kConflict:
      return "conflict";
    case FailureKind::kAmbiguous:
      return "ambiguous";
    case FailureKind::kNotOffered:
      return "not-offered";
    case FailureKind::kNotFound:
      return "not-found";
    case FailureKind::kTooLarge:
      return "too-large";
    case FailureKind::kRefused:
      return "refused";
    case FailureKind::kInDoubt:
      return "in-doubt";
    case FailureKind::kCorrupt:
      return "corrupt";
    case FailureKind::kFull:
      return "full";
    case FailureKind::kBusy:
      return "busy";
  }
  return "unreachable";
}

Unexpected<Failure> Fail(FailureKind kind, words::Statement said) {
  std::string text = InEnglish(said);
  return Unexpected<Failure>(Failure{kind, std::move(text), {}, 0, {}, {}, {}, std::move(said)});
}

words::Statement SaidOf(const Failure& failure) {
  return failure.said.code.empty() ? words::Say("technical-detail", {{"detail", failure.text}})
                                   : failure.said;
}

}  // namespace chartbridge
