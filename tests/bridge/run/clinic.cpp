#include "tests/bridge/run/clinic.h"

#include <algorithm>

#include "connectors/whatsapp/whatsapp_channel.h"

namespace chartbridge::run_test {
namespace {

using fhir::json::Array;
using fhir::json::Object;

Value Coding(const char* system, const char* code) {
  return Object{{"system", system}, {"code", code}};
}
Value Concept(const char* system, const char* code) {
  return Object{{"coding", Array{Coding(system, code)}}};
}
Value Reference(const std::string& to) { return Object{{"reference", to}}; }

Value Permit(const char* content) {
  const Value actor = Object{
      {"role", Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")},
      {"reference", Reference("Organization/clinic")}};
  return Object{
      {"type", "permit"},
      {"actor", Array{actor}},
      {"action", Array{Concept("http://terminology.hl7.org/CodeSystem/consentaction", "collect")}},
      {"purpose", Array{Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT")}},
      {"class", Array{Coding("urn:chartbridge:cs:content", content)}}};
}

std::string Element(const std::string& phone, const std::string& id, const std::string& rest) {
  return R"({"from":")" + phone + R"(","id":")" + id + R"(","timestamp":"1795327190",)" + rest +
         "}";
}

}  // namespace

Deadline Soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

bridge::KnownPatient PatientOf(const std::string& reference, const std::string& phone) {
  bridge::KnownPatient patient;
  patient.reference = reference;
  patient.phones = {phone};
  patient.birth_date = "1980-01-01";
  return patient;
}

std::string TextFrom(const std::string& phone, const std::string& id, const std::string& words,
                     const std::string& rest) {
  return Element(phone, id, R"("type":"text","text":{"body":")" + words + "\"}" + rest);
}

std::string PhotoFrom(const std::string& phone, const std::string& id, const std::string& medium) {
  return Element(phone, id,
                 R"("type":"image","image":{"caption":"my knee","mime_type":"image/jpeg","id":")" +
                     medium + "\"}");
}

std::string ReactionFrom(const std::string& phone, const std::string& id,
                         const std::string& target) {
  return Element(phone, id,
                 R"("type":"reaction","reaction":{"emoji":"+","message_id":")" + target + "\"}");
}

std::string Webhook(const std::string& messages, const std::string& number) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",)"
         R"("value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":")" +
         number + R"("},"messages":[)" + messages + "]}}]}]}";
}

Value ConsentOf(const std::string& patient, Allows allows) {
  Array permits{Permit("whatsapp-text")};
  if (allows != Allows::kText) permits.push_back(Permit("whatsapp-media"));
  const Value provision =
      Object{{"type", "deny"},
             {"period", Object{{"start", "2026-01-01T00:00:00Z"}, {"end", "2036-01-01"}}},
             {"class", Array{Coding("urn:chartbridge:cs:channel", "whatsapp")}},
             {"provision", permits}};
  return Object{
      {"resourceType", "Consent"},
      {"id", patient.substr(patient.find('/') + 1) + "-wa"},
      {"meta", Object{{"versionId", allows == Allows::kWithdrawn ? "2" : "1"}}},
      {"status", allows == Allows::kWithdrawn ? "inactive" : "active"},
      {"scope", Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy")},
      {"category", Array{Concept("http://loinc.org", "59284-0")}},
      {"patient", Reference(patient)},
      {"dateTime", "2026-01-01T00:00:00Z"},
      {"performer", Array{Reference(patient)}},
      {"organization", Array{Reference("Organization/clinic")}},
      {"policy", Array{Object{{"uri", "https://clinic.example/wa"}}}},
      {"provision", provision}};
}

// Media are the FakeChannel's: nothing of the channel's surroundings is ever asked.
std::unique_ptr<bridge::Channel> WhatsAppOfOneNumber() {
  static http::Client client{http::ClientSettings{}};
  static const FakeClock clock;
  static FakeEntropy entropy;
  const auto none = [](const std::filesystem::path&) -> Result<std::string, Failure> {
    return Fail(FailureKind::kNotFound, "there is no such file");
  };
  whatsapp::ChannelSettings main;
  main.id = "main";
  main.phone_number_id = "109876543210987";
  return std::make_unique<whatsapp::WhatsAppChannel>(
      whatsapp::WhatsAppSettings{{main}, {}},
      whatsapp::Surroundings{client, clock, entropy, "", none, none,
                             [](const std::string&) { return std::optional<Instant>(); }});
}

Clinic::Clinic(const MakesStore& make) : make_store_(make) {
  settings.tenant = "demo";
  settings.organization = "Organization/clinic";
  settings.device = "Device/chartbridge";
  settings.country = "IL";
  directory.patients = {PatientOf("Patient/anna", std::string("+") + kAnna),
                        PatientOf("Patient/ben", std::string("+") + kBen),
                        PatientOf("Patient/carl", std::string("+") + kCarl)};
  directory.practitioners = {{"Practitioner/nurse", std::string("+") + kNurse}};
  consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kTextAndMedia);
  consents.of["Patient/ben"] = ConsentOf("Patient/ben", Allows::kText);
}

