#include "connectors/api/contents.h"

#include <algorithm>

#include "bridge/service/item_json.h"
#include "connectors/api/permissions.h"
#include "connectors/api/reach.h"
#include "connectors/api/seen.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using bridge::MediaProgress;
using bridge::MediaRow;
using fhir::json::Value;

constexpr std::size_t kShortestReason = 8;

// Media bytes out of the vault, decrypted on the way.
class VaultSource final : public http::ByteSource {
 public:
  explicit VaultSource(std::unique_ptr<bridge::VaultReader> reader) : reader_(std::move(reader)) {}
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    return reader_->Read({into, size});
  }

 private:
  std::unique_ptr<bridge::VaultReader> reader_;
};

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

template <class T>
std::string Words(const std::optional<T>& words) {
  return words ? words->Reveal() : "";
}

Wording WordingOf(const mappings::Content& content) {
  if (const auto* text = std::get_if<mappings::Text>(&content)) return {text->body.Reveal(), ""};
  if (const auto* media = std::get_if<mappings::MediaContent>(&content))
    return {"", Words(media->caption)};
  if (const auto* place = std::get_if<mappings::Location>(&content))
    return {Joined({Words(place->name), Words(place->address)}), ""};
  if (const auto* reaction = std::get_if<mappings::Reaction>(&content))
    return {Words(reaction->emoji), ""};
  if (const auto* answer = std::get_if<mappings::Answer>(&content)) {
    return {Joined({answer->title.Reveal(), Words(answer->description), Words(answer->details)}),
            ""};
  }
  std::vector<std::string> cards;
  for (const auto& card : std::get<mappings::ContactCards>(content).cards)
    cards.push_back(card.Reveal());
  return {Joined(cards), ""};
}

Answer<void> CheckWords(const ItemRow& row) {
  switch (WordsOf(row)) {
    case Words::kReadable:
      return {};
    case Words::kQuarantined:
      return Refuse(403, "quarantined");
    case Words::kDestroyed:
      break;
  }
  return Refuse(410, "destroyed");
}

std::string ReasonOf(const Ask& ask) {
  std::string reason = ask.body["reason"].text();
  reason.erase(0, reason.find_first_not_of(" \t\r\n"));
  return reason;
}

// The item, when its words may be shown to this caller now.
Answer<ItemRow> FindReadable(const Ask& ask, const Reach& reach) {
  auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return row;
  if (auto readable = CheckWords(*row); !readable) return Unexpected<Problem>(readable.error());
  return row;
}

std::string ExtensionOf(const std::string& type) {
  const std::size_t slash = type.find('/');
  std::string extension = slash == std::string::npos ? "bin" : type.substr(slash + 1);
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (extension.size() > 5 || !std::all_of(extension.begin(), extension.end(), is_word))
    return "bin";
  return extension;
}

// Its bytes are here and may be looked at: not while a consent is wanted, and never malware. What
// is held for a person, that person must be able to see.
bool MayBeSeen(const MediaRow& media) {
  if (media.object.empty() || media.reason == bridge::Reason::kInfected) return false;
  switch (media.progress) {
    case MediaProgress::kStored:
    case MediaProgress::kFiled:
    case MediaProgress::kFailed:
      return true;
    case MediaProgress::kHeld:
      return !IsQuarantined(media.reason);
    case MediaProgress::kPending:
    case MediaProgress::kWaiting:
    case MediaProgress::kDropped:
      break;
  }
  return false;
}

const MediaRow* FindFile(const ItemRow& row, const std::string& number) {
  const auto wanted = service::ReadMediaPart("media:" + number);
  const MediaRow* media = wanted ? bridge::FindMedia(row, *wanted) : nullptr;
  return media != nullptr && MayBeSeen(*media) ? media : nullptr;
}

}  // namespace

Wording WordingOf(const mappings::Item& item) {
  const auto* message = std::get_if<mappings::Message>(&item.body);
  if (message != nullptr) return WordingOf(message->content);
  std::vector<std::string> lines;
  if (const auto* readable = mappings::ReadableOf(item)) {
    for (const mappings::MessageText& line : *readable) lines.push_back(line.Reveal());
  }
  return {Joined(lines), ""};
}

Answer<Reply> ReadContent(const Ask& ask) {
  const Reach reach = ReachOf(ask, kMessageBody);
  const auto row = FindReadable(ask, reach);
  if (!row) return Unexpected<Problem>(row.error());
  const std::string reason = ReasonOf(ask);
  if (!reach.Covers(*row)) {
    if (reason.size() < kShortestReason) return Refuse(422, "reason", "/reason");
    if (!ask.caller.stepped_up) return Refuse(403, "step-up");
  }
  const auto item = service::ReadItem(*row, ask.ports.channels);
  if (auto noted = NoteBodies(ask, {&*row}, reason); !noted)
    return Unexpected<Problem>(noted.error());
  const Wording wording = item ? WordingOf(*item) : Wording{};
  Value json;
  json.Set("text", OrNull(wording.text));
  json.Set("contact", item ? OrNull(service::ContactOf(*item)) : Value());
  json.Set("caption", OrNull(wording.caption));
  return JsonReply(std::move(json));
}

Answer<Reply> ReadMedia(const Ask& ask) {
  const Reach reach = ReachOf(ask, kMessageBody);
  const auto row = FindReadable(ask, reach);
  if (!row) return Unexpected<Problem>(row.error());
  const MediaRow* media = FindFile(*row, ask.parts[1]);
  if (media == nullptr) return Refuse(404, "file-not-here");
  const auto saw = SawBody(ask, *row);
  if (!saw) return Unexpected<Problem>(saw.error());
  if (!*saw) return Refuse(403, "content-first");
  const auto key = ask.ports.keys.OpenKey(media->key_id);
  if (!key) return RefuseFor(key.error());
  auto reader = ask.ports.vault.Open(media->object, *key);
  if (!reader) return RefuseFor(reader.error());
  if (auto noted = NoteFile(ask, *row, media->number); !noted)
    return Unexpected<Problem>(noted.error());
  Reply reply;
  const std::string name =
      "file-" + std::to_string(media->number) + "." + ExtensionOf(media->content_type);
  reply.headers = {
      {"Content-Type",
       media->content_type.empty() ? "application/octet-stream" : media->content_type},
      {"Content-Disposition", "attachment; filename=\"" + name + "\""},
      {"Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"}};
  reply.bytes = std::make_unique<VaultSource>(std::move(*reader));
  reply.length = media->size;
  return reply;
}

}  // namespace chartbridge::api
