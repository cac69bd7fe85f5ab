#include "bridge/app/json_log.h"

#include "fhir/json/write.h"

namespace chartbridge {
namespace {

std::string_view ToWord(LogLevel level) {
  switch (level) {
    case LogLevel::kError:
      return "error";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kInfo:
      return "info";
  }
  return "info";
}

}  // namespace

void JsonLog::Write(LogLevel level, LogEvent event, std::initializer_list<LogField> fields) {
  fhir::json::Value line;
  line.Set("t", ToInstantText(clock_.Now()));
  line.Set("level", ToWord(level));
  line.Set("event", ToString(event));
  for (const LogField& field : fields) {
    line.Set(std::string(field.name),
             field.is_number ? fhir::json::Value(field.number) : fhir::json::Value(field.word));
  }
  const std::string text = fhir::json::Write(line);
  const std::lock_guard lock(mutex_);
  out_ << text << '\n' << std::flush;
}

}  // namespace chartbridge
