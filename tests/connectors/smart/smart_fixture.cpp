#include "smart_fixture.h"

#include "base/codec.h"
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

std::string SmartTest::IdOf(const std::string& name) {
  return "22222222-0000-4000-8000-" + ToHex(crypto::Sha256(name)).substr(0, 12);
}

void SmartTest::SetUp() {
  ChartTest::SetUp();
  people_ = std::make_unique<fakes::MemoryStore>(clock_, entropy_);
  roles_ = *bridge::access::Roles::Load();
  internal_ = login::InternalToken::Make(entropy_);
  login::LoginSettings settings;
  settings.internal = internal_;
  login_ = std::make_unique<login::Login>(settings, people_->people(), *roles_, clock_, entropy_,
                                          audit_);
  std::vector<std::string> names = roles_->names();
  names.push_back("other");
  for (const std::string& name : names) {
    const std::string role = name == "other" ? "clinician" : name;
    bridge::Account account;
    account.id = IdOf(name);
    account.name = name;
    account.roles = {role};
    account.enrolled = true;
    account.practitioner = name == "clinician" ? "Practitioner/doc" : "";
    ASSERT_TRUE(people_->people().PutAccount(account, {}));
    bridge::LoginSession session;
    session.id = IdOf("session of " + name);
    session.token = ToHex(crypto::Sha256(name));
    session.account = account.id;
    session.created = session.seen = session.verified = clock_.Now();
    ASSERT_TRUE(people_->people().AddSession(session, {}));
    bridge::ApiToken token;
    token.id = IdOf("token of " + name);
    token.token = ToHex(crypto::Sha256("cb_" + name));
    token.role = role;
    token.made_by = "cli";
    token.until = clock_.Now() + std::chrono::hours(24);
    ASSERT_TRUE(people_->people().AddToken(token, {}));
  }
  const SmartPorts ports{*login_, *roles_, audit_, clock_, entropy_};
  SmartServerSettings smart;
  smart.clients = {{"portal", "Ward portal", {"https://portal.example/back?from=chart"}}};
  smart_ = std::make_unique<SmartServer>(smart, ports);
  access_ = std::make_unique<SmartAccess>(ports);
  chart::FhirSettings closed;
  closed.access = access_.get();
  fhir_ = std::make_unique<chart::FhirHandler>(closed, *store_, clock_, entropy_, log_);
  Put("Practitioner/doc", R"({"resourceType":"Practitioner","id":"doc"})");
  for (const std::string who : {"anna", "ben"}) {
    Put("Patient/" + who, chart::Patient(who));
    Put("Communication/" + who, R"({"resourceType":"Communication","id":")" + who +
                                    R"(","status":"completed","subject":{"reference":"Patient/)" +
                                    who + "\"}}");
  }
}

login::Caller SmartTest::SignedIn(const std::string& name) {
  return login_->OfSession(IdOf(name), IdOf("session of " + name));
}

void SmartTest::Change(const std::string& name,
                       const std::function<void(bridge::Account&)>& change) {
  bridge::Account account = *people_->people().ReadAccount(IdOf(name));
  change(account);
  ASSERT_TRUE(people_->people().PutAccount(account, {}));
}

std::string SmartTest::LaunchOf(const std::string& who, const std::string& patient) {
  const auto url = smart_->LaunchUrl(SignedIn(who), patient);
  return url ? ParameterOf(*url, "launch") : "";
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
  auto parameters = change;
  parameters.emplace("launch", LaunchOf(who, patient));
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
