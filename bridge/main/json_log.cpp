#include "bridge/main/json_log.h"

#include "fhir/json/write.h"

namespace chartbridge {
namespace {

std::string_view ToWord(bridge::LogLevel level) {
  switch (level) {
    case bridge::LogLevel::kError:
      return "error";
    case bridge::LogLevel::kWarning:
      return "warning";
    case bridge::LogLevel::kInfo:
      return "info";
  }
  return "info";
}

}  // namespace

void JsonLog::Write(bridge::LogLevel level, bridge::LogEvent event,
                    std::initializer_list<bridge::LogField> fields) {
  fhir::json::Value line;
  line.Set("t", fhir::ToInstantText(clock_.Now()));
  line.Set("level", ToWord(level));
  line.Set("event", bridge::ToString(event));
  for (const bridge::LogField& field : fields) {
    line.Set(std::string(field.name),
             field.is_number ? fhir::json::Value(field.number) : fhir::json::Value(field.word));
  }
  const std::string text = fhir::json::Write(line);
  const std::lock_guard lock(mutex_);
  out_ << text << '\n' << std::flush;
}

}  // namespace chartbridge
