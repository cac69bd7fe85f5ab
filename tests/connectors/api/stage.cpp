#include "tests/connectors/api/stage.h"

#include <cstring>

#include "base/codec.h"
#include "connectors/http/target.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "words/say.h"

namespace chartbridge::api_test {
namespace {

constexpr const char* kHost = "127.0.0.1:8080";

class SentRequest final : public http::Request {
 public:
  SentRequest(std::string method, http::Target target, http::Pairs headers, std::string body)
      : method_(std::move(method)),
        target_(std::move(target)),
        headers_(std::move(headers)),
        body_(std::move(body)) {}
  const std::string& method() const override { return method_; }
  const std::string& path() const override { return target_.path; }
  const std::string& raw_query() const override { return target_.raw_query; }
  const http::Pairs& query() const override { return target_.query; }
  const http::Pairs& headers() const override { return headers_; }
  bool from_loopback() const override { return true; }
  std::string peer() const override { return "203.0.113.7"; }
  std::optional<std::uint64_t> content_length() const override { return body_.size(); }
  Result<std::string, Failure> ReadBody(std::size_t limit) override {
    if (body_.size() > limit) return Fail(FailureKind::kTooLarge, "too large");
    return body_;
  }
  http::ByteSource& body() override { std::abort(); }

 private:
  std::string method_;
  http::Target target_;
  http::Pairs headers_;
  std::string body_;
};

class Catcher final : public http::Responder {
 public:
  void Send(http::Response response) override {
    EXPECT_EQ(told.status, 0) << "answered twice";
    told = {response.status, std::move(response.headers), std::move(response.body), {}};
  }
  void Stream(int status, http::Pairs headers, std::uint64_t length,
              http::ByteSource& source) override {
    EXPECT_EQ(told.status, 0) << "answered twice";
    told = {status, std::move(headers), std::string(length, '\0'), {}};
    std::uint64_t got = 0;
    while (got < length) {
      const auto some = source.Read(told.text.data() + got, std::size_t(length - got));
      if (!some || *some == 0) break;
      got += *some;
    }
    EXPECT_EQ(got, length);
  }
  Told told;
};

Result<std::string, Failure> RedirectOf(const std::string& id) {
  if (id == "waiting" || id == "launched")
    return std::string("http://127.0.0.1:8080/chart/?code=x");
  return Fail(FailureKind::kNotFound, "The app's request is over: start it again.");
}

std::string CookieToken(const std::string& role, bool stepped_up) {
  return role + (stepped_up ? "-fresh-" : "-old-") + std::string(30, 'x');
}

std::string CsrfOf(const std::string& role) { return "csrf-of-" + role; }

api::ChannelStep WebhookStep() {
  return {{"callback",
           {{"callback-url", "https://bridge.clinic.example/webhooks/whatsapp", true, {}},
            {"verify-token", "", false, words::Say("in-file", {{"file", "/run/verify"}})}}},
          api::Health::kOk,
          {words::Say("webhook-leads-here")}};
}

}  // namespace

Result<login::AppRequest, Failure> AppsOfStage::Describe(const std::string& id,
                                                         const login::Caller&) {
  if (id == "waiting") return login::AppRequest{"A viewer", true, ""};
  if (id == "launched") return login::AppRequest{"A viewer", false, "Patient/ana"};
  return Fail(FailureKind::kNotFound, "The app's request is over.");
}

Result<std::string, Failure> AppsOfStage::Approve(const std::string& id, const login::Caller&,
                                                  const std::string& patient) {
  if (id == "waiting" && patient.empty())
    return Fail(FailureKind::kRefused, words::Say("app-patient-missing"));
  approved.push_back(patient);
  return RedirectOf(id);
}

Result<std::string, Failure> AppsOfStage::Deny(const std::string& id, const login::Caller&) {
  return RedirectOf(id);
}

Result<std::string, Failure> AppsOfStage::LaunchUrl(const login::Caller&, const std::string&) {
  return std::string("http://127.0.0.1:8080/chart/launch.html?launch=x");
}

Stage::Stage() : roles_(*bridge::access::Roles::Load()) {
  run_.tenant = "demo";
  run_.organization = "Organization/clinic";
  run_.country = "IL";
  login::LoginSettings settings;
  login_ = std::make_unique<login::Login>(settings, people_store.people(), roles_, clock, entropy,
                                          people_store.audit());
  channels_["main"] = &parser_;
  ehr_ = std::make_unique<api::EhrReading>(
      api::EhrReading{chart, chart, [this](const std::string& path) { return chart.Get(path); }});
  AddPeople();
  Reset();
}

Stage::~Stage() = default;

void Stage::AddPeople() {
  for (const std::string& role : roles_.names()) {
    bridge::Account account;
    account.id = "22222222-0000-4000-8000-00000000000" + std::to_string(accounts_.size());
    account.name = role;
    account.display_name = "The " + role;
    account.language = "en";
    account.roles = {role};
    account.enrolled = true;
    account.created = clock.Now();
    account.password = "not a hash";
    account.totp_secret = std::string(20, 's');
    ASSERT_TRUE(people_store.people().PutAccount(account, {}));
    accounts_[role] = account.id;
  }
}

void Stage::AddSessions(const std::string& role) {
  (void)people_store.people().EndSessions(accounts_.at(role), {});
  for (const bool stepped_up : {true, false}) {
    bridge::LoginSession session;
    session.id = SessionId(role, stepped_up);
    session.token = ToHex(crypto::Sha256(CookieToken(role, stepped_up)));
    session.account = accounts_.at(role);
    session.csrf = CsrfOf(role);
    session.created = session.seen = clock.Now();
    session.verified = clock.Now() - std::chrono::minutes(stepped_up ? 0 : 30);
    session.address = "203.0.113.7";
    session.agent = "a browser";
    ASSERT_TRUE(people_store.people().AddSession(session, {}));
  }
}

void Stage::Reset() {
  store = std::make_unique<fakes::MemoryStore>(clock, entropy);
  RenewSessions();
  AddMessages(*store, clock.Now());
  Assemble();
}

void Stage::Anchor() {
  constexpr std::array<unsigned char, 32> kSeed{7};
  evidence = {{}, {{"k", bridge::audit::PublicKeyOf(kSeed)}}};
  const auto heads = store->audit().Heads();
  for (const bridge::AuditHead& head : *heads)
    evidence.anchors.push_back(bridge::audit::SignAnchor(
        bridge::audit::NextAnchor(head, nullptr, "k", clock.Now()), kSeed));
}

void Stage::Assemble() {
  api::ApiSettings settings;
  settings.clinic = {"demo", "Clinic", "Asia/Jerusalem", {"he", "en"}};
  settings.version = "0.1.0";
  settings.consent.channel_must_be_named = false;
  settings.embedded_chart = true;
  settings.base = "https://bridge.clinic.example";
  api::ApiPorts ports{
      *login_,
      roles_,
      people_store.people(),
      store->approvals(),
      store->requests(),
      store->items(),
      store->links(),
      store->queries(),
      store->inbox(),
      store->audit(),
      store->keys(),
      vault_,
      channels_,
      run_,
      clock,
      entropy,
      log_,
      [this] { return chart_open ? ehr_.get() : nullptr; },
      [this] {
        return std::vector<api::PartHealth>{
            {"ehr",
             api::Health::kFault,
             {words::Say("probe-failed", {{"interaction", "read Patient"}}),
              words::Say("ehr-unreachable")},
             {words::Say("ehr-see-that-it-is-well")},
             clock.Now()}};
      },
      [] {
        return api::Rung{"A", {words::Say("rung-declared")}};
      },
      [] {
        return std::vector<api::ChannelCard>{{"main", "whatsapp-cloud", "1", {WebhookStep()}}};
      },
      [](const std::string& channel, const std::string& step) {
        const bool known = channel == "main" && step == "webhook";
        return known ? std::optional(WebhookStep()) : std::nullopt;
      },
      [this] { return evidence; },
      apps};
  handler_ = std::make_unique<api::ApiHandler>(settings, ports);
}

Told Stage::Call(const std::string& method, const std::string& target, const Manner& manner,
                 const Value& body) {
  http::Pairs headers = manner.headers;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!http::FindHeader(headers, name)) headers.emplace_back(name, value);
  };
  add("Host", kHost);
  if (!manner.bearer.empty()) add("Authorization", "Bearer " + manner.bearer);
  if (!manner.role.empty()) {
    add("Cookie", "chartbridge=" + CookieToken(manner.role, manner.stepped_up));
    if (method != "GET" && method != "HEAD") add("X-CSRF-Token", CsrfOf(manner.role));
  }
  if (method != "GET") add("Origin", std::string("http://") + kHost);
  const bool with_body = manner.raw_body || !body.is_null();
  if (with_body) add("Content-Type", "application/json");
  const auto parsed = http::ParseTarget("/api/v1" + target);
  EXPECT_TRUE(parsed) << target;
  if (!parsed) return {};
  SentRequest request(method, *parsed, headers,
                      with_body ? manner.raw_body.value_or(fhir::json::Write(body)) : "");
  Catcher catcher;
  handler_->Handle(request, catcher);
  Told told = std::move(catcher.told);
  if (told.Header("Content-Type").find("json") != std::string::npos) {
    const auto json = fhir::json::Parse(told.text);
    EXPECT_TRUE(json) << method << " " << target;
    if (json) told.json = *json;
  }
  EXPECT_EQ(
      BreachOfContract(method == "HEAD" ? "GET" : method, target.substr(0, target.find('?')), told),
      "")
      << method << " " << target << "\n"
      << told.text;
  return told;
}

