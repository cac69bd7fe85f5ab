// The service: every part put together, run until a signal, taken down in order.
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/demo.h"
#include "bridge/app/front.h"
#include "bridge/app/json_log.h"
#include "bridge/app/opening.h"
#include "bridge/app/part_checks.h"
#include "bridge/app/service_pages.h"
#include "bridge/app/settings_url.h"
#include "bridge/run/workers.h"
#include "connectors/chart/fhir_handler.h"
#include "connectors/chart/sqlite_resource_store.h"
#include "connectors/http/server.h"
#include "connectors/scanner/content_scanner.h"
#include "connectors/scanner/no_findings_labeller.h"
#include "mappings/tables.h"

namespace chartbridge {
namespace {

using bridge::AuditEntry;

// Blocked before the first thread starts, so that only main hears them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

std::string NodeName() {
  char host[64] = "node";
  gethostname(host, sizeof host - 1);
  return std::string(host) + "-" + std::to_string(getpid());
}

double FreeBytes(const Settings& settings) {
  struct statvfs disk {};
  const auto place = settings.keys.master_file.parent_path();
  return statvfs(place.c_str(), &disk) == 0 ? double(disk.f_bavail) * double(disk.f_frsize) : 0;
}

// The embedded chart: its store and its REST face.
struct Chart {
  std::unique_ptr<chart::ResourceStore> store;
  std::unique_ptr<chart::FhirHandler> fhir;
};

Result<Chart, std::string> OpenChart(const Settings& settings, StoreParts& parts, Log& log,
                                     chart::FhirAccess& access, bool demo) {
  Chart made;
  if (!settings.ehr.embedded() && !settings.chart.beside_ehr) return made;
  auto store = chart::OpenSqliteResourceStore(settings.chart.file, *parts.ring, parts.entropy);
  if (!store)
    return Unexpected<std::string>("the embedded chart cannot be opened: " + store.error().text);
  made.store = std::move(*store);
  chart::FhirSettings fhir;
  fhir.access = &access;
  fhir.open = demo;
  if (settings.server.public_url.starts_with("https://"))
    fhir.base_url = settings.server.public_url + "/fhir";
  made.fhir =
      std::make_unique<chart::FhirHandler>(fhir, *made.store, parts.clock, parts.entropy, log);
  return made;
}

// Held while the process lives, whatever ends it.
class ServeLock {
 public:
  ServeLock() = default;
  ServeLock(const ServeLock&) = delete;
  ServeLock& operator=(const ServeLock&) = delete;
  ~ServeLock() {
    if (file_ >= 0) ::close(file_);
  }
  bool Take(const std::string& path) {
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  }

 private:
  int file_ = -1;
};

class Service {
 public:
  Service(const Settings& settings, StoreParts& parts, Log& log, bool demo)
      : settings_(settings),
        parts_(parts),
        log_(log),
        with_demo_(demo),
        run_(MakeRunSettings(settings)),
        webhook_({}, MakeSecretsProvider(settings), parts.store->inbox(), parts.clock, log),
        media_(MakeMediaSettings(settings)),
        pages_([this] { return WhyNotReady(); }, [this] { return Measure(); }) {}

  // The sentence of what could not be started; nothing runs then.
  std::optional<std::string> Start();
  void Stop();

 private:
  std::vector<http::Route> Routes();
  std::string WhyNotReady();
  std::vector<Measurement> Measure();
  void AddCounts(std::vector<Measurement>& all);

