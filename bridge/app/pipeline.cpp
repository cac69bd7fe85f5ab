#include "bridge/app/pipeline.h"

#include "bridge/app/part_checks.h"

namespace chartbridge {
namespace {

// A server that is slow to be looked at does not hold up webhooks; nothing is written meanwhile.
constexpr std::chrono::seconds kFirstLook{3};

std::vector<std::string> Missing(const Settings& settings, ehr::FhirRest& rest) {
  return settings.ehr.embedded() ? std::vector<std::string>()
                                 : FindMissingInteractions(settings, rest);
}

}  // namespace

Pipeline::Pipeline(const Settings& settings, StoreParts& parts, EhrParts& ehr,
                   bridge::Scanner& scanner, const bridge::Labeller& labeller, Log& log)
    : run_(MakeRunSettings(settings)),
      ehr_(ehr),
      directory_(*ehr.directory, {circuit_, parts.clock, metrics_}),
      told_consents_(*ehr.consents, {circuit_, parts.clock, metrics_}),
      consents_(told_consents_, parts.clock),
      told_ehr_(*ehr.ehr, {circuit_, parts.clock, metrics_}),
      guard_(
          told_ehr_, [&settings, &ehr] { return Missing(settings, *ehr.rest); }, circuit_,
          parts.clock, log),
      gate_(directory_, consents_, parts.clock, log, MakeGateSettings(settings)),
      people_(directory_, parts.clock, run_.country),
      leases_(parts.store->work(), parts.clock, parts.entropy),
      ports_{.inbox = parts.store->inbox(),
             .items = parts.store->items(),
             .links = parts.store->links(),
             .work = parts.store->work(),
             .housekeeping = parts.store->housekeeping(),
             .keys = parts.store->keys(),
             .vault = *parts.vault,
             .directory = directory_,
             .people = people_,
             .gate = gate_,
             .ehr = guard_,
             .channels = parts.channels,
             .providers = parts.providers,
             .scanner = scanner,
             .labeller = labeller,
             .circuit = circuit_,
             .leases = leases_,
             .clock = parts.clock,
             .entropy = parts.entropy,
             .log = log,
             .metrics = metrics_} {}

Pipeline::~Pipeline() = default;

void Pipeline::Start() {
  guard_.Start(kFirstLook);
  workers_ = std::make_unique<bridge::run::Workers>(ports_, run_, bridge::run::WorkerCounts{});
}

void Pipeline::Stop(std::chrono::milliseconds patience) {
  if (workers_) {
    workers_->RequestStop();
    if (!workers_->WaitUntilStopped(patience)) ehr_.client->Abort();
    workers_->Stop();
  }
  ehr_.client->Abort();  // of a look that is under way
  guard_.Stop();
}

}  // namespace chartbridge
