// A FHIR server that does what a test tells it: real sockets on a free port, scripted answers,
// every request kept.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/ports/vault.h"
#include "connectors/crypto/crypto.h"
#include "connectors/ehr/fhir_rest.h"
#include "connectors/http/client.h"
#include "connectors/http/server.h"

namespace chartbridge::ehr::testing {

struct Seen {
  std::string method;
  std::string target;  // "/fhir/Patient?phone=…", query as it was on the wire
  http::Pairs headers;
  std::string body;
  std::uint64_t body_size = 0;
  std::string header(std::string_view name) const {
    return http::FindHeader(headers, name).value_or("");
  }
};

struct Reply {
  int status = 200;
  std::string body;
  http::Pairs headers{{"Content-Type", "application/fhir+json"}};
  bool lost = false;  // the request was carried out, the connection breaks off instead of an answer
};

using Script = std::function<Reply(const Seen&)>;

class FakeFhir final : public http::Handler {
 public:
  // Bodies longer than `keep_body` are counted, not kept.
  explicit FakeFhir(Script script, std::size_t keep_body = 16U << 20U);
  ~FakeFhir() override;

  std::string base() const;
  int port() const { return server_->port(); }
  std::vector<Seen> seen() const;
  void Stop();

  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  Script script_;
  std::size_t keep_body_;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<http::Server> server_;
};

// A clock that stands still.
class StillClock final : public Clock {
 public:
  Instant Now() const override { return *ParseInstant("2026-11-22T09:00:00Z"); }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
};

// Everything that a FhirRest needs, at one server.
struct Connection {
  explicit Connection(const std::string& base, Credentials* credentials = nullptr,
                      const RestSettings& settings = {});
  http::Client client{http::ClientSettings{}};
  NoCredentials none;
  StillClock clock;
  crypto::SystemEntropy entropy;
  FhirRest rest;
};

// Files that are made of a rule instead of being stored, so that a large one costs nothing.
class FakeVault final : public bridge::Vault, public bridge::KeyStore {
 public:
  std::map<std::string, std::uint64_t>
      sizes;  // by object; shorter or longer than announced when a test wants
  static char ByteAt(std::uint64_t offset) {
    return static_cast<char>((offset * 31 + offset / 251) & 0xff);
  }

  Result<bridge::DataKey, Failure> CreateKey() override { return bridge::DataKey(1, {}); }
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override;
  Result<void, Failure> DestroyKey(std::int64_t) override { return {}; }
  Result<std::unique_ptr<bridge::VaultWriter>, Failure> Create(const std::string&,
                                                               const bridge::DataKey&) override;
  Result<std::unique_ptr<bridge::VaultReader>, Failure> Open(const std::string& object,
                                                             const bridge::DataKey& key) override;
  Result<void, Failure> Remove(const std::string&) override { return {}; }
  Result<void, Failure> List(Instant, const std::function<bool(const std::string&)>&) override {
    return {};
  }
};

fhir::json::Value Json(std::string_view text);

// A port on which nobody listens.
int ClosedPort();

}  // namespace chartbridge::ehr::testing
