#include "tests/connectors/api/clinic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::api_test {
namespace {

using bridge::NewItem;
using bridge::Progress;
using bridge::Transition;

class PhotoReader final : public bridge::VaultReader {
 public:
  Result<std::size_t, Failure> Read(std::span<char> into) override {
    const std::size_t size = std::min(into.size(), kPhotoBytes.size() - at_);
    std::memcpy(into.data(), kPhotoBytes.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  std::size_t at_ = 0;
};

NewItem Message(const std::string& name, const std::string& content, const std::string& phone) {
  NewItem item;
  item.key = KeyOf(name);
  item.channel = "main";
  item.kind = "text";
  item.source = "live";
  item.direction = "in";
  item.phone = phone;
  item.provider_id = "wamid." + name;
  item.content = content;
  return item;
}

void Must(const Result<void, Failure>& done) { ASSERT_TRUE(done) << done.error().text; }

Transition To(const std::string& name, Progress progress, const std::string& reason,
              const std::string& patient) {
  Transition step;
  step.key = KeyOf(name);
  step.from = Progress::kParsed;
  step.to = progress;
  step.reason = reason;
  if (!patient.empty()) step.patient = patient;
  return step;
}

void AddDecided(bridge::Ledger& ledger, Instant now) {
  Transition filed = To("filed", Progress::kFiled, "", "Patient/ana");
  filed.resources = std::vector<std::string>{"Communication/1", "Provenance/1"};
  filed.decisions.push_back(
      {"message",
       "push",
       "permit",
       "permitted-by-consent",
       {"Consent/ana/_history/2"},
       R"({"because":[{"consent":"Consent/ana/_history/2","path":"provision"}],"text":"Consent/ana permits it."})",
       now});
  filed.audit.push_back({"consent.decision",
                         "svc:decide",
                         0,
                         "Patient/ana",
                         KeyOf("filed"),
                         {"Consent/ana/_history/2"},
                         "permitted-by-consent",
                         ""});
  filed.audit.push_back(
      {"ehr.create", "svc:forward", 0, "Patient/ana", "Communication/1", {}, "", ""});
  Must(ledger.Record(filed));
  Transition held = To("quarantined", Progress::kHeld, "no-consent", "Patient/ben");
  held.deadline = now + std::chrono::hours(72);
  held.decisions.push_back({"message",
                            "map",
                            "deny",
                            "no-consent",
                            {},
                            R"({"because":[],"text":"No consent record exists."})",
                            now});
  held.audit.push_back({"consent.decision",
                        "svc:decide",
                        8,
                        "Patient/ben",
                        KeyOf("quarantined"),
                        {},
                        "no-consent",
                        ""});
  Must(ledger.Record(held));
  Transition dropped = To("dropped", Progress::kDropped, "consent-revoked", "Patient/ben");
  dropped.destroy_content = true;
  Must(ledger.Record(dropped));
}

void AddUndecided(bridge::Ledger& ledger, bridge::KeyStore& keys, Instant now) {
  Transition waiting = To("waiting", Progress::kHeld, "patient-unresolved", "");
  waiting.deadline = now + std::chrono::hours(24 * 14);
  waiting.decisions.push_back(
      {"message", "match", "several", "", {}, R"(["Patient/ana","Patient/ben"])", now});
  Must(ledger.Record(waiting));
  Transition dead = To("dead", Progress::kFailed, "ehr-refused", "Patient/ana");
  dead.attempts = 3;
  dead.outbox =
      R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Communication","status":"completed","payload":[{"contentString":"secret words"}]}}]})";
  Must(ledger.Record(dead));
  Must(ledger.Record(To("group", Progress::kHeld, "group-message", "")));
  const auto key = keys.CreateKey();
  ASSERT_TRUE(key);
  bridge::MediaRow stored;
  stored.number = 1;
  stored.object = "0b";
  stored.key_id = key->id();
  stored.content_type = "image/jpeg";
  stored.size = kPhotoBytes.size();
  Transition photo = To("photo", Progress::kFiled, "", "Patient/ana");
  photo.media.push_back({1, bridge::MediaProgress::kStored, "", stored, {}, false});
  Must(ledger.Record(photo));
}

}  // namespace

Value Json(const std::string& text) {
  auto value = fhir::json::Parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : Value();
}

Result<mappings::Item, Issue> ParserOfClinic::Read(const std::string& channel, Instant received,
                                                   const Value& content) const {
  mappings::Item item;
  item.channel = channel;
  item.kind = "text";
  item.received = received;
  item.contact.phone = mappings::PhoneNumber(content["phone"].text());
  if (content.Find("name") != nullptr)
    item.contact.profile_name = mappings::PersonName(content["name"].text());
  mappings::Message message;
  if (content.Find("caption") != nullptr) {
    mappings::MediaContent media;
    media.media.number = 1;
    media.caption = mappings::MessageText(content["caption"].text());
    message.content = media;
  } else {
    message.content = mappings::Text{mappings::MessageText(content["text"].text())};
  }
  item.body = message;
  return item;
}

Result<std::unique_ptr<bridge::VaultWriter>, Failure> MemoryVault::Create(const std::string&,
                                                                          const bridge::DataKey&) {
  return Fail(FailureKind::kFull, "nothing is written in these tests");
}

Result<std::unique_ptr<bridge::VaultReader>, Failure> MemoryVault::Open(const std::string&,
                                                                        const bridge::DataKey&) {
  return std::unique_ptr<bridge::VaultReader>(new PhotoReader);
}

FakeChart::FakeChart() {
  resources["Patient/ana"] = Json(
      R"({"resourceType":"Patient","id":"ana","active":true,"birthDate":"1980-02-29",
          "name":[{"use":"official","given":["Ana"],"family":"Alon"}],
          "identifier":[{"system":"urn:mrn","value":"77"}],
          "telecom":[{"system":"phone","value":"+972501234567"}]})");
  resources["Patient/ben"] = Json(
      R"({"resourceType":"Patient","id":"ben","name":[{"text":"Ben <b>Bar</b>"}],
          "telecom":[{"system":"phone","value":"050-123-4567"}]})");
  resources["Consent/ana"] = Json(
      R"({"resourceType":"Consent","id":"ana","meta":{"versionId":"2","lastUpdated":"2026-12-01T10:00:00Z"},
          "status":"active","dateTime":"2026-12-01",
          "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
          "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
          "patient":{"reference":"Patient/ana"},
          "policy":[{"uri":"https://clinic.example/privacy/en"}],
          "sourceAttachment":{"title":"WhatsApp, answer YES","language":"en"},
          "provision":{"type":"permit",
            "provision":[{"type":"deny","period":{"start":"2030-01-01"}}]}})");
  history.push_back(Json(
      R"({"resourceType":"Consent","id":"ana","meta":{"versionId":"1","lastUpdated":"2026-11-01T10:00:00Z"},
          "status":"proposed","dateTime":"2026-11-01","patient":{"reference":"Patient/ana"}})"));
}

