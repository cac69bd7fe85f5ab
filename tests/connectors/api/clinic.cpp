#include "tests/connectors/api/clinic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "bridge/run/records.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::api_test {
namespace {

using bridge::NewItem;
using bridge::Progress;
using bridge::Reason;

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

// One step of the item as it stands.
void Change(sql::Store& store, const std::string& name,
            const std::function<void(bridge::ItemStep&)>& change) {
  const auto row = store.items().Find(KeyOf(name));
  ASSERT_TRUE(row && *row) << name;
  bridge::ItemStep step;
  step.before = step.after = **row;
  step.after.jobs.clear();
  change(step);
  Must(store.items().Record(step));
}

void Stands(bridge::ItemStep& step, Progress state, Reason reason, const std::string& patient) {
  step.after.state = state;
  step.after.state_reason = reason;
  step.after.patient = patient;
}

// In the chart for Ana, as these resources.
void IsFiled(bridge::ItemStep& step, const std::vector<std::string>& references) {
  Stands(step, Progress::kMatched, Reason::kNone, "Patient/ana");
  bridge::Filing filing;
  filing.patient = "Patient/ana";
  filing.state = bridge::FilingState::kFiled;
  for (const std::string& reference : references) {
    const std::string type = reference.substr(0, reference.find('/'));
    filing.parts.push_back({type == "Communication" ? "message" : "provenance", type,
                            "11111111-0000-5000-8000-0000000000ff", reference, "1",
                            bridge::PartState::kConfirmed});
  }
  step.after.filings = {filing};
}

void AddDecided(sql::Store& store, Instant now) {
  Change(store, "filed", [&](bridge::ItemStep& step) {
    IsFiled(step, {"Communication/1", "Provenance/1"});
    step.decisions.push_back(
        {"message",
         "push",
         "permit",
         Reason::kPermittedByConsent,
         {"Consent/ana/_history/2"},
         R"({"because":[{"consent":"Consent/ana/_history/2","path":"provision"}],"text":"Consent/ana permits it."})",
         now});
    step.audit.push_back({"consent.decision",
                          "svc:decide",
                          0,
                          "Patient/ana",
                          KeyOf("filed"),
                          {"Consent/ana/_history/2"},
                          "permitted-by-consent",
                          ""});
    step.audit.push_back(
        {"ehr.create", "svc:forward", 0, "Patient/ana", "Communication/1", {}, "", ""});
    step.link = bridge::PatientLink{step.after.conversation, "Patient/ana", "rule:one-match", now};
  });
  Change(store, "quarantined", [&](bridge::ItemStep& step) {
    Stands(step, Progress::kMatched, Reason::kNone, "Patient/ben");
    bridge::Filing filing;
    filing.patient = "Patient/ben";
    filing.state = bridge::FilingState::kHeld;
    filing.reason = Reason::kNoConsent;
    step.after.filings = {filing};
    step.after.deadline = now + std::chrono::hours(72);
    step.decisions.push_back({"message",
                              "map",
                              "deny",
                              Reason::kNoConsent,
                              {},
                              R"({"because":[],"text":"No consent record exists."})",
                              now});
    step.audit.push_back({"consent.decision",
                          "svc:decide",
                          8,
                          "Patient/ben",
                          KeyOf("quarantined"),
                          {},
                          "no-consent",
                          ""});
  });
  Change(store, "dropped", [](bridge::ItemStep& step) {
    Stands(step, Progress::kDropped, Reason::kConsentRevoked, "Patient/ben");
    step.destroy_content = true;
  });
}

Failure Refused(int status, const std::string& code) {
  Failure failure{FailureKind::kRefused, "The EHR refused it.", {}, status, {}};
  failure.issues.push_back({Severity::kError, code, "Communication.payload", ""});
  failure.request_id = "req-" + std::to_string(status);
  failure.diagnostics = "secret words are not allowed";
  return failure;
}

void AddUndecided(sql::Store& store, Instant now) {
  Change(store, "waiting", [&](bridge::ItemStep& step) {
    Stands(step, Progress::kHeld, Reason::kPatientUnresolved, "");
    step.after.deadline = now + std::chrono::hours(24 * 14);
    step.decisions.push_back({"message",
                              "match",
                              "several",
                              Reason::kNone,
                              {},
                              R"(["Patient/ana","Patient/ben"])",
                              now});
  });
  Change(store, "dead", [&](bridge::ItemStep& step) {
    IsFiled(step, {});
    step.after.filings[0].state = bridge::FilingState::kFailed;
    step.after.filings[0].reason = Reason::kEhrRefused;
    step.after.filings[0].attempts = 3;
    step.payload =
        R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Communication","status":"completed","payload":[{"contentString":"secret words"}]}}]})";
    step.decisions.push_back(bridge::run::ToRecord(Refused(422, "invariant"), "message", "ehr",
                                                   Reason::kEhrRefused, now));
  });
  Change(store, "group",
         [](bridge::ItemStep& step) { Stands(step, Progress::kHeld, Reason::kGroupMessage, ""); });
  Change(store, "unsupported", [](bridge::ItemStep& step) {
    Stands(step, Progress::kHeld, Reason::kKindNotDocumented, "");
  });
}

void AddFile(sql::Store& store, const std::string& name, bridge::MediaProgress progress,
             Reason reason, Instant now) {
  const auto key = store.keys().CreateKey();
  ASSERT_TRUE(key);
  Change(store, name, [&](bridge::ItemStep& step) {
    IsFiled(step, {"Communication/2"});
    bridge::MediaRow& file = step.after.media[0];
    file.progress = progress;
    file.reason = reason;
    file.object = "0b";
    file.key_id = key->id();
    file.content_type = "image/jpeg";
    file.size = kPhotoBytes.size();
    if (progress != bridge::MediaProgress::kFailed) return;
    file.attempts = 1;
    step.decisions.push_back(
        bridge::run::ToRecord(Refused(413, "too-long"), "media:0", "ehr", reason, now));
  });
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
  if (content.Find("readable") != nullptr) {
    mappings::UnsupportedContent unsupported;
    unsupported.provider_type = "order";
    for (const Value& line : content["readable"].items())
      unsupported.readable.emplace_back(line.text());
    item.body = unsupported;
    return item;
  }
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
  if (const auto no = refuses.find(reference); no != refuses.end())
    return Unexpected<Failure>(no->second);
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
      {"group", "11111111-0000-5000-8000-000000000008"},
      {"unsupported", "11111111-0000-5000-8000-000000000009"},
      {"held-file", "22222222-0000-5000-8000-000000000001"},
      {"dead-file", "22222222-0000-5000-8000-000000000002"}};
  return kKeys.at(name);
}

