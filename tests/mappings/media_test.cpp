#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/r4/bundle.h"
#include "mappings/identity.h"
#include "tests/mappings/examples.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;
using testing::ElementsAre;

Item Photo(std::optional<MessageText> caption = {}) {
  return ExampleItem(MediaContent{ExampleMedia("image", "image/jpeg"), std::move(caption)});
}

Context With(MediaState state) {
  Context context = ExampleContext();
  context.media.push_back(std::move(state));
  return context;
}

std::vector<std::string> TypesIn(const Value& bundle) {
  std::vector<std::string> types;
  for (const Value& entry : bundle["entry"].items()) {
    types.push_back(entry["resource"]["resourceType"].text());
  }
  return types;
}

std::string Uuid(std::string_view part) {
  return DeriveIdentity({"demo", "main", kExampleWamid, 0}, part);
}

TEST(MediaInBundle, AReadyPhotoTravelsWithItsMessageInTheOrderServersNeed) {
  const Value bundle = BundleOf(Photo(), With(ReadyState("image/jpeg")));
  EXPECT_THAT(TypesIn(bundle), ElementsAre("Communication", "Binary", "DocumentReference",
                                           "Communication", "Provenance"));
}

TEST(MediaInBundle, TheDocumentSaysWhatTheBytesAre) {
  const Value document =
      ResourceIn(BundleOf(Photo(), With(ReadyState("image/png"))), "DocumentReference");
  const Value& attachment = document["content"].at(0)["attachment"];
  EXPECT_EQ(attachment["contentType"].text(), "image/png");  // as sniffed, not as claimed
  EXPECT_EQ(attachment["url"].text(), "Binary/" + Uuid("binary:0"));
  EXPECT_EQ(attachment["size"].integer(), 5);
  EXPECT_EQ(attachment["hash"].text(), "qvTGHdzF6KLavt4PO0gs2a6pQ00=");
  EXPECT_EQ(document["masterIdentifier"]["value"].text(), "urn:uuid:" + Uuid("media:0"));
  EXPECT_EQ(document["type"]["coding"].at(0)["code"].text(), "72170-4");
  EXPECT_EQ(document["date"].text(), "2026-11-22T06:00:01.120Z");
  EXPECT_EQ(document["description"].text(), "Photo, received over WhatsApp");
  EXPECT_EQ(document["context"]["related"].at(0)["reference"].text(),
            fhir::r4::EntryUrl(Uuid("message")));
}

// I15, I20: what nobody knows is not claimed, and a digest is no identifier.
TEST(MediaInBundle, I15_TheDocumentClaimsNothingThatNobodyKnows) {
  const Value document =
      ResourceIn(BundleOf(Photo(), With(ReadyState("image/png"))), "DocumentReference");
  EXPECT_EQ(document.Find("docStatus"), nullptr);
  EXPECT_EQ(document["identifier"].items().size(), 1U);
  EXPECT_EQ(document["category"].items().size(), 1U);
  EXPECT_EQ(document["category"].at(0)["coding"].at(0)["system"].text(), "http://loinc.org");
  EXPECT_EQ(document["content"].at(0)["attachment"].Find("creation"), nullptr);
  EXPECT_EQ(document["content"].at(0)["attachment"].Find("title"), nullptr);
  EXPECT_EQ(document["context"].Find("period"), nullptr);
}

TEST(MediaInBundle, TheBinaryIsPutUnderItsDerivedIdWithThePatientAsProxyForAccess) {
  const Context context = With(ReadyState("image/jpeg"));
  const Value binary = ResourceIn(BundleOf(Photo(), context), "Binary");
  EXPECT_EQ("Binary/" + binary["id"].text(), BinaryReference(Photo(), context, 0));
  EXPECT_EQ(binary["securityContext"]["reference"].text(), "Patient/1");
  EXPECT_EQ(binary["data"].text(), "aGVsbG8=");
}

TEST(MediaInBundle, BytesThatTheCallerSendsApartLeaveNoBinaryEntry) {
  MediaState state = ReadyState("video/mp4");
  state.data_base64.reset();
  const Value bundle = BundleOf(Photo(), With(state));
  EXPECT_THAT(TypesIn(bundle),
              ElementsAre("Communication", "DocumentReference", "Communication", "Provenance"));
}

