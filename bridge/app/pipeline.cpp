#include "bridge/app/pipeline.h"

namespace chartbridge {

Pipeline::Pipeline(const Settings& settings, StoreParts& parts, EhrParts& ehr,
                   bridge::Scanner& scanner, const bridge::Labeller& labeller, Log& log)
    : run_(MakeRunSettings(settings)),
      ehr_(ehr),
      directory_(*ehr.directory, {circuit_, parts.clock, metrics_}),
      told_consents_(*ehr.consents, {circuit_, parts.clock, metrics_}),
      consents_(told_consents_, parts.clock),
      told_ehr_(*ehr.ehr, {circuit_, parts.clock, metrics_}),
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
             .ehr = told_ehr_,
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
  workers_ = std::make_unique<bridge::run::Workers>(ports_, run_, bridge::run::WorkerCounts{});
}

void Pipeline::Stop(std::chrono::milliseconds patience) {
  if (!workers_) return;
  workers_->RequestStop();
  if (!workers_->WaitUntilStopped(patience)) ehr_.client->Abort();
  workers_->Stop();
}

}  // namespace chartbridge
