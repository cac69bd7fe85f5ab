// A clinic with Anna (text and media), Ben (text only), Carl (no consent) and a nurse; their
// runners, which do nothing by themselves, and the webhooks that reach them.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "bridge/run/filer.h"
#include "bridge/run/media_fetcher.h"
#include "bridge/run/person.h"
#include "bridge/run/splitter.h"
#include "connectors/whatsapp/whatsapp_channel.h"
#include "tests/bridge/run/fakes.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::run_test {

using bridge::ItemRow;
using bridge::MediaProgress;
using bridge::MediaRow;
using bridge::Progress;
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

enum class Allows { kText, kTextAndMedia, kWithdrawn };
Value ConsentOf(const std::string& patient, Allows allows);

class Clinic : public ::testing::Test {
 protected:
  Clinic();

  void Deliver(const std::string& body);
  void Tell(const std::string& message) { Deliver(Webhook(message)); }
  // Each runner in turn until none finds anything to do now.
  void RunUntilIdle();
  void FileOnce(const std::string& worker = "filer");
  void FetchOnce();

  ItemRow Row(const std::string& id);
  MediaRow Photo(const std::string& id) { return Row(id).media.at(0); }
  std::vector<ItemRow> Rows();
  bool HasKey(std::int64_t key) { return store.keys().OpenKey(key).has_value(); }
  int Audited(const std::string& ev, const std::string& what) const;
  // Promise P3: each push has a decision of its own, made from consents read since the one before.
  void ExpectEachPushAskedAnew();

  FakeClock clock;
  FakeEntropy entropy;
  FakeDirectory directory;
  FakeConsents consents;
  FakeEhr ehr{consents};
  FakeMediaSource media;
  FakeVault vault;
  FakeScanner scanner;
  FakeLabeller labeller;
  FakeLog log;
  fakes::MemoryStore store{clock, entropy};
  WatchedLedger ledger{store.ledger()};
  whatsapp::WhatsAppChannel channel{whatsapp::WhatsAppSettings{{{"main", "109876543210987"}}}};
  std::map<std::string, const bridge::Channel*> providers{{"whatsapp-cloud", &channel}};
  std::map<std::string, const bridge::Channel*> channels{{"main", &channel}};
  bridge::run::Metrics metrics;
  bridge::run::RunSettings settings;
  bridge::run::Ports ports{store.inbox(), ledger,  store.keys(), vault,    directory, consents,
                           ehr,           media,   scanner,      labeller, providers, channels,
                           clock,         entropy, log,          metrics};
  bridge::run::PatientBook book{ports};
  bridge::run::Line line;
  bridge::run::Splitter splitter{ports, settings};
  bridge::run::Filer filer{ports, settings, book, line};
  bridge::run::MediaFetcher fetcher{ports, settings};
  bridge::run::Person person{ledger, clock, settings.flow, "user:dana"};
};

}  // namespace chartbridge::run_test