void Clinic::Deliver(const std::string& body) {
  const auto stored =
      store().inbox().AppendAndWait({"whatsapp-cloud", {"main"}, body, clock.Now()}, Soon());
  ASSERT_TRUE(stored);
}

void Clinic::RunUntilIdle() {
  for (int turn = 0; turn < 2000; ++turn) {
    const auto split = splitter.RunOnce("intake", 128);
    const auto filed = lines.RunOnce();
    const auto fetched = fetcher.RunOnce();
    const auto swept = sweeper.RunOnce();
    ASSERT_TRUE(split && filed && fetched && swept);
    if (*split == 0 && !*filed && !*fetched && !*swept) return;
  }
  FAIL() << "the runners never come to rest";
}

void Clinic::FileOnce() {
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  const auto filed = lines.RunOnce();
  ASSERT_TRUE(filed);
}

void Clinic::FetchOnce() {
  const auto fetched = fetcher.RunOnce();
  ASSERT_TRUE(fetched);
  EXPECT_TRUE(*fetched);
}

ItemRow Clinic::Row(const std::string& id) {
  const auto found = items.FindByProviderId("main", id);
  if (found && *found) return **found;
  ADD_FAILURE() << "no item " << id;
  return {};
}

std::vector<ItemRow> Clinic::Rows() {
  std::vector<ItemRow> rows;
  bridge::ItemFilter filter;
  filter.with_content = true;
  const auto listed = store().queries().List(filter, [&](const ItemRow& row) {
    rows.push_back(row);
    return true;
  });
  EXPECT_TRUE(listed);
  return rows;
}

int Clinic::Audited(const std::string& ev, const std::string& what) const {
  return int(std::count_if(
      items.audit.begin(), items.audit.end(),
      [&](const bridge::AuditEntry& entry) { return entry.ev == ev && entry.what == what; }));
}

void Clinic::ExpectEachPushAskedAnew() {
  int before = 0;
  for (const FakeEhr::Call& call : ehr.calls) {
    EXPECT_GT(call.consent_reads, before) << "a push without a permit asked for in that step";
    before = call.consent_reads;
  }
  std::size_t decided = 0;
  for (const ItemRow& row : Rows()) {
    const auto decisions = items.Decisions(row.key);
    ASSERT_TRUE(decisions);
    std::set<std::string> together;  // the parts of one question
    for (const bridge::DecisionRecord& decision : *decisions) {
      const bool anew = decision.part == "message" || together.contains(decision.part);
      if (anew || decision.stage != "push") together.clear();
      if (decision.stage != "push") continue;
      if (together.empty()) ++decided;
      together.insert(decision.part);
    }
  }
  EXPECT_GE(decided, ehr.calls.size()) << "a push without a decision of its own";
}

}  // namespace chartbridge::run_test
