// What the API stands on. Everything outlives the handler and may be called from any thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/access/roles.h"
#include "bridge/consent/decide.h"
#include "bridge/ports/approvals.h"
#include "bridge/ports/audit.h"
#include "bridge/ports/channel_set_up.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/item_queries.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"
#include "bridge/ports/named_requests.h"
#include "bridge/ports/people.h"
#include "bridge/ports/vault.h"
#include "bridge/run/context.h"
#include "bridge/service/trail.h"
#include "connectors/login/login.h"

namespace chartbridge::api {

// The EHR, the embedded chart included.
struct EhrReading {
  bridge::PatientDirectory& directory;
  bridge::ConsentSource& consents;
  // GET of a path relative to the FHIR base, already encoded ("Patient?name=ana&_count=20",
  // "Consent/1/_history"): ehr::FhirRest::Get.
  std::function<Result<fhir::json::Value, Failure>(const std::string& path)> get;
};

enum class Health { kOk, kWarning, kFault, kUnknown };

// An outside part as `check` found it.
struct PartHealth {
  std::string part;  // "store", "vault", "scanner", "ehr", "channel main", ...
  Health state = Health::kUnknown;
  words::Statements said;
  words::Statements advice;  // empty when nothing is to be done
  Instant checked;
};

// How the EHR is written to (design.md section 7).
struct Rung {
  std::string name;  // "A"
  words::Statements why;
};

// The set-up of a channel, step by step, with what must be copied where.
struct ChannelStep {
  bridge::SetUpStep step;
  Health state = Health::kUnknown;
  words::Statements said;
};
struct ChannelCard {
  std::string id;
  std::string kind;
  std::string phone_number_id;
  std::vector<ChannelStep> steps;
};

struct Clinic {
  std::string id;
  std::string name;
  std::string timezone;
  std::vector<std::string> languages;
};

struct ApiSettings {
  std::string prefix = "/api/v1";
  Clinic clinic;
  std::string version;
  bridge::consent::Settings consent;  // as the gate has them
  bool demo = false;
  bool embedded_chart = false;
  std::string base;  // http::OwnAddresses::base
};

struct ApiPorts {
  login::Login& login;
  const bridge::access::Roles& roles;
  bridge::People& people;
  bridge::Approvals& approvals;
  bridge::NamedRequests& requests;
  bridge::Items& items;
  bridge::Links& links;
  bridge::ItemQueries& queries;
  bridge::Inbox& inbox;
  bridge::AuditTrail& audit;
  bridge::KeyStore& keys;
  bridge::Vault& vault;
  const bridge::Channels& channels;
  const bridge::run::RunSettings& run;
  Clock& clock;
  Entropy& entropy;
  Log& log;

  // nullptr while the service starts: then what needs the EHR answers 503.
  std::function<const EhrReading*()> ehr;
  std::function<std::vector<PartHealth>()> health;
  std::function<Rung()> rung;
  std::function<std::vector<ChannelCard>()> channel_cards;
  // Tries one step now; nullopt: no such channel or step.
  std::function<std::optional<ChannelStep>(const std::string& channel, const std::string& step)>
      try_step;
  // Of [audit] anchor_file; empty when there is none.
  std::function<Result<bridge::service::AuditEvidence, Failure>()> evidence;
  login::Apps& apps;
};

}  // namespace chartbridge::api
