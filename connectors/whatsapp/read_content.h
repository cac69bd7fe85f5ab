// The body of a message of one of the documented types (Meta, webhooks reference, `messages`).
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// True for the types that become messages: text, image, video, audio, document, sticker, location,
// contacts, reaction, interactive and button.
bool IsDocumentedType(std::string_view type);

// What was said. `message` is one element of messages[]; its body stands in the member named like
// its type. A fault names the member that is missing or of the wrong kind.
Result<mappings::Content, Issue> ReadContent(const std::string& type, const Value& message);

}  // namespace chartbridge::whatsapp
