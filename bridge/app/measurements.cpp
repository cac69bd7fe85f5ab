#include "bridge/app/measurements.h"

#include <cstdio>
#include <set>

namespace chartbridge {
namespace {

using bridge::MediaProgress;
using bridge::Progress;

constexpr std::chrono::hours kSoon{24};

Measurement Counter(std::string name, std::string help, std::int64_t value,
                    std::string labels = {}) {
  return {"chartbridge_" + std::move(name), "counter", std::move(help), std::move(labels),
          double(value)};
}
Measurement Gauge(std::string name, std::string help, double value, std::string labels = {}) {
  return {"chartbridge_" + std::move(name), "gauge", std::move(help), std::move(labels), value};
}

std::string Label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

double Seconds(std::chrono::milliseconds time) { return double(time.count()) / 1000.0; }

void AddWebhooks(const ServiceCounts& counts, bridge::Inbox& inbox, std::vector<Measurement>& all) {
  all.push_back(
      Counter("webhooks_received_total", "webhook POSTs that arrived", counts.webhooks_received));
  all.push_back(Counter("webhooks_stored_total", "of those, durable on disk and answered 200",
                        counts.webhooks_stored));
  all.push_back(Counter("webhooks_rejected_total", "wrong or missing signature, answered 401",
                        counts.webhooks_rejected));
  all.push_back(Counter("webhooks_refused_total", "could not be stored, answered 503",
                        counts.webhooks_refused));
  all.push_back(Gauge("inbox_depth", "deliveries not split into items yet", double(inbox.Depth())));
  const auto parked = inbox.CountParked();
  if (parked)
    all.push_back(Gauge("deliveries_parked",
                        "deliveries that could not be split, kept for a person", double(*parked)));
}

struct Arrival {
  const char* name;
  const char* help;
  Progress progress;
};
constexpr Arrival kArrivals[] = {
    {"items_parsed_total", "items that came out of deliveries", Progress::kParsed},
    {"items_filed_total", "times that an item came to be filed", Progress::kFiled},
    {"items_held_total", "times that an item came to be held", Progress::kHeld},
    {"items_dropped_total", "times that an item came to be dropped", Progress::kDropped},
    {"items_failed_total", "times that an item came to need a person", Progress::kFailed},
};

void AddMoves(const bridge::run::Metrics& metrics, bridge::ItemQueries& queries,
              std::vector<Measurement>& all) {
  all.push_back(
      Counter("deliveries_split_total", "deliveries split into items", metrics.deliveries_split));
  if (const auto arrived = queries.ArrivalsByProgress()) {
    for (const auto& [name, help, progress] : kArrivals) {
      const auto found = arrived->find(std::string(ToString(progress)));
      all.push_back(Counter(name, help, found == arrived->end() ? 0 : found->second));
    }
  }
  all.push_back(Counter("filings_retracted_total", "filings that were taken back from a chart",
                        metrics.filings_retracted));
  for (std::size_t kind = 0; kind < bridge::run::kFailureKinds; ++kind) {
    all.push_back(Counter("pushes_failed_total", "failed calls to the EHR, of every sort",
                          metrics.ehr_calls_failed[kind],
                          Label("kind", ToString(static_cast<FailureKind>(kind)))));
  }
  all.push_back(
      Counter("media_stored_total", "media fetched into the vault", metrics.media_stored));
  all.push_back(
      Counter("media_filed_total", "media filed after their message", metrics.media_filed));
  all.push_back(Counter("media_failed_total", "failed fetches of media", metrics.media_failed));
  all.push_back(
      Counter("leases_lost_total", "leases that went to another worker", metrics.leases_lost));
  all.push_back(
      Counter("swept_total", "vault objects, keys and payloads that nothing named", metrics.swept));
}

void AddStates(bridge::ItemQueries& queries, std::vector<Measurement>& all) {
  const auto items = queries.CountsByProgress();
  for (int i = 0; items && i <= static_cast<int>(Progress::kFailed); ++i) {
    const std::string word(bridge::ToString(static_cast<Progress>(i)));
    const auto found = items->find(word);
    all.push_back(Gauge("items", "items by where they stand",
                        found == items->end() ? 0 : double(found->second),
                        Label("progress", word)));
  }
  const auto media = queries.CountsOfMedia();
  for (int i = 0; media && i <= static_cast<int>(MediaProgress::kFailed); ++i) {
    std::int64_t count = 0;
    for (const auto& one : *media) count += static_cast<int>(one.progress) == i ? one.media : 0;
    all.push_back(Gauge("media", "media by where they stand", double(count),
                        Label("progress", bridge::ToString(static_cast<MediaProgress>(i)))));
  }
}

void AddWaiting(bridge::ItemQueries& queries, Instant now, std::vector<Measurement>& all) {
  if (const auto reasons = queries.CountsByReason(now + kSoon)) {
    std::int64_t ending = 0;
    for (const bridge::ReasonCount& one : *reasons)
      ending += one.progress == Progress::kHeld ? one.ending : 0;
    all.push_back(
        Gauge("holds_ending", "held items that are destroyed within 24 hours", double(ending)));
  }
  if (const auto oldest = queries.OldestUnderWay()) {
    const double age = *oldest ? Seconds(now - **oldest) : 0;
    all.push_back(Gauge("oldest_unfiled_seconds",
                        "age of the oldest item that still moves by itself; what is held or failed "
                        "waits for people and does not count",
                        age));
  }
}

}  // namespace

std::string ToPrometheusText(const std::vector<Measurement>& measurements) {
  std::string text;
  std::set<std::string> named;
  for (const Measurement& one : measurements) {
    if (named.insert(one.name).second) {
      text +=
          "# HELP " + one.name + " " + one.help + "\n# TYPE " + one.name + " " + one.type + "\n";
    }
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", one.value);
    text += one.name + (one.labels.empty() ? "" : "{" + one.labels + "}") + " " + number + "\n";
  }
  return text;
}

std::vector<Measurement> Measure(const ServiceCounts& counts, const bridge::run::Metrics& metrics,
                                 bridge::Inbox& inbox, bridge::ItemQueries& queries, Instant now) {
  std::vector<Measurement> all;
  AddWebhooks(counts, inbox, all);
  AddMoves(metrics, queries, all);
  AddStates(queries, all);
  AddWaiting(queries, now, all);
  all.push_back(Gauge("ehr_up", "1 while the EHR answers, 0 while calls to it are paused",
                      counts.ehr_up ? 1 : 0));
  all.push_back(Gauge("consent_unreachable_seconds",
                      "how long no Consent could be read; nothing is filed meanwhile",
                      Seconds(counts.consents_unreachable_for)));
  all.push_back(Gauge("disk_free_bytes", "room where the store lies", counts.disk_free_bytes));
  all.push_back(Counter("csp_reports_total", "reports of browsers that a page broke its policy",
                        counts.csp_reports));
  all.push_back(Gauge("open_connections", "HTTP connections", double(counts.open_connections)));
  return all;
}

}  // namespace chartbridge