Result<bridge::KnownPatient, Failure> FakeChart::Read(const std::string& reference) {
  if (when_read) when_read();
  if (failure) return Unexpected<Failure>(*failure);
  const auto found = resources.find(reference);
  if (found == resources.end()) return Fail(FailureKind::kNotFound, "no such patient");
  bridge::KnownPatient known;
  known.reference = reference;
  for (const Value& contact : found->second["telecom"].items())
    known.phones.push_back(contact["value"].text());
  known.birth_date = found->second["birthDate"].text();
  known.active = found->second["active"].boolean().value_or(true);
  return known;
}

Result<bridge::KnownPeople, Failure> FakeChart::FindByPhone(const std::vector<std::string>&) {
  bridge::KnownPeople people;
  for (const auto& [reference, resource] : resources) {
    if (!reference.starts_with("Patient/")) continue;
    auto known = Read(reference);
    if (!known) return Unexpected<Failure>(known.error());
    people.patients.push_back(*known);
  }
  return people;
}

Result<std::vector<Value>, Failure> FakeChart::Current(const std::vector<std::string>& patients) {
  if (failure) return Unexpected<Failure>(*failure);
  std::vector<Value> found;
  for (const auto& [reference, resource] : resources) {
    const std::string& of = resource["patient"]["reference"].text();
    if (reference.starts_with("Consent/") &&
        std::find(patients.begin(), patients.end(), of) != patients.end())
      found.push_back(resource);
  }
  return found;
}

Result<Value, Failure> FakeChart::Get(const std::string& path) {
  asked.push_back(path);
  if (failure) return Unexpected<Failure>(*failure);
  if (const auto found = resources.find(path); found != resources.end()) return found->second;
  Value bundle = Json(R"({"resourceType":"Bundle","entry":[]})");
  fhir::json::Array entries;
  if (path.starts_with("Patient?")) {
    for (const auto& [reference, resource] : resources) {
      if (reference.starts_with("Patient/"))
        entries.push_back(fhir::json::Object{{"resource", resource}});
    }
  } else if (path.starts_with("Consent/ana/_history")) {
    for (const Value& version : history)
      entries.push_back(fhir::json::Object{{"resource", version}});
  } else {
    return Fail(FailureKind::kNotFound, "no such resource");
  }
  bundle.Set("entry", std::move(entries));
  return bundle;
}

const std::string& KeyOf(const std::string& name) {
  static const std::map<std::string, std::string> kKeys{
      {"filed", "11111111-0000-5000-8000-000000000001"},
      {"waiting", "11111111-0000-5000-8000-000000000002"},
      {"quarantined", "11111111-0000-5000-8000-000000000003"},
      {"dropped", "11111111-0000-5000-8000-000000000004"},
      {"dead", "11111111-0000-5000-8000-000000000005"},
      {"fresh", "11111111-0000-5000-8000-000000000006"},
      {"photo", "11111111-0000-5000-8000-000000000007"},
      {"group", "11111111-0000-5000-8000-000000000008"}};
  return kKeys.at(name);
}

void AddMessages(bridge::Ledger& ledger, bridge::KeyStore& keys, Instant now) {
  std::vector<NewItem> items;
  const std::string ana = R"("phone":"972501234567","name":"Ana A.")";
  const auto text = [](const std::string& words, const std::string& rest) {
    return R"({"text":")" + words + R"(",)" + rest + "}";
  };
  items.push_back(Message("filed", text("The <b>fever</b> is gone", ana), "972501234567"));
  items.push_back(Message("waiting", text("Is the clinic open?", ana), "972509999999"));
  items.push_back(Message("quarantined", text("unread", ana), "972508888888"));
  items.push_back(Message("dropped", text("withdrawn", ana), "972508888888"));
  items.push_back(Message("dead", text("refused", ana), "972501234567"));
  items.push_back(Message("fresh", text("just came", ana), "972501234567"));
  items.push_back(Message("photo", R"({"caption":"my rash",)" + ana + "}", "972501234567"));
  items.back().media.push_back({1, bridge::MediaProgress::kPending, ""});
  items.push_back(Message("group", text("to all", ana), "972507777777"));
  for (std::size_t i = 0; i < items.size(); ++i)
    items[i].received = now - std::chrono::minutes(60 - int(i));
  ASSERT_TRUE(ledger.Split(1, items));
  AddDecided(ledger, now);
  AddUndecided(ledger, keys, now);
}

}  // namespace chartbridge::api_test
