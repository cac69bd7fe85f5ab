// When something happened, as Meta writes it.
#pragma once

#include <optional>

#include "base/instant.h"
#include "connectors/whatsapp/read_member.h"

namespace chartbridge::whatsapp {

struct SentTime {
  std::optional<Instant> at;  // absent when the time cannot be true
  bool implausible = false;
};

// Unix seconds, as a string of digits or as an integer. Milliseconds, anything before WhatsApp
// existed (2009) and anything more than five minutes after `received` are implausible: readable,
// flagged, not used. Missing, negative, not a number or beyond 64 bits is a fault.
Result<SentTime, Issue> ReadTime(const Value& timestamp, Instant received, const std::string& path);

}  // namespace chartbridge::whatsapp