  const Settings& settings_;
  StoreParts& parts_;
  Log& log_;
  const bool with_demo_;
  ServeLock lock_;
  const bridge::run::RunSettings run_;
  bridge::run::Metrics metrics_;
  whatsapp::WebhookHandler webhook_;
  whatsapp::GraphMedia media_;
  scanner::ContentScanner scanner_{ClamdOf(settings_.scanner)};
  scanner::NoFindingsLabeller labeller_;
  std::unique_ptr<Front> front_;
  Chart chart_;
  ServicePages pages_;
  std::unique_ptr<Demo> demo_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<EhrParts> ehr_;
  std::unique_ptr<bridge::run::Ports> ports_;
  std::unique_ptr<bridge::run::Workers> workers_;
};

std::optional<std::string> Service::Start() {
  if (settings_.store.url.starts_with("sqlite:")) {
    // SQLite has one service; leases of one that died are over.
    if (!lock_.Take(settings_.store.url.substr(7) + ".serve"))
      return "another `chartbridge serve` uses this store; stop it first";
    if (auto ended = parts_.store->ledger().EndLeases(); !ended)
      return "the store takes nothing: " + ended.error().text;
  }
  auto front = Front::Open(settings_, parts_, log_, with_demo_);
  if (!front) return front.error();
  front_ = std::move(*front);
  auto chart = OpenChart(settings_, parts_, log_, front_->access(), with_demo_);
  if (!chart) return chart.error();
  chart_ = std::move(*chart);
  if (with_demo_) demo_ = MakeDemo(settings_, parts_, front_->phone());
  http::ServerSettings server;
  server.address = settings_.server.address;
  server.port = settings_.server.port;
  server.clock = &parts_.clock;
  try {
    server_ = std::make_unique<http::Server>(server, Routes(), log_);
  } catch (const std::exception& taken) {
    return taken.what();
  }
  auto ehr = OpenEhr(settings_, parts_, server_->port());
  if (!ehr) return ehr.error();
  ehr_ = std::move(*ehr);
  front_->Connect(*ehr_);
  if (settings_.ehr.embedded()) SeedEmbeddedChart(settings_, *ehr_->rest);
  std::vector<AuditEntry> start{{"app.start", "svc:main", 0, "", "", {}, "version-0.1.0", ""}};
  if (settings_.scanner.kind == "none")
    start.push_back({"config.noted", "svc:main", 4, "", "", {}, "scanner-none", ""});
  if (auto noted = parts_.store->audit().Append(start); !noted)
    return "the audit cannot be written: " + noted.error().text;
  ports_ = std::make_unique<bridge::run::Ports>(bridge::run::Ports{
      parts_.store->inbox(), parts_.store->ledger(), parts_.store->keys(), *parts_.vault,
      *ehr_->directory, *ehr_->consents, *ehr_->ehr, media_, scanner_, labeller_, parts_.providers,
      parts_.channels, parts_.clock, parts_.entropy, log_, metrics_});
  workers_ = std::make_unique<bridge::run::Workers>(*ports_, run_, bridge::run::WorkerCounts{},
                                                    NodeName());
  log_.Write(LogLevel::kInfo, LogEvent::kListening, {{"port", std::int64_t(server_->port())}});
  const std::string link = front_->FirstLink();
  if (demo_) {
    demo_->Start(server_->port(), *ehr_->rest, link);
  } else if (!link.empty()) {
    // For whoever starts the service; no event of the log, which is kept and shipped.
    std::cerr << "set-up: the first account is made here (once, within 24 hours): " << link
              << std::endl;
  }
  return std::nullopt;
}

void Service::Stop() {
  // The workers first: the embedded chart that they write to is behind the server.
  if (demo_) demo_->Stop();
  if (workers_) workers_->Stop();
  if (server_) server_->Stop();
  (void)parts_.store->audit().Append({{"app.stop", "svc:main", 0, "", "", {}, "", ""}});
  parts_.store->Close();
}

std::vector<http::Route> Service::Routes() {
  std::vector<http::Route> routes{{"/webhooks/whatsapp", &webhook_},
                                  {"/healthz", &pages_},
                                  {"/readyz", &pages_},
                                  {"/metrics", &pages_}};
  if (chart_.fhir) routes.push_back({"/fhir", chart_.fhir.get()});
  for (const http::Route& route : front_->Routes()) routes.push_back(route);
  if (demo_) {
    for (const http::Route& route : demo_->Routes()) routes.push_back(route);
  }
  return routes;
}

std::string Service::WhyNotReady() {
  if (!workers_) return "still starting";
  return parts_.store->inbox().Accepting()
             ? ""
             : "the store takes nothing now: its queue or its disk is full, or a sync failed";
}

std::vector<Measurement> Service::Measure() {
  const auto counter = [](std::string name, std::string help, std::int64_t value) {
    return Measurement{std::move(name), "counter", std::move(help), "", double(value)};
  };
  const whatsapp::WebhookCounters& hooks = webhook_.counters();
  std::vector<Measurement> all{
      counter("chartbridge_webhooks_received_total", "Webhook POSTs that arrived", hooks.received),
      counter("chartbridge_webhooks_stored_total", "Webhooks durable on disk and answered 200",
              hooks.stored),
      counter("chartbridge_webhooks_rejected_total", "Webhooks with a wrong or missing signature",
              hooks.rejected),
      counter("chartbridge_webhooks_refused_total", "Webhooks that could not be stored",
              hooks.refused),
      {"chartbridge_inbox_depth", "gauge", "Deliveries not split into items yet", "",
       double(parts_.store->inbox().Depth())},
      counter("chartbridge_deliveries_split_total", "Deliveries split into items",
              metrics_.deliveries_split),
      counter("chartbridge_items_parsed_total", "Items that came out of deliveries",
              metrics_.items_parsed),
      counter("chartbridge_items_filed_total", "Items filed", metrics_.items_filed),
      counter("chartbridge_items_held_total", "Items held", metrics_.items_held),
      counter("chartbridge_items_dropped_total", "Items dropped", metrics_.items_dropped),
      counter("chartbridge_items_failed_total", "Items that need a person", metrics_.items_failed),
      counter("chartbridge_pushes_failed_total", "Failed calls to the EHR", metrics_.pushes_failed),
      counter("chartbridge_media_stored_total", "Media fetched into the vault",
              metrics_.media_stored),
      counter("chartbridge_media_filed_total", "Media filed after their message",
              metrics_.media_filed),
      counter("chartbridge_csp_reports_total", "Reports of browsers that a page broke its policy",
              front_ ? front_->csp_reports() : 0),
      counter("chartbridge_media_failed_total", "Failed fetches of media", metrics_.media_failed),
      {"chartbridge_disk_free_bytes", "gauge", "Room where the store lies", "",
       FreeBytes(settings_)},
      {"chartbridge_open_connections", "gauge", "HTTP connections", "",
       double(server_ ? server_->open_connections() : 0)}};
  AddCounts(all);
  return all;
}

void Service::AddCounts(std::vector<Measurement>& all) {
  const auto counts = parts_.store->ledger().Counts();
  if (counts) {
    for (const auto& [progress, count] : *counts) {
      all.push_back({"chartbridge_items", "gauge", "Items by where they stand",
                     "progress=\"" + progress + "\"", double(count)});
    }
  }
  const auto oldest = parts_.store->ledger().OldestUnfiled();
  const double age =
      oldest && *oldest ? double((parts_.clock.Now() - **oldest).count()) / 1000.0 : 0;
  all.push_back({"chartbridge_oldest_unfiled_seconds", "gauge",
                 "Age of the oldest item that is neither filed, noted nor dropped", "", age});
}

int RunUntilSignal(const Settings& settings, StoreParts& parts, Log& log, bool demo,
                   const sigset_t& signals) {
  Service service(settings, parts, log, demo);
  log.Write(LogLevel::kInfo, LogEvent::kAppStart, {{"version", "0.1.0"}});
  if (settings.scanner.kind == "none")
    log.Write(LogLevel::kWarning, LogEvent::kSettingsNoted, {{"scanner", "none"}});
  if (const auto trouble = service.Start()) {
    service.Stop();
    return Complain(*trouble);
  }
  constexpr timespec kLook{1, 0};
  int signal = -1;
  while (signal <= 0 && !parts.store->Broken()) signal = sigtimedwait(&signals, nullptr, &kLook);
  service.Stop();
  if (signal <= 0) {
    log.Write(LogLevel::kError, LogEvent::kStoreFailed, {{"kind", "sync"}});
    return Complain(
        "the disk of the store failed a sync, so what is on it is not known; look at the disk, "
        "then start the service again");
  }
  log.Write(LogLevel::kInfo, LogEvent::kAppStop, {{"signal", std::int64_t(signal)}});
  return kDone;
}

}  // namespace

int Serve(const Common& common, bool demo) {
  const sigset_t signals = BlockSignals();
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  const auto tables = mappings::LoadTables();
  if (!tables) return Complain("the code tables are broken: " + tables.error().text);
  if (demo && !IsThisMachine(settings->server.address))
    return Complain(
        "the demo is open to whoever reaches it, so it listens on 127.0.0.1 only; "
        "correct [server] listen");
  auto parts = OpenStore(*settings);
  if (!parts) return Complain(parts.error());
  // The demo tells its story on standard output; the log goes beside the data.
  std::ofstream file;
  if (demo) file.open(settings->keys.master_file.parent_path() / "serve.log", std::ios::app);
  JsonLog log(demo ? static_cast<std::ostream&>(file) : std::cout, (*parts)->clock);
  return RunUntilSignal(*settings, **parts, log, demo, signals);
}

}  // namespace chartbridge
