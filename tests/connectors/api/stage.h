// A small clinic behind the API: one account per role, a few messages in each state, a chart with
// two patients. What leaves the handler is checked against openapi.json on the way.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/api/api_handler.h"
#include "connectors/crypto/crypto.h"
#include "connectors/login/login.h"
#include "tests/connectors/api/clinic.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::api_test {

using fhir::json::Value;

struct Told {
  int status = 0;
  http::Pairs headers;
  std::string text;
  Value json;
  std::string Header(std::string_view name) const {
    return http::FindHeader(headers, name).value_or("");
  }
};

// How a request is sent.
struct Manner {
  std::string role;  // whose session; "" for nobody
  bool stepped_up = true;
  std::string bearer;   // instead of a session
  http::Pairs headers;  // more, or others of the same name
  std::optional<std::string> raw_body;
};

// As smart::SmartServer answers: one app that needs a patient waits under "waiting", one that was
// launched for Ana under "launched".
class AppsOfStage final : public login::Apps {
 public:
  Result<login::AppRequest, Failure> Describe(const std::string& id,
                                              const login::Caller& caller) override;
  Result<std::string, Failure> Approve(const std::string& id, const login::Caller& caller,
                                       const std::string& patient) override;
  Result<std::string, Failure> Deny(const std::string& id, const login::Caller& caller) override;
  Result<std::string, Failure> LaunchUrl(const login::Caller& caller,
                                         const std::string& patient) override;
  std::vector<std::string> approved;  // patients
};

class Stage {
 public:
  Stage();
  ~Stage();

  // A fresh ledger with the messages of clinic.h and sessions of everybody; accounts stay.
  void Reset();
  // Sessions of everybody as of now: time went by.
  void RenewSessions() {
    for (const auto& [role, id] : accounts_) AddSessions(role);
  }

  Told Call(const std::string& method, const std::string& target, const Manner& manner,
            const Value& body = {});
  Told Get(const std::string& target, const std::string& role);
  Told Post(const std::string& target, const std::string& role, const Value& body);

  // Of its two sessions the one that Manner::stepped_up asks for.
  std::string SessionId(const std::string& role, bool stepped_up = true) const;
  std::string AccountId(const std::string& role) const;
  std::string MakeToken(const std::string& role);  // a bearer token
  // Names of the audit's events from the last Reset on; of one event with `ev` its records.
  std::vector<std::string> Events();
  std::vector<Value> Records(const std::string& ev);

  StillClock clock;
  crypto::SystemEntropy entropy;
  fakes::MemoryStore people_store{clock, entropy};
  std::unique_ptr<fakes::MemoryStore> store;
  FakeChart chart;
  bool chart_open = true;
  // What signed the audit: nothing, until Anchor is called.
  bridge::service::AuditEvidence evidence;
  void Anchor();
  // The conversation of a message of clinic.h.
  std::string ConversationOf(const std::string& name);
  AppsOfStage apps;
  login::Login& login() { return *login_; }
  // Whom the log-in takes the bearer of this token for.
  login::Caller CallerOf(const std::string& bearer);

 private:
  void AddPeople();
  void AddSessions(const std::string& role);
  void Assemble();

  bridge::access::Roles roles_;
  std::unique_ptr<login::Login> login_;
  ParserOfClinic parser_;
  bridge::Channels channels_;
  bridge::run::RunSettings run_;
  SilentLog log_;
  MemoryVault vault_;
  std::map<std::string, std::string> accounts_;  // role -> id
  std::unique_ptr<api::EhrReading> ehr_;
  std::unique_ptr<api::ApiHandler> handler_;
};

// Where the answer breaks openapi.json, "" where it does not.
std::string BreachOfContract(const std::string& method, const std::string& path, const Told& told);

}  // namespace chartbridge::api_test
