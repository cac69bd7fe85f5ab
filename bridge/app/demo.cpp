#include "bridge/app/demo.h"

#include <pthread.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bridge/app/demo_story.h"
#include "bridge/app/secret_file.h"
#include "connectors/ehr/fhir_rest.h"
#include "connectors/simulator/director.h"
#include "connectors/simulator/try_handler.h"

namespace chartbridge {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook(200);
constexpr std::chrono::minutes kPatience(3);

std::string Secret(const std::filesystem::path& path) {
  const auto secret = ReadSecret(path);
  return secret ? *secret : std::string();
}

milliseconds Pace() {
  const char* pace = std::getenv("CHARTBRIDGE_TEST_PACE");
  return pace != nullptr ? milliseconds(std::atoi(pace)) : milliseconds(150);
}

class ClinicDay final : public Demo {
 public:
  ClinicDay(const Settings& settings, StoreParts& parts, http::Handler& phone,
            simulator::Script script)
      : settings_(settings),
        parts_(parts),
        script_(std::move(script)),
        channel_(settings.channels.front()),
        story_(parts.store->items(), parts.store->queries(), parts.channels, channel_.id),
        graph_(Secret(channel_.access_token_file), channel_.phone_number_id),
        try_(script_,
             {Sender(OwnAddressesOf(settings)), Business(),
              [this](const std::string& id) { return story_.StatusJson(id); }, &phone},
             graph_, parts.clock, parts.entropy) {}

  std::vector<http::Route> Routes() override {
    return {{simulator::GraphSimulator::kPrefix, &graph_}, {simulator::TryHandler::kPrefix, &try_}};
  }

  void Start(const http::OwnAddresses& own, ehr::FhirRest& rest,
             const std::string& set_up_link) override {
    set_up_link_ = set_up_link;
    player_ = std::jthread([this, own, &rest](std::stop_token stop) {
      pthread_setname_np(pthread_self(), "demo");
      Play(stop, own, rest);
    });
  }

  void Stop() override {
    player_.request_stop();
    if (player_.joinable()) player_.join();
  }

 private:
  std::filesystem::path Folder() const { return settings_.keys.master_file.parent_path(); }

  simulator::SenderSettings Sender(const http::OwnAddresses& own) const {
    simulator::SenderSettings sender;
    sender.url = own.local() + "/webhooks/whatsapp";
    sender.app_secret = Secret(channel_.app_secret_file);
    sender.verify_token = Secret(channel_.verify_token_file);
    return sender;
  }

  simulator::BusinessNumber Business() const {
    simulator::BusinessNumber business;
    business.phone_number_id = channel_.phone_number_id;
    return business;
  }

  void Play(std::stop_token stop, const http::OwnAddresses& own, ehr::FhirRest& rest);
  void TellWhereToLook(const http::OwnAddresses& own);
  void KeepTelling(std::stop_token stop);
  bool WaitFor(std::stop_token stop, const std::function<bool()>& condition);

