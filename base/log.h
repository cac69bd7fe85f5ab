// One way to log: one JSON object per line, event names from this closed list, ids and counts
// only. There is no parameter that could carry a message, a name or a number (promise P8).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chartbridge {

enum class LogLevel {
  kError,    // someone must act now
  kWarning,  // someone must act soon
  kInfo,     // a change of state
};

enum class LogEvent {
  kAppStart,
  kAppStop,
  kListening,
  kWebhookRejected,
  kInboxRefused,
  kDeliverySplit,
  kItemMoved,
  kMediaMoved,
  kPushFailed,
  kDirectoryFailed,
  kConsentFailed,
  kMediaFailed,
  kStoreFailed,
  kConnectionCut,
  kHandlerFailed,
  kDemo,
  kSettingsNoted,
  kSwept,
  kLeaseLost,
  kAnchorFailed,
};

std::string_view ToString(LogEvent event);  // "app.start", "webhook.rejected", ...

// A value of a log field: a word that the program itself made (never user input) or a number.
struct LogField {
  LogField(std::string_view name, std::string_view word) : name(name), word(word) {}
  LogField(std::string_view name, const char* word) : name(name), word(word) {}
  LogField(std::string_view name, const std::string& word) : name(name), word(word) {}
  LogField(std::string_view name, std::int64_t number)
      : name(name), number(number), is_number(true) {}
  std::string_view name;
  std::string word;
  std::int64_t number = 0;
  bool is_number = false;
};

class Log {
 public:
  virtual ~Log() = default;
  virtual void Write(LogLevel level, LogEvent event, std::initializer_list<LogField> fields) = 0;
};

}  // namespace chartbridge