void AddMessages(sql::Store& store, Instant now) {
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
  items.back().media.emplace_back().number = 1;
  items.push_back(Message("group", text("to all", ana), "972507777777"));
  items.push_back(Message("unsupported",
                          R"({"readable":["2 x bandage","please on Monday"],)" + ana + "}",
                          "972506666666"));
  items.back().kind = "unsupported";
  for (const char* name : {"held-file", "dead-file"}) {
    items.push_back(Message(name, R"({"caption":"a letter",)" + ana + "}", "972501234567"));
    items.back().media.emplace_back();  // the first medium of a message has the number 0
  }
  for (std::size_t i = 0; i < items.size(); ++i)
    items[i].received = now - std::chrono::minutes(60 - int(i));
  const auto delivery =
      store.inbox().AppendAndWait({"whatsapp-cloud", {"main"}, "{}", now}, Deadline::max());
  ASSERT_TRUE(delivery);
  Must(store.items().Split({{*delivery, 0, true, items}}));
  AddDecided(store, now);
  AddUndecided(store, now);
  AddFile(store, "photo", bridge::MediaProgress::kStored, Reason::kNone, now);
  AddFile(store, "held-file", bridge::MediaProgress::kHeld, Reason::kTypeRefused, now);
  AddFile(store, "dead-file", bridge::MediaProgress::kFailed, Reason::kEhrTooLarge, now);
}

}  // namespace chartbridge::api_test
