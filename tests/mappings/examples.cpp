#include "tests/mappings/examples.h"

namespace chartbridge::mappings {
namespace {

Example Plain(std::string name, Content content) {
  return {std::move(name), ExampleItem(std::move(content)), ExampleContext()};
}

Example WithMedia(std::string name, Media media, std::optional<MediaState> state,
                  std::optional<MessageText> caption = {}) {
  Example example = Plain(std::move(name), MediaContent{std::move(media), std::move(caption)});
  if (state) example.context.media.push_back(std::move(*state));
  return example;
}

MediaState NotKept(std::string why) {
  MediaState state;
  state.presence = MediaPresence::kNotKept;
  state.why = std::move(why);
  return state;
}

void AddMedia(std::vector<Example>& examples) {
  Media photo = ExampleMedia("image", "image/jpeg");
  Media voice = ExampleMedia("audio", "audio/ogg; codecs=opus");
  voice.voice = true;
  Media report = ExampleMedia("document", "application/pdf");
  report.file_name = FileName("בדיקת דם – ד״ר לוי.pdf");
  Media gone = photo;
  gone.unavailable = true;
  gone.id = ProviderId();
  examples.push_back(WithMedia("photo-with-caption", photo, ReadyState("image/jpeg"),
                               MessageText("Rash since Monday 😷")));
  examples.push_back(WithMedia("photo-pending", photo, {}));
  examples.push_back(WithMedia("photo-not-kept", photo, NotKept("denied-by-consent")));
  examples.push_back(WithMedia("photo-unavailable", gone, {}));
  examples.push_back(WithMedia("voice-note", voice, ReadyState("audio/ogg")));
  examples.push_back(
      WithMedia("audio-file", ExampleMedia("audio", "audio/mpeg"), ReadyState("audio/mpeg")));
  examples.push_back(WithMedia("video", ExampleMedia("video", "video/mp4"), ReadyState("video/mp4"),
                               MessageText("Así camina")));
  examples.push_back(WithMedia("document", report, ReadyState("application/pdf")));
  examples.push_back(
      WithMedia("sticker", ExampleMedia("sticker", "image/webp"), ReadyState("image/webp")));
  Example streamed = WithMedia("photo-bytes-apart", photo, ReadyState("image/jpeg"));
  streamed.context.media[0].data_base64.reset();
  examples.push_back(streamed);
  Example forwarded = WithMedia("photo-forwarded", photo, ReadyState("image/jpeg"));
  std::get<Message>(forwarded.item.body).forwarded = true;
  examples.push_back(forwarded);
  Example labelled = WithMedia("photo-restricted", photo, ReadyState("image/jpeg"));
  labelled.context.labels = {"http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"};
  labelled.context.media[0].labels = {"http://terminology.hl7.org/CodeSystem/v3-ActCode|HIV"};
  examples.push_back(labelled);
}

void AddVariants(std::vector<Example>& examples) {
  Example reply = Plain("reply", Text{MessageText("כן, מחר בבוקר")});
  std::get<Message>(reply.item.body).reply_to = ProviderId(kQuotedWamid);
  examples.push_back(reply);
  Example forwarded = Plain("text-forwarded", Text{MessageText("Take this herb daily")});
  std::get<Message>(forwarded.item.body).frequently_forwarded = true;
  examples.push_back(forwarded);
  Example out = Plain("echo", Text{MessageText("Please come at nine.")});
  out.item.direction = Direction::kOut;
  out.item.source = Source::kEcho;
  examples.push_back(out);
  Example history = Plain("history", Text{MessageText("Hola")});
  history.item.source = Source::kHistory;
  examples.push_back(history);
  Example ahead = Plain("time-implausible", Text{MessageText("Tomorrow?")});
  ahead.item.sent_implausible = true;
  examples.push_back(ahead);
  Example group = Plain("group", Text{MessageText("Hello all")});
  std::get<Message>(group.item.body).in_group = true;
  examples.push_back(group);
  Example anew = Plain("filed-anew", Text{MessageText("Hola")});
  anew.context.filing = 1;
  anew.context.patient = "Patient/2";
  anew.context.contact = "";
  examples.push_back(anew);
  Example mother = Plain("written-by-the-mother", Text{MessageText("He has a fever")});
  mother.context.contact = "RelatedPerson/7";
  examples.push_back(mother);
  Example unsupported =
      Plain("unsupported", UnsupportedContent{"order", false, {MessageText("2 x")}});
  examples.push_back(unsupported);
  for (const char* language : {"es", "he"}) {
    for (const Example& example : std::vector<Example>(examples)) {
      if (!example.context.language.empty() || example.name == "filed-anew") continue;
      Example other = example;
      other.name += std::string("-") + language;
      other.context.language = language;
      examples.push_back(other);
    }
  }
}

}  // namespace

Item ExampleItem(Content content) {
  Item item;
  item.item_key = kExampleWamid;
  item.channel = "main";
  item.kind = "text";
  item.contact.phone = PhoneNumber(kExamplePhone);
  item.contact.profile_name = PersonName("Lucía Ferrer");
  item.id = ProviderId(kExampleWamid);
  item.received = *ParseInstant("2026-11-22T06:00:01.120Z");
  item.sent = *ParseInstant("2026-11-22T05:59:59Z");
  item.body = Message{.content = std::move(content)};
  return item;
}

Context ExampleContext() {
  return {.tenant = "demo",
          .conversation = "7e57c0de-0000-4000-8000-000000000001",
          .patient = "Patient/1",
          .contact = "Patient/1",
          .organization = "Organization/1",
          .device = "Device/chartbridge",
          .written_code = "ONLINEWRIT",
          .recorded = *ParseInstant("2026-11-22T06:00:02.500Z"),
          .policy_uris = {"https://clinic.example/policies/whatsapp/1"},
          .consents = {"Consent/k1/_history/2"},
          .labels = {"http://terminology.hl7.org/CodeSystem/v3-Confidentiality|N"}};
}

Media ExampleMedia(std::string kind, std::string claimed_type) {
  Media media;
  media.kind = std::move(kind);
  media.id = ProviderId(kExampleMediaId);
  media.claimed_type = std::move(claimed_type);
  return media;
}

MediaState ReadyState(std::string content_type) {
  MediaState state;
  state.presence = MediaPresence::kReady;
  state.content_type = std::move(content_type);
  state.size = 5;
  state.sha1_base64 = "qvTGHdzF6KLavt4PO0gs2a6pQ00=";
  state.data_base64 = "aGVsbG8=";
  return state;
}

std::vector<Example> Examples() {
  std::vector<Example> examples{
      Plain("text", Text{MessageText("\u200Fمرحبا 👩🏽‍⚕️\r\n\tThe pain is back")}),
      Plain("text-without-glyphs", Text{MessageText(std::string("\u200F \0\x07", 6))}),
      Plain("location", Location{40.4167754, -3.7037902, MessageText("Farmacia del Sol"), {}}),
      Plain("contacts",
            ContactCards{{MessageText("Dra. Marta Ruiz\n+34 600 00 01 24"), MessageText("Ana")}}),
      Plain("reaction", Reaction{ProviderId(kQuotedWamid), MessageText("👍")}),
      Plain("reaction-taken-back", Reaction{ProviderId(kQuotedWamid), {}}),
      Plain("button", Answer{"button_reply", MessageText("Cancelar cita"), {}, {}}),
      Plain("list-row", Answer{"list_reply", MessageText("Mañana"), MessageText("9:00"), {}}),
      Plain("form", Answer{"nfm_reply",
                           MessageText("Sent"),
                           {},
                           MessageText(R"({"flow_token":"secret-8841","dolor":"7"})")}),
  };
  AddMedia(examples);
  AddVariants(examples);
  return examples;
}

const fhir::json::Value& ResourceIn(const fhir::json::Value& bundle, const std::string& type) {
  for (const fhir::json::Value& entry : bundle["entry"].items()) {
    const fhir::json::Value& resource = entry["resource"];
    const bool thread = resource["category"].at(0)["coding"].at(0)["code"].text() == "thread";
    if (resource["resourceType"].text() == type && !thread) return resource;
  }
  return fhir::json::Value()["absent"];
}

fhir::json::Value BundleOf(const Item& item, const Context& context) {
  return ToBundle(item, context).value().bundle;
}

}  // namespace chartbridge::mappings
