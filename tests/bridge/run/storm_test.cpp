// Everything goes wrong at once, in many orders: crashes, lost answers, half-done and refused
// transactions, redelivery, failing sources, calls of 20 s, leases that run out under a second
// worker, staff who assign, drop, release and extend whatever they find, patients who change their
// mind. Afterwards the promises must hold.
#include <cstdlib>
#include <random>
#include <set>

#include "tests/bridge/run/clinic.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::run_test {
namespace {

constexpr const char* kEve = "972555550105";

using store_test::EngineKind;

struct Weather {
  EngineKind engine;
  int seed;
};

// A few in every run, fewer where rows go to a disk; as many as CHARTBRIDGE_STORM_SEEDS says of
// each engine when it is set.
std::vector<Weather> Weathers() {
  const char* wanted = std::getenv("CHARTBRIDGE_STORM_SEEDS");
  std::vector<Weather> all;
  for (const auto& [engine, few] :
       {std::pair(EngineKind::kMemory, 40), std::pair(EngineKind::kSqlite, 20),
        std::pair(EngineKind::kPostgres, 10)}) {
    const int seeds = wanted == nullptr ? few : std::max(1, std::atoi(wanted));
    for (int seed = 1; seed <= seeds; ++seed) all.push_back({engine, seed});
  }
  return all;
}

class Storm : public Clinic, public ::testing::WithParamInterface<Weather> {
 protected:
  Storm()
      : Clinic([](Clock& with, Entropy& from) {
          auto made = store_test::MakeStoreOn(GetParam().engine, with, from);
          // Skipped in SetUp; what is built on it before that still wants one.
          return made ? std::move(made) : InMemory(with, from);
        }) {
    directory.patients.push_back(PatientOf("Patient/eve", std::string("+") + kEve));
    consents.of["Patient/ben"] = ConsentOf("Patient/ben", Allows::kTextAndMedia);
    consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kTextAndMedia);
    Decide(Allows::kTextAndMedia);
    ehr.when_asked = [this](const Value& bundle) {
      ExpectAllowed(bundle);
      WhileACallIsUnderWay();
    };
    ehr.when_landed = [this] {
      // The process dies here. Not after it hung for longer than its lease while another one
      // looked: what lands then and is told by nobody cannot be known (docs/adr/0010).
      if (Chance(5) && !hung_) items.refusal = Broken(FailureKind::kUnreachable);
    };
    consents.before = [this](int) {
      if (slow_) Pass(seconds(20));
    };
    media.during = [this] {
      if (Chance(3)) media.failures = {Broken(FailureKind::kUnreachable)};
      if (Chance(6)) media.failures = {Broken(FailureKind::kNotFound)};
      media.objection = Chance(6) ? Reason::kTypeRefused : Reason::kNone;
    };
  }

  void SetUp() override {
    if (dynamic_cast<fakes::MemoryStore*>(owned_store.get()) != nullptr &&
        GetParam().engine != EngineKind::kMemory)
      GTEST_SKIP() << "PostgreSQL 15 is not installed";
  }

