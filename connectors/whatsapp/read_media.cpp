#include "connectors/whatsapp/read_media.h"

#include <algorithm>

#include "connectors/crypto/crypto.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::string_view kMediaNotAvailable = "131052";

bool Unavailable(const Value& errors) {
  return std::any_of(errors.items().begin(), errors.items().end(), [](const Value& error) {
    return TextOf(error["code"]) == kMediaNotAvailable;
  });
}

}  // namespace

std::optional<mappings::Sha256> ReadSha256(std::string_view text) {
  Result<std::string, Issue> bytes = Fault("value", "sha256", "has another length");
  if (text.size() == 64) bytes = FromHex(text);
  if (text.size() == 44) bytes = FromBase64(text);
  if (!bytes || bytes->size() != 32) return std::nullopt;
  mappings::Sha256 digest{};
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

Result<mappings::Content, Issue> ReadMedia(const std::string& type, const Value& media,
                                           const Value& errors) {
  mappings::MediaContent content;
  content.media.kind = type;
  content.media.unavailable = Unavailable(errors);
  if (!content.media.unavailable) {
    Result<std::string, Issue> id = RequiredText(media, "id", type);
    if (!id) return Unexpected(id.error());
    content.media.id = mappings::ProviderId(std::move(*id));
  }
  Result<std::optional<std::string>, Issue> caption = OptionalText(media, "caption", type);
  if (!caption) return Unexpected(caption.error());
  if (*caption && !(*caption)->empty()) content.caption = mappings::MessageText(**caption);
  const std::string name = TextOf(media["filename"]);
  if (!name.empty()) content.media.file_name = mappings::FileName(name);
  content.media.claimed_type = media["mime_type"].text();
  content.media.sha256 = ReadSha256(media["sha256"].text());
  content.media.voice = media["voice"].boolean().value_or(false);
  content.media.animated = media["animated"].boolean().value_or(false);
  return mappings::Content(std::move(content));
}

}  // namespace chartbridge::whatsapp
