// The built pages behind a real server on a free port: runs the command that it was given with BASE
// (where they are) and PORTAL (who may frame the viewer) in its environment, and fails when that
// fails or a page broke its policy.
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <iostream>

#include "connectors/crypto/crypto.h"
#include "connectors/http/server.h"
#include "connectors/pages/csp_reports.h"
#include "connectors/pages/page_settings.h"
#include "connectors/pages/pages_handler.h"
#include "connectors/simulator/try_handler.h"

extern char** environ;

namespace chartbridge {
namespace {

class SilentLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override {}
};

class StoppedClock final : public Clock {
 public:
  Instant Now() const override { return *ParseInstant("2026-11-22T09:00:00Z"); }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return false; }
};

// Takes every webhook.
class Intake final : public http::Handler {
 public:
  void Handle(http::Request& request, http::Responder& responder) override {
    (void)request.ReadBody(16U << 20U);
    responder.Send(http::TextResponse(200, ""));
  }
};

// A page of somebody else's: shows ?frame=URL in a frame.
class Portal final : public http::Handler {
 public:
  void Handle(http::Request& request, http::Responder& responder) override {
    const std::string framed = request.query().empty() ? "" : request.query().front().second;
    responder.Send({200,
                    {{"Content-Type", "text/html; charset=utf-8"}},
                    "<!doctype html><html lang=en><title>Portal</title><link rel=icon href=data:,>"
                    "<iframe title=viewer width=800 height=500 src=\"" +
                        framed + "\"></iframe>"});
  }
};

int RunChild(char** command) {
  pid_t child = 0;
  if (posix_spawnp(&child, command[0], nullptr, nullptr, command, environ) != 0) return 127;
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

// The portal is at localhost, the pages at 127.0.0.1: two origins, two sites.
int Serve(char** command) {
  SilentLog log;
  StoppedClock clock;
  crypto::SystemEntropy entropy;
  http::ServerSettings settings;
  settings.port = 0;
  Portal portal;
  Intake intake;
  http::Server outside(settings, {{"/portal", &portal}, {"/webhooks/whatsapp", &intake}}, log);
  const std::string outside_port = std::to_string(outside.port());
  simulator::GraphSimulator graph("token", "100000000000001");
  pages::PagesHandler phone(pages::BuiltPages(), {.folder = "try"});
  simulator::TryHandler trying(
      simulator::ReadDay().value(),
      {{"http://127.0.0.1:" + outside_port + "/webhooks/whatsapp", "secret", "verify"},
       {"100000000000001"},
       [](const std::string&) { return R"({"progress":"held","reason":"no-consent"})"; },
       &phone},
      graph, clock, entropy);
  pages::PagesHandler assets(pages::BuiltPages(), {.folder = pages::PagesHandler::kAssets});
  pages::PagesHandler console(pages::BuiltPages(), {.folder = "console"});
  pages::PagesHandler chart(
      pages::BuiltPages(), {.folder = "chart",
                            .settings_json = pages::ToJson({.embedded = "/fhir"}),
                            .security = {.frame_ancestors = {"http://localhost:" + outside_port}}});
  pages::CspReports reports;
  const http::Server server(settings,
                            {{"/assets", &assets},
                             {"/chart", &chart},
                             {"/console", &console},
                             {pages::CspReports::kPath, &reports},
                             {"/try", &trying}},
                            log);
  setenv("BASE", ("http://127.0.0.1:" + std::to_string(server.port())).c_str(), 1);
  setenv("PORTAL", ("http://localhost:" + outside_port + "/portal").c_str(), 1);
  const int status = RunChild(command);
  std::cout << reports.total() << " CSP reports\n";
  return status != 0 ? status : reports.total() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace chartbridge

int main(int argc, char** argv) { return argc < 2 ? 2 : chartbridge::Serve(argv + 1); }
