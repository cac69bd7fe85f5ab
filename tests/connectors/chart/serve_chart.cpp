// serve_chart PORT DIR: the embedded chart alone, for tools that ask a FHIR server things
// (tests/tools/fhir/probe). Prints "READY" and the address; ends with its standard input.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "connectors/chart/fhir_handler.h"
#include "connectors/chart/resource_store.h"
#include "connectors/crypto/crypto.h"
#include "connectors/http/server.h"
#include "connectors/vault/file_vault.h"

namespace {

using namespace chartbridge;

class MachineClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::now();
  }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return false; }
};

class ErrorLog final : public Log {
 public:
  void Write(LogLevel, LogEvent event, std::initializer_list<LogField>) override {
    std::cerr << ToString(event) << "\n";
  }
};

int Serve(int port, const std::string& folder) {
  crypto::SystemEntropy entropy;
  MachineClock clock;
  ErrorLog log;
  // A key that everybody knows: this is a test tool.
  const auto ring = crypto::KeyRing::Read("1 " + std::string(64, '7'), "test");
  const auto vault = vault::FileVault::Open(folder + "/media");
  auto store = chart::OpenResourceStore(folder + "/chart.db", {*ring, entropy, **vault});
  if (!store) {
    std::cerr << store.error().text << "\n";
    return 1;
  }
  chart::FhirHandler fhir({}, **store, clock, entropy, log);
  http::ServerSettings settings;
  settings.port = port;
  settings.threads = 64;
  http::Server server(settings, {{"/fhir", &fhir}}, log);
  std::cout << "READY http://127.0.0.1:" << server.port() << "/fhir" << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::cerr << "usage: serve_chart PORT DIR\n";
    return 2;
  }
  return Serve(std::atoi(words[1]), words[2]);
}
