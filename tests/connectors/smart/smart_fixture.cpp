#include "smart_fixture.h"

#include "connectors/smart/form_text.h"

namespace chartbridge::smart {

std::string ParameterOf(const std::string& url, const std::string& name) {
  const std::size_t mark = url.find('?');
  const auto pairs = ReadForm(mark == std::string::npos ? std::string_view()
                                                        : std::string_view(url).substr(mark + 1));
  EXPECT_TRUE(pairs.has_value()) << url;
  for (const auto& [key, value] : *pairs) {
    if (key == name) return value;
  }
  return "";
}

void SmartTest::SetUp() {
  ChartTest::SetUp();
  for (const char* role :
       {"admin", "clinician", "front-desk", "compliance", "integrator", "auditor"}) {
    bridge::Account account;
    account.id = std::string("id-") + role;
    account.name = role;
    account.roles = {role};
    account.enrolled = true;
    account.practitioner = account.id == "id-clinician" ? "Practitioner/doc" : "";
    accounts_[account.id] = account;
  }
  accounts_["id-other"] = accounts_["id-clinician"];
  accounts_["id-other"].id = "id-other";
  accounts_["id-other"].practitioner.clear();
  auto roles = bridge::access::Roles::Load();
  ASSERT_TRUE(roles.has_value()) << roles.error().text;
  roles_ = std::move(*roles);
  ports_.emplace(SmartPorts{
      [this](const http::Request& request) -> login::Caller {
        const auto cookie = http::FindHeader(request.headers(), "Cookie");
        if (cookie) return SignedIn(cookie->substr(cookie->find('=') + 1));
        const auto bearer = http::FindHeader(request.headers(), "Authorization").value_or("");
        if (!bearer.starts_with("Bearer cb_")) return {};
        return {login::Caller::Kind::kToken, "token:t1", {bearer.substr(10)}, {}, {}, false};
      },
      [this](const std::string& id) -> std::optional<bridge::Account> {
        const auto found = accounts_.find(id);
        return found == accounts_.end() ? std::nullopt : std::optional(found->second);
      },
      *roles_, audit_, clock_, entropy_});
  SmartServerSettings settings;
  settings.origin = "http://127.0.0.1:8080";
  settings.clients = {{"portal", "Ward portal", {"https://portal.example/back?from=chart"}}};
  smart_ = std::make_unique<SmartServer>(settings, *ports_);
  internal_ = InternalToken::Make(entropy_);
  access_ = std::make_unique<SmartAccess>(*smart_, *ports_, &*internal_);
  chart::FhirSettings closed;
  closed.access = access_.get();
  fhir_ = std::make_unique<chart::FhirHandler>(closed, *store_, clock_, entropy_, log_);
  for (const std::string who : {"anna", "ben"}) {
    Put("Patient/" + who, chart::Patient(who));
    Put("Communication/" + who, R"({"resourceType":"Communication","id":")" + who +
                                    R"(","status":"completed","subject":{"reference":"Patient/)" +
                                    who + "\"}}");
  }
}

login::Caller SmartTest::SignedIn(const std::string& name) const {
  login::Caller caller;
  const auto found = accounts_.find("id-" + name);
  if (found == accounts_.end()) return caller;
  caller.kind = login::Caller::Kind::kSession;
  caller.actor = "user:" + found->second.id;
  caller.roles = found->second.roles;
  caller.account = found->second;
  caller.session.id = "session-" + name;
  return caller;
}

std::string SmartTest::AuthorizeUrl(const std::map<std::string, std::string>& change) const {
  std::map<std::string, std::string> parameters{{"response_type", "code"},
                                                {"client_id", "chartbridge-chart"},
                                                {"redirect_uri", "http://127.0.0.1:8080/chart/"},
                                                {"scope", "launch patient/*.rs"},
                                                {"state", "s-1 &=/"},
                                                {"aud", "http://127.0.0.1:8080/fhir"},
                                                {"code_challenge", challenge_},
                                                {"code_challenge_method", "S256"}};
  for (const auto& [name, value] : change) parameters[name] = value;
  std::string url = "/smart/authorize";
  for (const auto& [name, value] : parameters) {
    if (!value.empty()) url = WithParameter(std::move(url), name, value);
  }
  return url;
}

Reply SmartTest::Authorize(const std::map<std::string, std::string>& change,
                           const std::string& who) {
  http::Pairs headers;
  if (!who.empty()) headers = Cookie(who);
  return chart::Send(*smart_, {.target = AuthorizeUrl(change), .headers = headers}, "");
}

std::string SmartTest::CodeFor(const std::string& who, const std::string& patient,
                               const std::map<std::string, std::string>& change) {
  const auto launch = smart_->MakeLaunch(SignedIn(who), patient);
  EXPECT_TRUE(launch.has_value());
  if (!launch) return "";
  auto parameters = change;
  parameters.emplace("launch", *launch);
  return ParameterOf(Authorize(parameters, who).Header("Location"), "code");
}

Reply SmartTest::Redeem(const std::string& code, const std::map<std::string, std::string>& change) {
  std::map<std::string, std::string> parameters{{"grant_type", "authorization_code"},
                                                {"client_id", "chartbridge-chart"},
                                                {"redirect_uri", "http://127.0.0.1:8080/chart/"},
                                                {"code_verifier", verifier_},
                                                {"code", code}};
  for (const auto& [name, value] : change) parameters[name] = value;
  std::string form;
  for (const auto& [name, value] : parameters) {
    if (!value.empty()) form = WithParameter(std::move(form), name, value);
  }
  return chart::Send(*smart_,
                     {"POST",
                      "/smart/token",
                      form.substr(1),
                      {{"Content-Type", "application/x-www-form-urlencoded"}}},
                     "");
}

std::string SmartTest::TokenFor(const std::string& who, const std::string& patient,
                                const std::map<std::string, std::string>& change) {
  const Reply reply = Redeem(CodeFor(who, patient, change));
  EXPECT_EQ(reply.status, 200) << reply.body;
  return reply.Json()["access_token"].text();
}

Reply SmartTest::Fhir(const std::string& target, const std::string& token, bool loopback) {
  return chart::Send(*fhir_, {.target = "/" + target,
                              .headers = {{"Authorization", "Bearer " + token}},
                              .loopback = loopback});
}

}  // namespace chartbridge::smart
