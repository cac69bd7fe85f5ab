// The service: every part put together, run until a signal, taken down in order.
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <iostream>

#include "base/process.h"
#include "base/version.h"
#include "bridge/app/anchors.h"
#include "bridge/app/commands.h"
#include "bridge/app/demo.h"
#include "bridge/app/embedded_chart.h"
#include "bridge/app/front.h"
#include "bridge/app/json_log.h"
#include "bridge/app/opening.h"
#include "bridge/app/part_checks.h"
#include "bridge/app/pipeline.h"
#include "bridge/app/service_pages.h"
#include "connectors/http/own_addresses.h"
#include "connectors/http/server.h"
#include "connectors/intake/intake_handler.h"
#include "connectors/scanner/content_scanner.h"
#include "connectors/scanner/no_findings_labeller.h"
#include "mappings/tables.h"

namespace chartbridge {
namespace {

using bridge::AuditEntry;

// A call to the EHR that lasts longer at the end is ended where it stands: the whole stop takes
// less than 30 s.
constexpr std::chrono::seconds kPatience{15};

// Blocked before the first thread starts, so that only main hears them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

double FreeBytes(const Settings& settings) {
  struct statvfs disk {};
  const auto place = settings.keys.master_file.parent_path();
  return statvfs(place.c_str(), &disk) == 0 ? double(disk.f_bavail) * double(disk.f_frsize) : 0;
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
        webhooks_({.public_url = settings.server.public_url}, Providers(parts.kinds),
                  parts.store->inbox(), parts.clock, log),
        anchors_(settings.audit.anchor_file, settings.audit.every, *parts.ring,
                 parts.store->audit(), parts.clock, log),
        pages_([this] { return WhyNotReady(); }, [this] { return Measure(); }) {}

  // The sentence of what could not be started; nothing runs then.
  std::optional<std::string> Start();
  void Stop();

 private:
  std::vector<http::Route> Routes();
  std::string WhyNotReady();
  std::vector<Measurement> Measure();

  const Settings& settings_;
  StoreParts& parts_;
  Log& log_;
  const bool with_demo_;
  ServeLock lock_;
  intake::IntakeHandler webhooks_;
  AnchorTimer anchors_;
  scanner::ContentScanner scanner_{ClamdOf(settings_.scanner)};
  scanner::NoFindingsLabeller labeller_;
  std::unique_ptr<Front> front_;
  EmbeddedChart chart_;
  ServicePages pages_;
  std::unique_ptr<Demo> demo_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<EhrParts> ehr_;
  std::unique_ptr<Pipeline> pipeline_;
  // The same, for the threads of the server, which answer while Start still sets them (A10).
  std::atomic<const http::Server*> listening_{nullptr};
  std::atomic<const Pipeline*> running_{nullptr};
};

std::optional<std::string> Service::Start() {
  if (settings_.store.url.starts_with("sqlite:")) {
    // SQLite has one service; leases of one that died are over.
    if (!lock_.Take(settings_.store.url.substr(7) + ".serve"))
      return "another `chartbridge serve` uses this store; stop it first";
    if (auto ended = parts_.store->work().EndLeases(); !ended)
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
  listening_ = server_.get();
  if (!front_->PublishToken()) return "the chart's own token cannot be written beside the data";
  const http::OwnAddresses own = OwnAddressesOf(settings_, server_->port());
  auto ehr = OpenEhr(settings_, parts_, own);
  if (!ehr) return ehr.error();
  ehr_ = std::move(*ehr);
  pipeline_ = std::make_unique<Pipeline>(settings_, parts_, *ehr_, scanner_, labeller_, log_);
  front_->Connect(*ehr_, pipeline_->directory(), pipeline_->consents());
  if (settings_.ehr.embedded()) SeedEmbeddedChart(settings_, *ehr_->rest);
  std::vector<AuditEntry> start{
      {"app.start", "svc:main", 0, "", "", {}, "version-" + std::string(Version()), ""}};
  if (settings_.scanner.kind == "none")
    start.push_back({"config.noted", "svc:main", 4, "", "", {}, "scanner-none", ""});
  if (auto noted = parts_.store->audit().Append(start); !noted)
    return "the audit cannot be written: " + noted.error().text;
  if (const auto trouble = anchors_.Start()) return trouble;
  pipeline_->Start();
  running_ = pipeline_.get();
  log_.Write(LogLevel::kInfo, LogEvent::kListening, {{"port", std::int64_t(server_->port())}});
  const std::string link = front_->FirstLink();
  if (demo_) {
    demo_->Start(own, *ehr_->rest, link);
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
  if (pipeline_) pipeline_->Stop(kPatience);
  if (front_) front_->Stop();
  if (server_) server_->Stop();
  (void)parts_.store->audit().Append({{"app.stop", "svc:main", 0, "", "", {}, "", ""}});
  anchors_.Stop();
  parts_.store->Close();
}

std::vector<http::Route> Service::Routes() {
  std::vector<http::Route> routes{
      {"/healthz", &pages_}, {"/readyz", &pages_}, {"/metrics", &pages_}};
  for (const std::string& path : webhooks_.Routes()) routes.push_back({path, &webhooks_});
  if (chart_.fhir) routes.push_back({"/fhir", chart_.fhir.get()});
  for (const http::Route& route : front_->Routes()) routes.push_back(route);
  if (demo_) {
    for (const http::Route& route : demo_->Routes()) routes.push_back(route);
  }
  return routes;
}

std::string Service::WhyNotReady() {
  if (running_ == nullptr) return "still starting";
  return parts_.store->inbox().Accepting()
             ? ""
             : "the store takes nothing now: its queue or its disk is full, or a sync failed";
}

std::vector<Measurement> Service::Measure() {
  const intake::IntakeCounters& hooks = webhooks_.counters();
  ServiceCounts counts;
  counts.webhooks_received = hooks.received;
  counts.webhooks_stored = hooks.stored;
  counts.webhooks_rejected = hooks.rejected;
  counts.webhooks_refused = hooks.refused;
  counts.csp_reports = front_->csp_reports();
  counts.disk_free_bytes = FreeBytes(settings_);
  if (const http::Server* server = listening_) counts.open_connections = server->open_connections();
  static const bridge::run::Metrics kNothingYet;
  const Pipeline* pipeline = running_;
  if (pipeline != nullptr) {
    counts.ehr_up = !pipeline->circuit().open && pipeline->WhyClosed().empty();
    counts.consents_unreachable_for = pipeline->consents_unreachable_for();
  }
  return chartbridge::Measure(counts, pipeline != nullptr ? pipeline->metrics() : kNothingYet,
                              parts_.store->inbox(), parts_.store->queries(), parts_.clock.Now());
}

int RunUntilSignal(const Settings& settings, StoreParts& parts, Log& log, bool demo,
                   const sigset_t& signals) {
  Service service(settings, parts, log, demo);
  log.Write(LogLevel::kInfo, LogEvent::kAppStart, {{"version", Version()}});
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
  if (!DisableCoreDumps()) return Complain("the system does not let core files be switched off");
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  const auto tables = mappings::LoadTables();
  if (!tables) return Complain("the code tables are broken: " + tables.error().text);
  if (demo && !http::IsThisMachine(settings->server.address))
    return Complain(
        "the demo is open to whoever reaches it, so it listens on this machine only; "
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
