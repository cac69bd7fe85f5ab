#include "mappings/to_bundle.h"

#include "fhir/r4/check.h"
#include "mappings/readable_message.h"
#include "mappings/to_communication.h"
#include "mappings/to_document.h"
#include "mappings/to_provenance.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;
using fhir::r4::Reference;

// Read once: the tables are part of the program, so a Fault in them is one of the build.
const Result<Tables, Issue>& ProgramTables() {
  static const Result<Tables, Issue> tables = LoadTables();
  return tables;
}

// Servers that keep the order of entries need what is referred to first (reference/fhir.md
// section 5): thread, Binary, DocumentReference, Communication, Provenance.
struct Entries {
  std::vector<Value> entries;
  std::vector<Reference> targets;  // of the Provenance
  std::vector<MappedPart> parts;

  void Create(std::string part, Value resource, const std::string& uuid) {
    parts.push_back({std::move(part), resource["resourceType"].text(), uuid});
    entries.push_back(fhir::r4::ConditionalCreate(std::move(resource), uuid, IdentifierOf(uuid)));
  }
  void Put(std::string part, Value resource) {
    parts.push_back({std::move(part), resource["resourceType"].text(), resource["id"].text()});
    entries.push_back(fhir::r4::Put(std::move(resource)));
  }
  void Target(const std::string& uuid) { targets.push_back(EntryReference(uuid)); }
  // A new version of what stands at `place`, "Type/id".
  void Replace(const std::string& part, Value resource, const std::string& uuid,
               const std::string& place) {
    parts.push_back({part, resource["resourceType"].text(), uuid});
    resource.Set("id", place.substr(place.find('/') + 1));
    Value request;
    request.Set("method", "PUT");
    request.Set("url", place);
    Value entry;
    entry.Set("fullUrl", fhir::r4::EntryUrl(uuid));
    entry.Set("resource", std::move(resource));
    entry.Set("request", std::move(request));
    entries.push_back(std::move(entry));
  }
};

Result<MappingInput, Issue> PrepareFrom(const Item& item, const Context& context) {
  const auto& tables = ProgramTables();
  if (!tables) return Unexpected<Issue>(tables.error());
  return Prepare(item, context, *tables);
}

// What stands for the item in a chart: itself, or what can be read of it.
const Item& SpokenOf(const Item& item, std::optional<Item>& readable) {
  readable = ReadableMessage(item);
  return readable ? *readable : item;
}

Result<void, Issue> AddMedia(const MappingInput& input, const Media& media, const MediaState& state,
                             Entries& to) {
  if (auto ready = CheckReady(state); !ready) return ready;
  if (state.data_base64 || state.binary_entry)
    to.Put(MediaPart("binary", media.number), ToJson(ToBinary(input, state)));
  const std::string part = MediaPart("media", media.number);
  const std::string uuid = IdentityOf(input, part);
  to.Create(part, ToJson(ToDocumentReference(input, media, state)), uuid);
  to.Target(uuid);
  return {};
}

Result<Mapped, Issue> Checked(Entries entries) {
  Mapped mapped{fhir::r4::Transaction(std::move(entries.entries)), std::move(entries.parts)};
  if (auto ok = fhir::r4::Check(mapped.bundle); !ok) return Unexpected<Issue>(ok.error());
  return mapped;
}

Result<Mapped, Issue> Finish(const MappingInput& input, const std::string& provenance_part,
                             Entries entries) {
  entries.Put(provenance_part,
              ToJson(ToProvenance(input, provenance_part, std::move(entries.targets))));
  return Checked(std::move(entries));
}

std::string PlaceOf(const Context& context, const std::string& part) {
  const auto place = context.standing.find(part);
  return place == context.standing.end() ? std::string() : place->second;
}

}  // namespace

Result<Mapped, Issue> ToBundle(const Item& came, const Context& context) {
  std::optional<Item> readable;
  const Item& item = SpokenOf(came, readable);
  auto input = PrepareFrom(item, context);
  if (!input) return Unexpected<Issue>(input.error());
  const std::string message = IdentityOf(*input, "message");
  const std::string thread = ThreadIdentity(*input);
  const Media* media = MediaOf(item);
  const MediaState state = media != nullptr ? StateOf(*input, *media) : MediaState{};
  const bool with_media = state.presence == MediaPresence::kReady;
  input->references["thread"] = fhir::r4::EntryUrl(thread);
  input->references["message"] = fhir::r4::EntryUrl(message);
  if (with_media) {
    const std::string part = MediaPart("media", media->number);
    input->references[part] = fhir::r4::EntryUrl(IdentityOf(*input, part));
  }

  Entries entries;
  entries.Create("thread", ToJson(ToThread(*input)), thread);
  if (with_media) {
    auto added = AddMedia(*input, *media, state, entries);
    if (!added) return Unexpected<Issue>(added.error());
  }
  entries.Create("message", ToJson(ToCommunication(*input)), message);
  entries.Target(message);
  return Finish(*input, "provenance", std::move(entries));
}

Result<Mapped, Issue> ToMediaBundle(const Item& item, const Context& context, int number) {
  const auto input = PrepareFrom(item, context);
  if (!input) return Unexpected<Issue>(input.error());
  const Media* media = MediaOf(item);
  if (media == nullptr || media->number != number) {
    return Fault("not-found", "item.media", "the message has no medium of that number");
  }

  Entries entries;
  auto added = AddMedia(*input, *media, StateOf(*input, *media), entries);
  if (!added) return Unexpected<Issue>(added.error());
  return Finish(*input, "provenance/" + MediaPart("media", number), std::move(entries));
}

Result<Mapped, Issue> ToNewVersions(const Item& came, const Context& context,
                                    std::optional<int> medium) {
  std::optional<Item> readable;
  const Item& item = SpokenOf(came, readable);
  const auto input = PrepareFrom(item, context);
  if (!input) return Unexpected<Issue>(input.error());
  Entries entries;
  const std::string message = PlaceOf(context, "message");
  const Media* media = MediaOf(item);
  const std::string document =
      media != nullptr ? PlaceOf(context, MediaPart("media", media->number)) : std::string();
  const bool news = !medium || (media != nullptr && media->number == *medium && !document.empty());
  if (!message.empty() && news) {
    entries.Replace("message", ToJson(ToCommunication(*input)), IdentityOf(*input, "message"),
                    message);
  }
  if (!document.empty() && !medium) {
    const MediaState state = StateOf(*input, *media);
    const std::string part = MediaPart("media", media->number);
    if (state.presence == MediaPresence::kReady) {
      if (auto ready = CheckReady(state); !ready) return Unexpected<Issue>(ready.error());
      entries.Replace(part, ToJson(ToDocumentReference(*input, *media, state)),
                      IdentityOf(*input, part), document);
    }
  }
  if (entries.entries.empty()) return Mapped{};
  return Checked(std::move(entries));
}

}  // namespace chartbridge::mappings
