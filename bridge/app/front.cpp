#include "bridge/app/front.h"

#include <algorithm>

#include "bridge/app/part_checks.h"
#include "connectors/pages/page_settings.h"

namespace chartbridge {
namespace {

constexpr const char* kVersion = "0.1.0";

bool IsHttps(const Settings& settings) {
  return settings.server.public_url.starts_with("https://");
}

login::LoginSettings MakeLoginSettings(const Settings& settings, bool demo) {
  login::LoginSettings made;
  made.secure_cookie = IsHttps(settings);
  made.issuer = settings.clinic.name;
  made.own_words = {settings.clinic.id, settings.clinic.name};
  // A proxy on this machine says whom it speaks for.
  if (IsHttps(settings)) made.trusted_proxies = {"127.0.0.1", "::1"};
  // Whoever tries the demo alone sees every room of it.
  if (demo) {
    made.first_roles = {"admin", "compliance", "clinician", "front-desk", "integrator"};
    made.first_practitioner = "Practitioner/dana-shalev";  // of the clinic day
  }
  return made;
}

smart::SmartServerSettings MakeSmartSettings(const Settings& settings) {
  smart::SmartServerSettings made;
  made.origin = OriginOf(settings);
  return made;
}

api::ApiSettings MakeApiSettings(const Settings& settings, bool demo) {
  api::ApiSettings made;
  made.clinic = {settings.clinic.id, settings.clinic.name, settings.clinic.timezone,
                 settings.clinic.languages};
  made.version = kVersion;
  made.consent = MakeGateSettings(settings).consent;
  made.demo = demo;
  made.embedded_chart = settings.ehr.embedded();
  return made;
}

}  // namespace

std::string OriginOf(const Settings& settings) {
  if (!settings.server.public_url.empty()) return settings.server.public_url;
  const bool every = settings.server.address == "0.0.0.0" || settings.server.address == "::";
  const std::string host = every ? "127.0.0.1" : settings.server.address;
  const bool v6 = host.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(settings.server.port);
}

Result<std::unique_ptr<Front>, std::string> Front::Open(const Settings& settings, StoreParts& parts,
                                                        Log& log, bool demo) {
  auto roles = bridge::access::Roles::Load();
  if (!roles) return Unexpected<std::string>("the table of roles is broken: " + roles.error().text);
  auto token = smart::ReadOrMakeInternalToken(ChartTokenFile(settings), parts.entropy);
  if (!token)
    return Unexpected<std::string>("the chart's own token cannot be used: " + token.error().text);
  return std::unique_ptr<Front>(
      new Front(settings, parts, log, demo, std::move(*roles), std::move(*token)));
}

Front::Front(const Settings& settings, StoreParts& parts, Log& log, bool demo,
             bridge::access::Roles roles, smart::InternalToken token)
    : settings_(settings),
      parts_(parts),
      roles_(std::move(roles)),
      run_(MakeRunSettings(settings)),
      token_(std::move(token)),
      login_(MakeLoginSettings(settings, demo), parts.store->people(), roles_, parts.clock,
             parts.entropy, parts.store->audit()),
      smart_(MakeSmartSettings(settings), MakeSmartPorts()),
      access_(std::make_unique<smart::SmartAccess>(smart_, MakeSmartPorts(), &token_)),
      channels_(settings, CardParts(parts)),
      health_([this] { return Check(); }, parts.clock),
      phone_(pages::BuiltPages(), PageOf("try")) {
  api_ = std::make_unique<api::ApiHandler>(MakeApiSettings(settings, demo), MakeApiPorts(log));
  AddPages(demo);
}

smart::SmartPorts Front::MakeSmartPorts() {
  return {[this](const http::Request& request) { return login_.Recognize(request); },
          [this](const std::string& id) -> std::optional<bridge::Account> {
            const auto account = parts_.store->people().ReadAccount(id);
            return account ? std::optional<bridge::Account>(*account) : std::nullopt;
          },
          roles_,
          parts_.store->audit(),
          parts_.clock,
          parts_.entropy};
}

api::ApiPorts Front::MakeApiPorts(Log& log) {
  sql::Store& store = *parts_.store;
  return {login_,
          roles_,
          store.people(),
          store.approvals(),
          store.items(),
          store.links(),
          store.queries(),
          store.inbox(),
          store.audit(),
          store.keys(),
          *parts_.vault,
          parts_.channels,
          run_,
          parts_.clock,
          parts_.entropy,
          log,
          [this]() -> const api::EhrReading* {
            return ehr_.load() != nullptr ? reading_.get() : nullptr;
          },
          [this] { return health_.Read(); },
          [this] { return rung_.Read(); },
          [this] { return channels_.Cards(); },
          [this](const std::string& channel, const std::string& step) {
            return channels_.Try(channel, step);
          },
          [this](const login::Caller& caller, const std::string& patient) {
            return smart_.LaunchUrl(caller, patient);
          },
          [] { return bridge::service::AuditEvidence{}; },
          MakeApps()};
}

api::Apps Front::MakeApps() {
  using login::Caller;
  return {[this](const std::string& id, const Caller& caller) -> Result<api::AppRequest, Failure> {
            auto question = smart_.Describe(id, caller);
            if (!question) return Unexpected<Failure>(question.error());
            return api::AppRequest{question->client, question->needs_patient, question->patient};
          },
          [this](const std::string& id, const Caller& caller, const std::string& patient) {
            return smart_.Approve(id, caller, patient);
          },
          [this](const std::string& id, const Caller& caller) { return smart_.Deny(id, caller); },
          [this](const std::string& session) { smart_.EndSession(session); },
          [this](const std::string& account) { smart_.EndAccount(account); }};
}

void Front::AddPages(bool demo) {
  const pages::PageFiles files = pages::BuiltPages();
  pages::ViewerSettings viewer;
  viewer.issuers = settings_.smart.issuers;
  viewer.client_id = settings_.smart.client_id;
  viewer.connect = settings_.smart.connect;
  if (settings_.ehr.embedded() || settings_.chart.beside_ehr) viewer.embedded = "/fhir";
  viewer.demo = demo;
  pages::PageSettings chart = PageOf("chart");
  chart.settings_json = pages::ToJson(viewer);
  chart.security.connect = settings_.smart.issuers;
  chart.security.connect.insert(chart.security.connect.end(), settings_.smart.connect.begin(),
                                settings_.smart.connect.end());
  chart.security.frame_ancestors = settings_.smart.frame_ancestors;
  const auto add = [&](const pages::PageSettings& page) {
    pages_.emplace_back("/" + page.folder, std::make_unique<pages::PagesHandler>(files, page));
  };
  add(chart);
  add(PageOf("console"));
  add(PageOf(pages::PagesHandler::kAssets));
}

pages::PageSettings Front::PageOf(const std::string& folder) const {
  pages::PageSettings page;
  page.folder = folder;
  page.security.https_only = IsHttps(settings_);
  return page;
}

std::vector<http::Route> Front::Routes() {
  std::vector<http::Route> routes{
      {"/api/v1", api_.get()}, {"/smart", &smart_}, {pages::CspReports::kPath, &csp_reports_}};
  if (settings_.ehr.embedded() || settings_.chart.beside_ehr)
    routes.push_back({"/fhir/.well-known", &smart_});
  for (const auto& [prefix, handler] : pages_) routes.push_back({prefix, handler.get()});
  return routes;
}

void Front::Connect(const EhrParts& ehr, bridge::PatientDirectory& directory,
                    bridge::ConsentSource& consents) {
  reading_ = std::make_unique<api::EhrReading>(api::EhrReading{
      directory, consents, [&ehr](const std::string& path) { return ehr.rest->Get(path); }});
  ehr_ = &ehr;
}

void Front::Stop() {
  parts_.channel_client.Abort();
  health_.Stop();
}

std::string Front::FirstLink() {
  const auto link = login_.FirstLink();
  return link ? login::SetUpLink(OriginOf(settings_), *link) : std::string();
}

std::vector<Finding> Front::ReadEhr(const EhrParts& ehr) {
  const auto statement = ehr.rest->Get("metadata");
  // Of one that does not answer, what it said last still counts.
  if (statement) rung_.Note(ehr::ReadDeclared(*statement));
  return CheckEhr(settings_, statement);
}

std::vector<Finding> Front::Check() {
  std::vector<Finding> findings{CheckStore(parts_.store->inbox()),
                                CheckVault(*parts_.vault, parts_.store->keys(), parts_.entropy),
                                CheckScanner(settings_.scanner),
                                CheckDisk(settings_.keys.master_file.parent_path()),
                                CheckClock(parts_.clock)};
  const auto add = [&](const std::vector<Finding>& more) {
    findings.insert(findings.end(), more.begin(), more.end());
  };
  if (const EhrParts* ehr = ehr_.load()) add(ReadEhr(*ehr));
  add(channels_.Check());
  return findings;
}

}  // namespace chartbridge