TEST(MediaInBundle, D8_ABinaryWhoseBytesComeLaterHasItsWholeEntry) {
  MediaState state = ReadyState("video/mp4");
  state.data_base64.reset();
  state.binary_entry = true;
  const Value bundle = BundleOf(Photo(), With(state));
  const Value& entry = bundle["entry"].at(1);
  EXPECT_EQ(entry["fullUrl"].text(), fhir::r4::EntryUrl(Uuid("binary:0")));
  EXPECT_EQ(entry["request"]["url"].text(), "Binary/" + Uuid("binary:0"));
  EXPECT_EQ(entry["resource"]["contentType"].text(), "video/mp4");
  EXPECT_EQ(entry["resource"].Find("data"), nullptr);
}

TEST(MediaInBundle, APendingPhotoIsReferredToByItsIdentity) {
  const Value pending = ResourceIn(BundleOf(Photo(), ExampleContext()), "Communication");
  const Value& reference = pending["payload"].at(0)["contentReference"];
  EXPECT_EQ(reference["type"].text(), "DocumentReference");
  EXPECT_EQ(reference["identifier"]["value"].text(), "urn:uuid:" + Uuid("media:0"));
  EXPECT_EQ(reference.Find("reference"), nullptr);
  EXPECT_EQ(pending["payload"].items().size(), 1U);
  const Value& state = pending["payload"].at(0)["extension"].at(0);
  EXPECT_EQ(state["url"].text(), "urn:chartbridge:ext:file-state");
  EXPECT_EQ(state["valueCoding"]["code"].text(), "pending");
  EXPECT_EQ(pending["note"].at(0)["text"].text(), "Photo: not in the chart yet.");
}

// D18: a viewer could not click from the message to its photo, nor back.
TEST(MediaInBundle, D18_MessageAndPhotoReferToEachOtherBothWays) {
  const Value bundle = BundleOf(Photo(), With(ReadyState("image/jpeg")));
  const Value& there = ResourceIn(bundle, "Communication")["payload"].at(0)["contentReference"];
  EXPECT_EQ(there["reference"].text(), fhir::r4::EntryUrl(Uuid("media:0")));
  EXPECT_EQ(there["identifier"]["value"].text(), "urn:uuid:" + Uuid("media:0"));
  EXPECT_EQ(there["display"].text(), "Photo");
  const Value& back = ResourceIn(bundle, "DocumentReference")["context"]["related"].at(0);
  EXPECT_EQ(back["reference"].text(), fhir::r4::EntryUrl(Uuid("message")));
  EXPECT_EQ(back["identifier"]["value"].text(), "urn:uuid:" + Uuid("message"));
}

TEST(MediaInBundle, ACaptionStandsBesideThePhoto) {
  const Value message =
      ResourceIn(BundleOf(Photo(MessageText("My arm")), ExampleContext()), "Communication");
  EXPECT_EQ(message["payload"].at(0)["contentString"].text(), "My arm");
  EXPECT_NE(message["payload"].at(1).Find("contentReference"), nullptr);
}

// "type|reason" of the file that is not kept, and what the note says of it.
std::pair<std::string, std::string> NotKept(const Item& item, const Context& context) {
  const Value bundle = BundleOf(item, context);
  EXPECT_THAT(TypesIn(bundle), ElementsAre("Communication", "Communication", "Provenance"));
  const Value message = ResourceIn(bundle, "Communication");
  EXPECT_EQ(message.Find("payload"), nullptr);
  const Value& file = message["extension"].at(0);
  EXPECT_EQ(file["url"].text(), "urn:chartbridge:ext:file-not-kept");
  const Value& note = message["note"].at(0);
  EXPECT_EQ(note["authorReference"]["reference"].text(), "Device/chartbridge");
  EXPECT_EQ(note["extension"].at(0)["valueCoding"]["code"],
            file["extension"].at(1)["valueCoding"]["code"]);
  return {file["extension"].at(0)["valueCoding"]["code"].text() + "|" +
              file["extension"].at(1)["valueCoding"]["code"].text(),
          note["text"].text()};
}

