// The medium of a message, and the hash by which it is recognised again.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// `type` is image, video, audio, document or sticker; `errors` is messages[].errors. The inline
// `url` is not read: media are resolved by id (design.md section 3). Error 131052, "media cannot be
// had", makes the medium unavailable, and then an id is not required.
Result<mappings::Content, Issue> ReadMedia(const std::string& type, const Value& media,
                                           const Value& errors);

// SHA-256 as Meta writes it: 44 characters of base64 in webhooks, 64 hexadecimal digits in answers
// of the Graph API and in history. Anything else is nothing.
std::optional<mappings::Sha256> ReadSha256(std::string_view text);

}  // namespace chartbridge::whatsapp
