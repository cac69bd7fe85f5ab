#include "connectors/simulator/try_message.h"

#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "fhir/json/parse.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Object;
using fhir::json::Value;

// The characters that fit a MIME type with parameters; anything else is no type.
bool IsMimeType(const std::string& type) {
  return type.size() <= 100 && type.find('/') != std::string::npos &&
         std::all_of(type.begin(), type.end(), [](unsigned char c) {
           return c < 0x80 &&
                  (std::isalnum(c) != 0 ||
                   std::string_view("/.+-;= \"").find(char(c)) != std::string_view::npos);
         });
}

// "+972 55-555-0101" -> "972555550101"; "" when that is no international number.
std::string ReadNumber(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view("+ -()").find(c) == std::string_view::npos)
      return "";
  }
  const bool plausible = digits.size() >= 8 && digits.size() <= 15 && digits.front() != '0';
  return plausible ? digits : "";
}

Result<Persona, Issue> ReadPersona(const Script& script, const Value& told) {
  const std::string& person = told["person"].text();
  if (!person.empty()) {
    const Persona* known = script.Find(person);
    if (known == nullptr)
      return Fault("not-found", "person", "nobody of that name takes part in the day");
    return *known;
  }
  Persona fresh;
  fresh.wa = ReadNumber(told["number"].text());
  if (fresh.wa.empty())
    return Fault("value", "number", "a number starts with + and the country, 8 to 15 digits");
  const std::string& name = told["name"].text();
  fresh.name = name.empty() ? "Somebody new" : name.substr(0, 200);
  return fresh;
}

Result<TryFile, Issue> ReadFile(const Value& told) {
  auto bytes = FromBase64(told["data"].text());
  if (!bytes || bytes->empty())
    return Fault("value", "file.data", "a file must have content, in base64");
  if (bytes->size() > kLargestFile)
    return Fault("too-long", "file.data", "a file may have up to 8 MiB here");
  std::string type = told["type"].text();
  if (!IsMimeType(type)) type = "application/octet-stream";
  return TryFile{told["name"].text(), std::move(type), std::move(*bytes)};
}

std::string KindOf(const std::string& mime_type) {
  if (mime_type.rfind("image/webp", 0) == 0) return "sticker";
  for (const char* kind : {"image", "video", "audio"}) {
    if (mime_type.rfind(std::string(kind) + "/", 0) == 0) return kind;
  }
  return "document";
}

}  // namespace

Result<TryMessage, Issue> ReadTryMessage(const Script& script, std::string_view json) {
  const auto told = fhir::json::Parse(json);
  if (!told) return Unexpected<Issue>(told.error());
  auto from = ReadPersona(script, *told);
  if (!from) return Unexpected<Issue>(from.error());
  TryMessage message{std::move(*from), (*told)["text"].text(), std::nullopt};
  if (message.text.size() > kLongestText)
    return Fault("too-long", "text", "a text may have up to 4,096 bytes");
  if ((*told)["file"].is_object()) {
    auto file = ReadFile((*told)["file"]);
    if (!file) return Unexpected<Issue>(file.error());
    message.file = std::move(*file);
  }
  if (message.text.find_first_not_of(" \t\r\n") == std::string::npos && !message.file) {
    return Fault("required", "text", "write something or attach a file");
  }
  return message;
}

Value ToMetaMessage(const TryMessage& message, const std::string& media_id,
                    const std::string& sha256_base64) {
  if (!message.file) return Object{{"type", "text"}, {"text", Object{{"body", message.text}}}};
  const std::string kind = KindOf(message.file->mime_type);
  Value media =
      Object{{"mime_type", message.file->mime_type}, {"sha256", sha256_base64}, {"id", media_id}};
  const bool has_caption = kind != "audio" && kind != "sticker";  // WhatsApp has none there
  if (has_caption && !message.text.empty()) media.Set("caption", message.text);
  if (kind == "document") media.Set("filename", message.file->name);
  if (kind == "audio") media.Set("voice", message.file->mime_type.rfind("audio/ogg", 0) == 0);
  if (kind == "sticker") media.Set("animated", false);
  return Object{{"type", kind}, {kind, std::move(media)}};
}

}  // namespace chartbridge::simulator