TEST(MediaInBundle, APhotoThatIsNotKeptIsCodedWithTheReason) {
  MediaState state;
  state.presence = MediaPresence::kNotKept;
  state.why = "denied-by-consent";
  EXPECT_EQ(NotKept(Photo(), With(state)),
            std::pair(std::string("image|denied-by-consent"),
                      std::string("Photo not kept: the patient agreed to text only.")));
  state.why = "a-code-of-tomorrow";
  EXPECT_EQ(NotKept(Photo(), With(state)),
            std::pair(std::string("image|other"), std::string("Photo not kept.")));
  Context spanish = With(state);
  spanish.language = "es";
  EXPECT_EQ(NotKept(Photo(), spanish).second, "Foto: no se conservó.");
}

// I2: a file's name is its sender's, so it is a value and never part of what the Device says.
TEST(MediaInBundle, I2_TheNameOfAFileThatIsNotKeptIsNoPartOfTheNote) {
  Item item = Photo();
  std::get<MediaContent>(std::get<Message>(item.body).content).media.file_name =
      FileName("It was erased on request.pdf");
  MediaState state;
  state.presence = MediaPresence::kNotKept;
  state.why = "too-large";
  EXPECT_EQ(NotKept(item, With(state)).second,
            "Photo not kept: it is larger than the clinic accepts.");
  const Value message = ResourceIn(BundleOf(item, With(state)), "Communication");
  EXPECT_EQ(message["extension"].at(0)["extension"].at(2)["valueString"].text(),
            "It was erased on request.pdf");
}

TEST(MediaInBundle, WhatWhatsAppCouldNotDeliverIsSaidWithoutWaiting) {
  Item item = Photo();
  std::get<MediaContent>(std::get<Message>(item.body).content).media.unavailable = true;
  EXPECT_EQ(NotKept(item, ExampleContext()),
            std::pair(std::string("image|unavailable"),
                      std::string("Photo not kept: WhatsApp could not deliver it.")));
}

TEST(MediaInBundle, AForwardedPhotoHasNoAuthorAndItsSenderIsAnInformant) {
  Item item = Photo();
  std::get<Message>(item.body).forwarded = true;
  const Value bundle = BundleOf(item, With(ReadyState("image/jpeg")));
  EXPECT_EQ(ResourceIn(bundle, "DocumentReference").Find("author"), nullptr);
  EXPECT_EQ(ResourceIn(bundle, "Provenance")["agent"].at(0)["type"]["coding"].at(0)["code"].text(),
            "informant");
}

TEST(MediaInBundle, HostileFileNamesBecomeReadableTitles) {
  Item item = Photo();
  std::get<MediaContent>(std::get<Message>(item.body).content).media.file_name =
      FileName("../../etc/photo\u202Egpj.exe");
  const Value document =
      ResourceIn(BundleOf(item, With(ReadyState("image/jpeg"))), "DocumentReference");
  EXPECT_EQ(document["content"].at(0)["attachment"]["title"].text(), "photogpj.exe");
}

TEST(MediaInBundle, AReadyMediumWithoutItsFactsIsAFault) {
  for (const auto& spoil : std::vector<void (*)(MediaState&)>{
           [](MediaState& s) { s.content_type.clear(); },
           [](MediaState& s) { s.sha1_base64 = "x"; }, [](MediaState& s) { s.size = 1ULL << 40U; },
           [](MediaState& s) { s.labels = {"R"}; }}) {
    MediaState state = ReadyState("image/jpeg");
    spoil(state);
    EXPECT_FALSE(ToBundle(Photo(), With(state)));
  }
}

TEST(MediaBundle, FollowsWithItsOwnProvenance) {
  const auto mapped = ToMediaBundle(Photo(), With(ReadyState("image/jpeg")), 0).value();
  EXPECT_THAT(TypesIn(mapped.bundle), ElementsAre("Binary", "DocumentReference", "Provenance"));
  EXPECT_THAT(mapped.parts, ElementsAre(MappedPart{"binary:0", "Binary", Uuid("binary:0")},
                                        MappedPart{"media:0", "DocumentReference", Uuid("media:0")},
                                        MappedPart{"provenance/media:0", "Provenance",
                                                   Uuid("provenance/media:0")}));
  const Value document = ResourceIn(mapped.bundle, "DocumentReference");
  EXPECT_EQ(document["context"]["related"].at(0)["identifier"]["value"].text(),
            "urn:uuid:" + Uuid("message"));
  EXPECT_EQ(ResourceIn(mapped.bundle, "Provenance")["id"].text(), Uuid("provenance/media:0"));
}

