// A clinic with Anna (text and media), Ben (text only), Carl (no consent) and a nurse; their
// runners, which do nothing by themselves, and the webhooks that reach them.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/run/circuit_ports.h"
#include "bridge/run/consent_gate.h"
#include "bridge/run/directory_cache.h"
#include "bridge/run/line_worker.h"
#include "bridge/run/media_fetcher.h"
#include "bridge/run/splitter.h"
#include "bridge/run/staff_actions.h"
#include "bridge/run/sweeper.h"
#include "tests/bridge/run/fakes.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::run_test {

using bridge::FilingState;
using bridge::ItemRow;
using bridge::MediaProgress;
using bridge::MediaRow;
using bridge::Progress;
using bridge::Reason;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr const char* kAnna = "972555550101";
inline constexpr const char* kBen = "972555550102";
inline constexpr const char* kCarl = "972555550103";
inline constexpr const char* kNurse = "972555550104";
inline constexpr const char* kStranger = "972555550199";

// One element of messages[]; `rest` are further members, with a comma before them.
std::string TextFrom(const std::string& phone, const std::string& id,
                     const std::string& words = "shalom", const std::string& rest = "");
std::string PhotoFrom(const std::string& phone, const std::string& id, const std::string& medium);
std::string ReactionFrom(const std::string& phone, const std::string& id,
                         const std::string& target);
std::string Webhook(const std::string& messages, const std::string& number = "109876543210987");

bridge::KnownPatient PatientOf(const std::string& reference, const std::string& phone);
Deadline Soon();  // the store in memory answers at once

enum class Allows { kText, kTextAndMedia, kWithdrawn };
Value ConsentOf(const std::string& patient, Allows allows);

// The parser of one business number, "main".
std::unique_ptr<bridge::Channel> WhatsAppOfOneNumber();
class Clinic : public ::testing::Test {
 protected:
  using MakesStore = std::function<std::unique_ptr<sql::Store>(Clock&, Entropy&)>;
  static std::unique_ptr<sql::Store> InMemory(Clock& clock, Entropy& entropy) {
    return std::make_unique<fakes::MemoryStore>(clock, entropy);
  }
  explicit Clinic(const MakesStore& make = InMemory);

  void Deliver(const std::string& body);
  void Tell(const std::string& message) { Deliver(Webhook(message)); }
  // Each runner in turn until none finds anything to do now.
  void RunUntilIdle();
  void FileOnce();
  void FetchOnce();

  ItemRow Row(const std::string& id);
  MediaRow Photo(const std::string& id) { return Row(id).media.at(0); }
  std::vector<ItemRow> Rows();
  // What the one who stands at the desk does; each made anew, as a request makes it.
  bridge::run::StaffActions person() {
    return {{items, store().links(), directory, channels, clock},
            {settings.flow, settings.country, "user:dana"}};
  }
  bool HasKey(std::int64_t key) { return store().keys().OpenKey(key).has_value(); }
  int Audited(const std::string& ev, const std::string& what) const;
  // Promise P3: each push has a decision of its own, made from consents read since the one before.
  void ExpectEachPushAskedAnew();

  const MakesStore make_store_;
  FakeClock clock;
  FakeEntropy entropy;
  FakeDirectory directory;
  FakeConsents consents;
  FakeEhr ehr{consents};
  FakeVault vault;
  FakeScanner scanner;
  FakeLabeller labeller;
  FakeLog log;
  // The store that the clinic stands on: in memory unless a test wants an engine.
  std::unique_ptr<sql::Store> owned_store = make_store_(clock, entropy);
  sql::Store& store() { return *owned_store; }
  fakes::MemoryStore& memory() { return dynamic_cast<fakes::MemoryStore&>(*owned_store); }
  WatchedItems items{store().items()};
  std::unique_ptr<bridge::Channel> whatsapp = WhatsAppOfOneNumber();
  FakeChannel media{*whatsapp};
  bridge::Channels providers{{"whatsapp-cloud", &media}};
  bridge::Channels channels{{"main", &media}};
  bridge::run::Metrics metrics;
  bridge::run::RunSettings settings;
  bridge::run::EhrCircuit circuit;
  bridge::run::CallReport report{circuit, clock, metrics};
  bridge::run::CircuitDirectory told_directory{directory, report};
  bridge::run::CircuitConsents told_consents{consents, report};
  bridge::run::CircuitEhr told_ehr{ehr, report};
  bridge::run::DirectoryCache people{told_directory, clock, "IL"};
  bridge::run::ConsentGate gate{told_directory,
                                told_consents,
                                clock,
                                log,
                                {{}, {}, "Organization/clinic", "Device/chartbridge"}};
  bridge::run::LeaseKeeper leases{store().work(), clock, entropy};
  bridge::run::Ports ports{
      store().inbox(), items,    store().links(), store().work(), store().housekeeping(),
      store().keys(),  vault,    told_directory,  people,         gate,
      told_ehr,        channels, providers,       scanner,        labeller,
      circuit,         leases,   clock,           entropy,        log,
      metrics};
  bridge::run::Splitter splitter{ports, settings};
  bridge::run::LineWorker lines{ports, settings};
  bridge::run::MediaFetcher fetcher{ports, settings};
  bridge::run::Sweeper sweeper{ports};
};

}  // namespace chartbridge::run_test
