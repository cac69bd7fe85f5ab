#include "mappings/to_bundle.h"

#include "fhir/r4/check.h"
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
  std::vector<std::string> identities;

  void Create(Value resource, const std::string& uuid) {
    entries.push_back(fhir::r4::ConditionalCreate(std::move(resource), uuid, IdentifierOf(uuid)));
  }
  void Target(const std::string& uuid) {
    targets.push_back(EntryReference(uuid));
    identities.push_back(uuid);
  }
};

Result<void, Issue> AddMedia(const MappingInput& input, const Media& media, const MediaState& state,
                             const Reference& communication, Entries& to) {
  if (auto ready = CheckReady(state); !ready) return ready;
  if (state.data_base64) to.entries.push_back(fhir::r4::Put(ToJson(ToBinary(input, state))));
  const std::string uuid = IdentityOf(input, MediaPart("media", media.number));
  to.Create(ToJson(ToDocumentReference(input, media, state, communication)), uuid);
  to.Target(uuid);
  return {};
}

Result<Mapped, Issue> Finish(const MappingInput& input, std::string_view provenance_part,
                             Entries entries) {
  entries.entries.push_back(
      fhir::r4::Put(ToJson(ToProvenance(input, provenance_part, std::move(entries.targets)))));
  Mapped mapped{fhir::r4::Transaction(std::move(entries.entries)), std::move(entries.identities)};
  if (auto ok = fhir::r4::Check(mapped.bundle); !ok) return Unexpected<Issue>(ok.error());
  return mapped;
}

}  // namespace

Result<Mapped, Issue> ToBundle(const Item& item, const Context& context) {
  const auto& tables = ProgramTables();
  if (!tables) return Unexpected<Issue>(tables.error());
  const auto input = Prepare(item, context, *tables);
  if (!input) return Unexpected<Issue>(input.error());

  Entries entries;
  const std::string message = IdentityOf(*input, "message");
  entries.Create(ToJson(ToThread(*input)), ThreadIdentity(*input));
  if (const Media* media = MediaOf(item)) {
    const MediaState state = StateOf(*input, *media);
    if (state.presence == MediaPresence::kReady) {
      auto added = AddMedia(*input, *media, state, EntryReference(message), entries);
      if (!added) return Unexpected<Issue>(added.error());
    }
  }
  entries.Create(ToJson(ToCommunication(*input)), message);
  entries.Target(message);
  return Finish(*input, "provenance", std::move(entries));
}

Result<Mapped, Issue> ToMediaBundle(const Item& item, const Context& context, int number) {
  const auto& tables = ProgramTables();
  if (!tables) return Unexpected<Issue>(tables.error());
  const auto input = Prepare(item, context, *tables);
  if (!input) return Unexpected<Issue>(input.error());
  const Media* media = MediaOf(item);
  if (media == nullptr || media->number != number) {
    return Fault("not-found", "item.media", "the message has no medium of that number");
  }

  Entries entries;
  const Reference communication =
      LogicalReference("Communication", IdentityOf(*input, "message"), "");
  auto added = AddMedia(*input, *media, StateOf(*input, *media), communication, entries);
  if (!added) return Unexpected<Issue>(added.error());
  return Finish(*input, "provenance/" + MediaPart("media", number), std::move(entries));
}

}  // namespace chartbridge::mappings