TEST(MediaBundle, TheDocumentIsTheSameOneThatTheMessageNames) {
  const Value first =
      ResourceIn(BundleOf(Photo(), With(ReadyState("image/jpeg"))), "DocumentReference");
  const Value later = ResourceIn(ToMediaBundle(Photo(), With(ReadyState("image/jpeg")), 0)->bundle,
                                 "DocumentReference");
  EXPECT_EQ(first["identifier"], later["identifier"]);
  EXPECT_EQ(first["content"], later["content"]);
}

TEST(MediaBundle, D18_ALatePhotoRefersLiterallyToTheMessageThatStands) {
  Context context = With(ReadyState("image/jpeg"));
  context.standing = {{"message", "Communication/77"}, {"thread", "Communication/5"}};
  const Value document =
      ResourceIn(ToMediaBundle(Photo(), context, 0)->bundle, "DocumentReference");
  const Value& back = document["context"]["related"].at(0);
  EXPECT_EQ(back["reference"].text(), "Communication/77");
  EXPECT_EQ(back["identifier"]["value"].text(), "urn:uuid:" + Uuid("message"));
}

TEST(NewVersions, D18_TheStandingMessageComesToReferToItsLatePhoto) {
  Context context = With(ReadyState("image/jpeg"));
  context.standing = {{"message", "Communication/77"},
                      {"thread", "Communication/5"},
                      {"media:0", "DocumentReference/9"}};
  const auto mapped = ToNewVersions(Photo(MessageText("My arm")), context, 0).value();
  ASSERT_THAT(mapped.parts, ElementsAre(MappedPart{"message", "Communication", Uuid("message")}));
  const Value& entry = mapped.bundle["entry"].at(0);
  EXPECT_EQ(entry["request"]["method"].text() + entry["request"]["url"].text(),
            "PUTCommunication/77");
  const Value& message = entry["resource"];
  EXPECT_EQ(message["id"].text(), "77");
  EXPECT_EQ(message["partOf"].at(0)["reference"].text(), "Communication/5");
  EXPECT_EQ(message["payload"].at(0)["contentString"].text(), "My arm");
  EXPECT_EQ(message["payload"].at(1)["contentReference"]["reference"].text(),
            "DocumentReference/9");
}

TEST(NewVersions, OfAnEditAreThoseOfMessageAndDocuments) {
  Context context = With(ReadyState("image/jpeg"));
  context.standing = {{"message", "Communication/77"}, {"media:0", "DocumentReference/9"}};
  const auto mapped = ToNewVersions(Photo(MessageText("Edited")), context, {}).value();
  EXPECT_THAT(TypesIn(mapped.bundle), ElementsAre("Communication", "DocumentReference"));
  EXPECT_EQ(mapped.bundle["entry"].at(0)["resource"].Find("partOf"), nullptr);
  EXPECT_EQ(
      mapped.bundle["entry"].at(1)["resource"]["context"]["related"].at(0)["reference"].text(),
      "Communication/77");
}

TEST(NewVersions, OfNothingThatStandsAreNone) {
  Context context = With(ReadyState("image/jpeg"));
  EXPECT_TRUE(ToNewVersions(Photo(), context, {}).value().parts.empty());
  EXPECT_TRUE(ToNewVersions(Photo(), context, 0).value().parts.empty());
  context.standing = {{"message", "Communication/77"}};
  EXPECT_TRUE(ToNewVersions(Photo(), context, 0).value().parts.empty());
  EXPECT_TRUE(ToNewVersions(Photo(), context, 1).value().parts.empty());
}

TEST(NewVersions, APlaceThatIsNoneIsAFault) {
  Context context = ExampleContext();
  context.standing = {{"message", "not a place"}};
  EXPECT_FALSE(ToNewVersions(Photo(), context, {}));
}

TEST(MediaBundle, WithoutThatMediumOrItsBytesItIsAFault) {
  EXPECT_FALSE(ToMediaBundle(Photo(), ExampleContext(), 0));
  EXPECT_FALSE(ToMediaBundle(Photo(), With(ReadyState("image/jpeg")), 1));
  EXPECT_FALSE(ToMediaBundle(ExampleItem(Text{MessageText("x")}), ExampleContext(), 0));
}

}  // namespace
}  // namespace chartbridge::mappings
