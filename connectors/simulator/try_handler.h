// The try-it phone at /try/: write to the demo clinic as a patient would, and see what becomes of
// it. Only in the demo, only for this machine's own browser.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "connectors/simulator/graph_simulator.h"
#include "connectors/simulator/meta_webhook.h"
#include "connectors/simulator/webhook_sender.h"

namespace chartbridge::simulator {

struct TrySettings {
  SenderSettings sender;
  BusinessNumber business;
  // JSON {"progress", "reason", …} of the item with this provider id; "" while it is not known yet.
  std::function<std::string(const std::string& provider_id)> status;
  http::Handler* pages = nullptr;  // the page itself, below kPrefix; outlives the handler
};

class TryHandler final : public http::Handler {
 public:
  static constexpr const char* kPrefix = "/try";

  // All references must outlive it.
  TryHandler(Script script, TrySettings settings, GraphSimulator& graph, Clock& clock,
             Entropy& entropy);

  // GET /try/ and its files from `pages`, GET /try/people, POST /try/send, GET /try/status?ticket=…
  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  // nullopt: it is not for us but for the page.
  std::optional<http::Response> Answer(http::Request& request, const std::string& host);
  http::Response People() const;
  http::Response Send(http::Request& request);
  http::Response Status(const http::Request& request);
  // A random word that stands for the provider's id in URLs: that id contains the phone number.
  std::string Remember(const std::string& provider_id);

  Script script_;
  TrySettings settings_;
  GraphSimulator& graph_;
  Clock& clock_;
  Entropy& entropy_;
  WebhookSender sender_;
  std::mutex mutex_;
  std::map<std::string, std::string> tickets_;
  std::deque<std::string> order_;
};

}  // namespace chartbridge::simulator