  const Settings& settings_;
  StoreParts& parts_;
  const simulator::Script script_;
  const ChannelSettings& channel_;
  DemoStory story_;
  simulator::GraphSimulator graph_;
  simulator::TryHandler try_;
  std::string set_up_link_;
  std::jthread player_;
};

bool ClinicDay::WaitFor(std::stop_token stop, const std::function<bool()>& condition) {
  const auto end = parts_.clock.Steady() + kPatience;
  while (!stop.stop_requested() && parts_.clock.Steady() < end) {
    story_.TellNews();
    if (condition()) return true;
    parts_.clock.WaitUntil(stop, parts_.clock.Steady() + kLook);
  }
  return false;
}

void ClinicDay::Play(std::stop_token stop, const http::OwnAddresses& own, ehr::FhirRest& rest) {
  const std::filesystem::path played = Folder() / "demo.played";
  if (std::filesystem::exists(played)) {
    story_.Say("The clinic day was played before; `script/server --reset` plays it afresh.");
    TellWhereToLook(own);
    return KeepTelling(stop);
  }
  story_.Say(
      "A clinic day, as signed webhooks (simulated WhatsApp; keys and people of the demo only):");
  simulator::DirectorSettings settings;
  settings.sender = Sender(own);
  settings.business = Business();
  settings.clinic = {.name = settings_.clinic.name,
                     .organization = settings_.ehr.organization,
                     .device = settings_.ehr.device};
  settings.start = simulator::StartFor(script_, parts_.clock.Now());
  settings.pace = Pace();
  settings.put_resource = [&](const fhir::json::Value& resource) {
    return ehr::PutResource(rest, resource);
  };
  settings.narrate = [&](const std::string& line) {
    story_.TellNews();
    story_.Say(line);
  };
  settings.settled = [&](const std::vector<std::string>& ids) {
    return WaitFor(stop, [&] { return story_.Settled(ids); });
  };
  simulator::Director director(script_, std::move(settings), graph_, parts_.clock);
  const auto report = director.Play(stop);
  if (stop.stop_requested()) return;
  if (!report) return story_.Say("The clinic day could not be played: " + report.error().text);
  std::vector<std::string> ids;
  const std::vector<simulator::ExpectedEnd> ends = director.ExpectedEnds();
  for (const simulator::ExpectedEnd& end : ends) {
    if (!end.provider_id.empty()) ids.push_back(end.provider_id);
  }
  WaitFor(stop, [&] { return story_.Settled(ids); });
  if (stop.stop_requested()) return;
  const int different = story_.TellDifferences(ends);
  const std::string all = std::to_string(ends.size());
  story_.Say("The clinic day is over: " + (different == 0
                                               ? "all " + all + " items ended as scripted."
                                               : std::to_string(different) + " of " + all +
                                                     " items did not end as they should."));
  if (different == 0) std::ofstream(played) << ToInstantText(parts_.clock.Now()) << "\n";
  TellWhereToLook(own);
  KeepTelling(stop);
}

// People may go on writing on the phone page.
void ClinicDay::KeepTelling(std::stop_token stop) {
  while (parts_.clock.WaitUntil(stop, parts_.clock.Steady() + std::chrono::seconds(1)))
    story_.TellNews();
}

void ClinicDay::TellWhereToLook(const http::OwnAddresses& own) {
  const std::string& base = own.base();
  const std::string fhir = EhrBase(settings_, own);
  const char* program = "build/release/chartbridge";
  const std::string config = (Folder() / "chartbridge.toml").string();
  story_.Say("\nLook at");
  if (settings_.ehr.embedded())
    story_.Say("  " + base + "/chart/   the conversations inside the patients' charts");
  story_.Say("  " + base + "/console/ why messages are held, whose they are, who read what");
  if (!set_up_link_.empty()) {
    story_.Say("            sign up first (this link works once, for 24 hours):\n  " +
               set_up_link_);
    story_.Say(
        "            without an authenticator app: " + std::string("build/release/chartbridge") +
        " user totp-now NAME --config " + (Folder() / "chartbridge.toml").string());
  }
  story_.Say("  " + base + "/try/     a phone: write something and see what becomes of it");
  story_.Say("  curl '" + fhir + "/Communication?patient=" + "Patient/" +
             script_.patients.front().id + "'");
  story_.Say(std::string("Ask\n  ") + program + " messages list --config " + config);
  story_.Say(std::string("  ") + program + " review list --config " + config);
  story_.Say(std::string("  ") + program + " audit verify --config " + config);
  story_.Say("Ctrl-C ends it; the data stay in " + Folder().string());
}

}  // namespace

std::unique_ptr<Demo> MakeDemo(const Settings& settings, StoreParts& parts, http::Handler& phone) {
  auto script = simulator::ReadDay();
  if (!script || settings.channels.empty()) return nullptr;
  return std::make_unique<ClinicDay>(settings, parts, phone, std::move(*script));
}

}  // namespace chartbridge
