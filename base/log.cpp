#include "base/log.h"

namespace chartbridge {

std::string_view ToString(LogEvent event) {
  switch (event) {
    case LogEvent::kAppStart:
      return "app.start";
    case LogEvent::kAppStop:
      return "app.stop";
    case LogEvent::kListening:
      return "app.listening";
    case LogEvent::kWebhookRejected:
      return "webhook.rejected";
    case LogEvent::kInboxRefused:
      return "inbox.refused";
    case LogEvent::kDeliverySplit:
      return "delivery.split";
    case LogEvent::kItemMoved:
      return "item.moved";
    case LogEvent::kMediaMoved:
      return "media.moved";
    case LogEvent::kPushFailed:
      return "push.failed";
    case LogEvent::kDirectoryFailed:
      return "directory.failed";
    case LogEvent::kConsentFailed:
      return "consent.failed";
    case LogEvent::kMediaFailed:
      return "media.failed";
    case LogEvent::kStoreFailed:
      return "store.failed";
    case LogEvent::kConnectionCut:
      return "connection.cut";
    case LogEvent::kHandlerFailed:
      return "handler.failed";
    case LogEvent::kDemo:
      return "demo";
    case LogEvent::kSwept:
      return "store.swept";
    case LogEvent::kLeaseLost:
      return "lease.lost";
    case LogEvent::kAnchorFailed:
      return "audit.anchor_failed";
    case LogEvent::kSettingsNoted:
      return "settings.noted";
  }
  return "unknown";
}

}  // namespace chartbridge
