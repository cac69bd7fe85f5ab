// Log lines as JSON, one object a line, to a stream.
#pragma once

#include <mutex>
#include <ostream>

#include "base/clock.h"
#include "base/log.h"

namespace chartbridge {

class JsonLog final : public Log {
 public:
  // Both outlive the log. Each line is flushed.
  JsonLog(std::ostream& out, const Clock& clock) : out_(out), clock_(clock) {}
  void Write(LogLevel level, LogEvent event, std::initializer_list<LogField> fields) override;

 private:
  std::ostream& out_;
  const Clock& clock_;
  std::mutex mutex_;
};

}  // namespace chartbridge
