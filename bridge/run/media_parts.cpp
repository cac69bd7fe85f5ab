#include "bridge/run/media_parts.h"

namespace chartbridge::bridge::run {

std::string MediaPart(int number) { return "media:" + std::to_string(number); }

bool IsOpen(const MediaRow& medium) {
  switch (medium.progress) {
    case MediaProgress::kWaiting:
    case MediaProgress::kPending:
    case MediaProgress::kStored:
    case MediaProgress::kHeld:
      return true;
    case MediaProgress::kFiled:
    case MediaProgress::kDropped:
    case MediaProgress::kFailed:
      return false;
  }
  return false;
}

bool MayLeave(const GateAnswer& answer) {
  return answer.disposition.kind == consent::DispositionKind::kForward;
}

mappings::MediaState ToMediaState(const MediaRow& medium) {
  mappings::MediaState state;
  state.number = medium.number;
  state.why = ToString(medium.reason);
  switch (medium.progress) {
    case MediaProgress::kStored:
    case MediaProgress::kFiled:
      state.presence = mappings::MediaPresence::kReady;
      break;
    case MediaProgress::kDropped:
      state.presence = mappings::MediaPresence::kNotKept;
      break;
    case MediaProgress::kFailed:
      // One whose bytes are here may still be taken by the EHR after a person's step.
      state.presence = medium.object.empty() ? mappings::MediaPresence::kNotKept
                                             : mappings::MediaPresence::kPending;
      break;
    case MediaProgress::kPending:
    case MediaProgress::kWaiting:
    case MediaProgress::kHeld:
      state.presence = mappings::MediaPresence::kPending;
      break;
  }
  state.content_type = medium.content_type;
  state.size = medium.size;
  state.sha1_base64 = medium.sha1_base64;
  return state;
}

}  // namespace chartbridge::bridge::run