  bool Chance(int one_in) { return random_() % unsigned(one_in) == 0; }
  void Decide(Allows eve) {
    eve_ = eve;
    consents.of["Patient/eve"] = ConsentOf("Patient/eve", eve);
  }
  // Time goes by with the heartbeat going, unless the process hangs.
  void Pass(Milliseconds by, bool hangs = false) {
    for (; by > Milliseconds(0); by -= seconds(20)) {
      clock.Move(std::min(by, Milliseconds(seconds(20))));
      if (!hangs) (void)leases.Beat();
    }
  }
  // Between the permit and the landing of a push.
  void WhileACallIsUnderWay() {
    if (nested_) return;
    nested_ = true;
    if (slow_) Pass(seconds(20));
    hung_ = Chance(8);
    if (hung_) Pass(seconds(90), true);
    if (Chance(6)) StaffDoSomething();
    if (Chance(3)) (void)lines.RunOnce();  // the second worker
    nested_ = false;
  }
  // P3: what is true of the consents in this moment allows what is sent in this moment.
  void ExpectAllowed(const Value& bundle) {
    EXPECT_FALSE(consents.failure);
    for (const Value& entry : bundle["entry"].items()) {
      const Value& resource = entry["resource"];
      if (resource["subject"]["reference"].text() != "Patient/eve") continue;
      EXPECT_NE(eve_, Allows::kWithdrawn);
      const bool document = resource["resourceType"].text() == "DocumentReference";
      EXPECT_TRUE(!document || eve_ == Allows::kTextAndMedia);
    }
  }
  void Say() {
    const char* const phones[] = {kAnna, kBen, kEve, kStranger};
    const int who = int(random_() % 4);
    const std::string id = "w" + std::to_string(said_++);
    const std::string message =
        Chance(2) ? PhotoFrom(phones[who], id, "m" + id) : TextFrom(phones[who], id, id);
    deliveries_.push_back(Webhook(message));
    Post(deliveries_.back());
  }
  // A store that refuses answers 503, and the provider comes again.
  void Post(const std::string& body) {
    const bridge::RawDelivery raw{"whatsapp-cloud", {"main"}, body, clock.Now()};
    if (items.refusal || !store().inbox().AppendAndWait(raw, Soon())) refused_.push_back(body);
  }
  void StaffDoSomething() {
    const std::vector<ItemRow> rows = Rows();
    if (rows.empty()) return;
    const ItemRow& row = rows[random_() % rows.size()];
    const char* const patients[] = {"Patient/anna", "Patient/ben", "Patient/carl", "Patient/eve"};
    switch (random_() % 8) {
      case 0:
      case 1:
        (void)person().AssignPatient(row.key, patients[random_() % 4], Chance(2));
        break;
      case 2:
        if (Chance(3)) (void)person().Drop(row.key, Reason::kDroppedByStaff);
        break;
      case 3:
      case 4:
        (void)person().Release(row.key);
        break;
      case 5:
        (void)person().ExtendHold(row.key, clock.Now() + hours(24 * 20));
        break;
      case 6:
        if (!row.media.empty()) (void)person().RetryMedium(row.key, row.media[0].number);
        break;
      case 7:
        if (row.media.empty()) break;
        if (Chance(3)) {
          (void)person().DropMedium(row.key, row.media[0].number);
        } else {
          (void)person().ReleaseMedium(row.key, row.media[0].number);
        }
        break;
    }
  }
  void DoSomething() {
    switch (random_() % 18) {
      case 0:
      case 1:
        Say();
        break;
      case 2:
        if (!deliveries_.empty()) Post(deliveries_[random_() % deliveries_.size()]);
        break;
      case 3:
        ehr.mishaps.push_back({Broken(FailureKind::kInDoubt), Chance(2)});
        break;
      case 4:
        ehr.mishaps.push_back({Broken(Chance(2) ? FailureKind::kThrottled : FailureKind::kRefused),
                               false, Chance(3) ? 2 : -1});
        break;
      case 5:
        consents.failure =
            Chance(2) ? std::optional(Broken(FailureKind::kUnreachable)) : std::nullopt;
        break;
      case 6:
        directory.failure = Chance(2) ? std::optional(Broken(Chance(2) ? FailureKind::kUnreachable
                                                                       : FailureKind::kForbidden))
                                      : std::nullopt;
        break;
      case 7:
        items.refusal.reset();
        break;
      case 8:
        Pass(Milliseconds(random_() % 300'000));
        break;
      case 9:
        Decide(Allows(random_() % 3));
        break;
      case 10:
        slow_ = Chance(2);
        break;
      case 11:
        ehr.look_up_failure = ehr.retract_failure = std::nullopt;
        if (Chance(3)) ehr.look_up_failure = Broken(FailureKind::kUnreachable);
        if (Chance(3)) ehr.retract_failure = Broken(FailureKind::kInDoubt);
        break;
      case 12:
        if (Chance(6)) Pass(hours(24 * 15));  // holds come to their end
        break;
      case 13:
      case 14:
      case 15:
        StaffDoSomething();
        break;
      default:
        break;
    }
    (void)splitter.RunOnce("intake" + std::to_string(random_() % 2), 2);
    (void)lines.RunOnce();
    (void)fetcher.RunOnce();
  }
  void Calm() {
    items.refusal.reset();
    slow_ = false;
    nested_ = true;
    ehr.mishaps.clear();
    ehr.when_landed = nullptr;
    ehr.look_up_failure.reset();
    ehr.retract_failure.reset();
    media.during = nullptr;
    media.failures.clear();
    media.objection = Reason::kNone;
    consents.failure.reset();
    directory.failure.reset();
    for (const std::string& body : refused_) Deliver(body);
    for (int i = 0; i < 20; ++i) {
      clock.Move(minutes(16));
      RunUntilIdle();
    }
  }

  std::mt19937 random_{static_cast<unsigned>(GetParam().seed)};
  Allows eve_ = Allows::kTextAndMedia;
  bool slow_ = false;
  bool nested_ = false;
  bool hung_ = false;
  int said_ = 0;
  std::vector<std::string> deliveries_;
  std::vector<std::string> refused_;
};

TEST_P(Storm, P2_P3_P4_P5_P7_AfterTheStormEveryMessageIsWhereItBelongsOnce) {
  for (int i = 0; i < 250; ++i) DoSomething();
  Say();
  Calm();

  const std::vector<ItemRow> rows = Rows();
  EXPECT_EQ(int(rows.size()), said_);
  std::set<std::string> accounted;  // references that a filed filing names
  // Those that nobody and nothing held up: conversation -> keys by arrival.
  std::map<std::string, std::map<std::int64_t, std::string>> orderly;
  for (const ItemRow& row : rows) {
    const Progress progress = row.progress();
    EXPECT_TRUE(progress == Progress::kFiled || progress == Progress::kHeld ||
                progress == Progress::kDropped || progress == Progress::kFailed)
        << row.key << " is " << ToString(progress) << " " << ToString(row.reason());
    int filed = 0;
    for (const bridge::Filing& filing : row.filings) {
      EXPECT_NE(filing.state, FilingState::kRetracting) << row.key;
      EXPECT_FALSE(filing.maybe_sent && filing.state != FilingState::kFailed &&
                   filing.state != FilingState::kHeld)
          << row.key << " " << ToString(filing.state);
      const bool stands = filing.state == FilingState::kFiled || filing.maybe_sent ||
                          filing.state == FilingState::kFailed;
      if (filing.state == FilingState::kFiled) ++filed;
      for (const bridge::FilingPart& part : filing.parts) {
        if (part.part == "thread") continue;
        const auto there =
            std::find_if(ehr.chart.begin(), ehr.chart.end(), [&](const FakeEhr::Resource& one) {
              return one.identity == part.identity && one.part == part.part;
            });
        const bool current = there != ehr.chart.end() && there->current;
        const bool confirmed = part.state == bridge::PartState::kConfirmed ||
                               part.state == bridge::PartState::kAmended;
        if (filing.state == FilingState::kFiled && confirmed) {
          EXPECT_TRUE(current) << "every filed filing has all its parts there: " << part.part;
        }
        if (current && stands) accounted.insert(there->reference);
      }
      if (filing.state != FilingState::kFiled) continue;
      EXPECT_EQ(filing.patient, row.patient);
    }
    EXPECT_LE(filed, 1);
    EXPECT_EQ(filed == 1, progress == Progress::kFiled) << row.key;
    bool by_itself = progress == Progress::kFiled && row.filings.size() == 1;
    for (const char* ev : {"message.held", "message.failed", "message.released", "review.filed"})
      by_itself = by_itself && Audited(ev, row.key) == 0;
    if (by_itself) orderly[row.conversation][row.ordinal] = row.key;
  }
  for (const FakeEhr::Resource& resource : ehr.chart) {
    if (!resource.current || resource.part == "thread") continue;
    EXPECT_TRUE(accounted.contains(resource.reference))
        << resource.reference << " (" << resource.part << ") belongs to no filing";
  }
  for (const auto& [conversation, keys] : orderly) {
    auto next = keys.begin();
    for (const Value& message : ehr.Messages()) {
      if (next == keys.end()) break;
      if (message["identifier"].at(0)["value"].text() == "urn:uuid:" + next->second) ++next;
    }
    EXPECT_EQ(next, keys.end()) << "a conversation is not in the order of its arrival";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Storm, ::testing::ValuesIn(Weathers()), [](const auto& one) {
  return ToString(one.param.engine) + std::to_string(one.param.seed);
});

}  // namespace
}  // namespace chartbridge::run_test
