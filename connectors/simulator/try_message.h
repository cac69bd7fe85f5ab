// What somebody typed into the phone page, as Meta's message object. Pure.
#pragma once

#include <optional>
#include <string>

#include "connectors/simulator/script.h"

namespace chartbridge::simulator {

struct TryFile {
  std::string name;
  std::string mime_type;
  std::string bytes;
};

struct TryMessage {
  Persona from;
  std::string text;
  std::optional<TryFile> file;
};

constexpr std::size_t kLongestText = 4096;  // WhatsApp's own limit
constexpr std::size_t kLargestFile = 8U << 20U;

// Reads the page's JSON: {"person"} of the script, or {"number", "name"} of somebody new; "text";
// and
// {"file": {"name", "type", "data"}} with base64. A Fault names the member.
Result<TryMessage, Issue> ReadTryMessage(const Script& script, std::string_view json);

// The message without from, id and timestamp. `media_id` and `sha256_base64` are those of the file.
fhir::json::Value ToMetaMessage(const TryMessage& message, const std::string& media_id,
                                const std::string& sha256_base64);

}  // namespace chartbridge::simulator