login::Caller Stage::CallerOf(const std::string& bearer) {
  return login_->Authenticate(SentRequest("GET", *http::ParseTarget("/fhir/Patient/ana"),
                                          {{"Authorization", "Bearer " + bearer}}, ""));
}

Told Stage::Get(const std::string& target, const std::string& role) {
  return Call("GET", target, {.role = role});
}

Told Stage::Post(const std::string& target, const std::string& role, const Value& body) {
  return Call("POST", target, {.role = role}, body);
}

std::string Stage::SessionId(const std::string& role, bool stepped_up) const {
  std::string id = accounts_.at(role).substr(0, 35) + (stepped_up ? "e" : "f");
  id[0] = char('a' + accounts_.at(role).back() - '0');
  return id;
}

std::string Stage::ConversationOf(const std::string& name) {
  const auto row = store->items().Find(KeyOf(name));
  return row && *row ? (*row)->conversation : "";
}

std::string Stage::AccountId(const std::string& role) const { return accounts_.at(role); }

std::string Stage::MakeToken(const std::string& role) {
  const auto token = login_->MakeToken(login::CommandLine(), "a program", role, 10);
  EXPECT_TRUE(token);
  return token ? *token : "";
}

std::vector<std::string> Stage::Events() {
  std::vector<std::string> events;
  (void)store->audit().Read(0, [&](const bridge::AuditLink& link) {
    events.push_back(Json(link.record)["ev"].text());
    return true;
  });
  return events;
}

std::vector<Value> Stage::Records(const std::string& ev) {
  std::vector<Value> records;
  (void)store->audit().Read(0, [&](const bridge::AuditLink& link) {
    Value record = Json(link.record);
    if (record["ev"].text() == ev) records.push_back(std::move(record));
    return true;
  });
  return records;
}

}  // namespace chartbridge::api_test
