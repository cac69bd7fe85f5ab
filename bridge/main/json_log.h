// Log lines as JSON, one object a line, to a stream.
#pragma once

#include <mutex>
#include <ostream>

#include "bridge/ports/clock.h"
#include "bridge/ports/log.h"

namespace chartbridge {

class JsonLog final : public bridge::Log {
 public:
  // Both outlive the log. Each line is flushed.
  JsonLog(std::ostream& out, const bridge::Clock& clock) : out_(out), clock_(clock) {}
  void Write(bridge::LogLevel level, bridge::LogEvent event,
             std::initializer_list<bridge::LogField> fields) override;

 private:
  std::ostream& out_;
  const bridge::Clock& clock_;
  std::mutex mutex_;
};

}  // namespace chartbridge
