#include "bridge/app/front.h"

#include <algorithm>

#include "base/version.h"
#include "bridge/app/anchors.h"
#include "bridge/app/part_checks.h"
#include "connectors/pages/page_settings.h"

namespace chartbridge {
namespace {

login::LoginSettings MakeLoginSettings(const Settings& settings, const http::OwnAddresses& own,
                                       const login::InternalToken& token, bool demo) {
  login::LoginSettings made;
  made.own = own;
  made.internal = token;
  made.issuer = settings.clinic.name;
  made.own_words = {settings.clinic.id, settings.clinic.name};
  // A proxy on this machine says whom it speaks for.
  if (own.https()) made.trusted_proxies = {"127.0.0.1", "::1"};
  // Whoever tries the demo alone sees every room of it.
  if (demo) {
    made.first_roles = {"admin", "compliance", "clinician", "front-desk", "integrator"};
    made.first_practitioner = "Practitioner/dana-shalev";  // of the clinic day
  }
  return made;
}

smart::SmartServerSettings MakeSmartSettings(const http::OwnAddresses& own) {
  smart::SmartServerSettings made;
  made.own = own;
  return made;
}

api::ApiSettings MakeApiSettings(const Settings& settings, const http::OwnAddresses& own,
                                 bool demo) {
  api::ApiSettings made;
  made.clinic = {settings.clinic.id, settings.clinic.name, settings.clinic.timezone,
                 settings.clinic.languages};
  made.version = Version();
  made.base = own.base();
  made.consent = MakeGateSettings(settings).consent;
  made.demo = demo;
  made.embedded_chart = settings.ehr.embedded();
  return made;
}

}  // namespace

Result<std::unique_ptr<Front>, std::string> Front::Open(const Settings& settings, StoreParts& parts,
                                                        Log& log, bool demo) {
  auto roles = bridge::access::Roles::Load();
  if (!roles) return Unexpected<std::string>("the table of roles is broken: " + roles.error().text);
  return std::unique_ptr<Front>(new Front(settings, parts, log, demo, std::move(*roles)));
}

Front::Front(const Settings& settings, StoreParts& parts, Log& log, bool demo,
             bridge::access::Roles roles)
    : settings_(settings),
      parts_(parts),
      roles_(std::move(roles)),
      run_(MakeRunSettings(settings)),
      own_(OwnAddressesOf(settings)),
      token_(login::InternalToken::Make(parts.entropy)),
      login_(MakeLoginSettings(settings, own_, token_, demo), parts.store->people(), roles_,
             parts.clock, parts.entropy, parts.store->audit()),
      smart_(MakeSmartSettings(own_), MakeSmartPorts()),
      access_(MakeSmartPorts()),
      channels_(settings, CardParts(parts)),
      health_([this] { return Check(); }, parts.clock),
      phone_(pages::BuiltPages(), PageOf("try")) {
  api_ =
      std::make_unique<api::ApiHandler>(MakeApiSettings(settings, own_, demo), MakeApiPorts(log));
  AddPages(demo);
}

smart::SmartPorts Front::MakeSmartPorts() {
  return {login_, roles_, parts_.store->audit(), parts_.clock, parts_.entropy};
}

api::ApiPorts Front::MakeApiPorts(Log& log) {
  sql::Store& store = *parts_.store;
  return {login_,
          roles_,
          store.people(),
          store.approvals(),
          store.requests(),
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
          [this]() -> Result<bridge::service::AuditEvidence, Failure> {
            auto anchors = ReadAnchors(settings_.audit.anchor_file);
            if (!anchors) return Unexpected<Failure>(anchors.error());
            return bridge::service::AuditEvidence{std::move(*anchors), PublicKeysOf(*parts_.ring)};
          },
          smart_};
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
  page.security.https_only = own_.https();
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
  return link ? login::SetUpLink(own_.base(), *link) : std::string();
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
