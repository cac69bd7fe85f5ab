// The SMART server and a chart of two patients behind it, without a network: what a browser, an app
// and the console would send are values.
#pragma once

#include <map>

#include "connectors/smart/smart_access.h"
#include "tests/connectors/chart/chart_fixture.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::smart {

using chart::Ask;
using chart::IsOutcome;
using chart::Reply;

class CollectingAudit final : public bridge::AuditTrail {
 public:
  Result<void, Failure> Append(const std::vector<bridge::AuditEntry>& entries) override {
    if (full) return Fail(FailureKind::kFull, "no room");
    lines.insert(lines.end(), entries.begin(), entries.end());
    return {};
  }
  using Visit = std::function<bool(const bridge::AuditLink&)>;
  Result<void, Failure> ReadAbout(const std::string&, std::int64_t, const Visit&) override {
    return {};
  }
  Result<void, Failure> ReadBack(std::int64_t, const Visit&) override { return {}; }
  Result<void, Failure> Read(std::int64_t, const Visit&) override { return {}; }
  Result<std::vector<bridge::AuditHead>, Failure> Heads() override {
    return std::vector<bridge::AuditHead>();
  }

  std::vector<bridge::AuditEntry> lines;
  bool full = false;
};

// What stands behind '?' of `url`, decoded.
std::string ParameterOf(const std::string& url, const std::string& name);

class SmartTest : public chart::ChartTest {
 protected:
  void SetUp() override;

  // Somebody with a session of the console, by their cookie; nobody once that is over.
  login::Caller SignedIn(const std::string& name);
  http::Pairs Cookie(const std::string& name) const { return {{"Cookie", "chartbridge=" + name}}; }
  static std::string IdOf(const std::string& name);
  // Changes what is stored of somebody.
  void Change(const std::string& name, const std::function<void(bridge::Account&)>& change);
  // A launch token of theirs for the patient.
  std::string LaunchOf(const std::string& who, const std::string& patient);

  // A sound request of the viewer with what `change` sets ("" leaves a parameter out).
  std::string AuthorizeUrl(const std::map<std::string, std::string>& change = {}) const;
  Reply Authorize(const std::map<std::string, std::string>& change, const std::string& who);
  // Launched by `who` for `patient`: the code, "" for none.
  std::string CodeFor(const std::string& who, const std::string& patient,
                      const std::map<std::string, std::string>& change = {});
  Reply Redeem(const std::string& code, const std::map<std::string, std::string>& change = {});
  std::string TokenFor(const std::string& who, const std::string& patient,
                       const std::map<std::string, std::string>& change = {});
  // GET below /fhir with a bearer token.
  Reply Fhir(const std::string& target, const std::string& token, bool loopback = true);

  const std::string verifier_ = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636 app. B
  const std::string challenge_ = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  std::optional<bridge::access::Roles> roles_;
  CollectingAudit audit_;
  std::unique_ptr<fakes::MemoryStore> people_;
  std::optional<login::InternalToken> internal_;
  std::unique_ptr<login::Login> login_;
  std::unique_ptr<SmartServer> smart_;
  std::unique_ptr<SmartAccess> access_;
  std::unique_ptr<chart::FhirHandler> fhir_;
};

}  // namespace chartbridge::smart
