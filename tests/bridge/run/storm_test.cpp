// Everything goes wrong at once, in many orders: crashes, lost answers, redelivery, failing
// sources, staff who file elsewhere, patients who change their mind. Afterwards the promises must
// hold.
#include <random>

#include "mappings/identity.h"
#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

constexpr const char* kEve = "972555550105";

class Storm : public Clinic, public ::testing::WithParamInterface<int> {
 protected:
  Storm() {
    directory.patients.push_back(
        {"Patient/eve", {}, {std::string("+") + kEve}, "1980-01-01", true});
    consents.of["Patient/ben"] = ConsentOf("Patient/ben", Allows::kTextAndMedia);
    Decide(Allows::kTextAndMedia);
    ehr.when_asked = [this](const bridge::Filing& filing) { ExpectAllowed(filing); };
    ehr.when_landed = [this] {
      if (Chance(5)) store.FailWrites(Broken(FailureKind::kUnreachable));  // the process dies here
    };
    media.during = [this] {
      if (Chance(3)) media.failures = {Broken(FailureKind::kUnreachable)};
    };
  }

  bool Chance(int one_in) { return random_() % unsigned(one_in) == 0; }
  void Decide(Allows eve) {
    eve_ = eve;
    consents.of["Patient/eve"] = ConsentOf("Patient/eve", eve);
  }
  // P3: what is true of the consents in this moment allows what is sent in this moment.
  void ExpectAllowed(const bridge::Filing& filing) {
    EXPECT_FALSE(consents.failure);
    for (const Value& entry : filing.bundle["entry"].items()) {
      const Value& resource = entry["resource"];
      if (resource["subject"]["reference"].text() != "Patient/eve") continue;
      EXPECT_NE(eve_, Allows::kWithdrawn);
      const bool document = resource["resourceType"].text() == "DocumentReference";
      EXPECT_TRUE(!document || eve_ == Allows::kTextAndMedia);
    }
  }
  void Say() {
    const char* const phones[] = {kAnna, kBen, kEve};
    const int who = int(random_() % 3);
    const std::string id = "w" + std::to_string(said_++);
    const std::string message =
        Chance(2) ? PhotoFrom(phones[who], id, "m" + id) : TextFrom(phones[who], id, id);
    deliveries_.push_back(Webhook(message));
    Post(deliveries_.back());
  }
  // A store that refuses answers 503, and the provider comes again.
  void Post(const std::string& body) {
    const bridge::RawDelivery raw{"whatsapp-cloud", {"main"}, body, clock.Now()};
    if (!store.inbox().Append(raw, clock.Steady())) refused_.push_back(body);
  }
  void RefileOne() {
    for (const ItemRow& row : Rows()) {
      if (row.patient != "Patient/anna" && row.patient != "Patient/carl") continue;
      if (row.progress != Progress::kFiled || !Chance(3)) continue;
      (void)person.FileFor(row.key,
                           row.patient == "Patient/anna" ? "Patient/carl" : "Patient/anna");
      return;
    }
  }
  void DoSomething() {
    switch (random_() % 12) {
      case 0:
        Say();
        break;
      case 1:
        if (!deliveries_.empty()) Post(deliveries_[random_() % deliveries_.size()]);
        break;
      case 2:
        ehr.mishaps.push_back({Broken(FailureKind::kInDoubt), Chance(2)});
        break;
      case 3:
        ehr.mishaps.push_back({Broken(FailureKind::kThrottled), false});
        break;
      case 4:
        consents.failure =
            Chance(2) ? std::optional(Broken(FailureKind::kUnreachable)) : std::nullopt;
        break;
      case 5:
        directory.failure =
            Chance(2) ? std::optional(Broken(FailureKind::kUnreachable)) : std::nullopt;
        break;
      case 6:
        store.FailWrites(std::nullopt);
        break;
      case 7:
        clock.Move(Milliseconds(random_() % 300'000));
        break;
      case 8:
        Decide(Allows(random_() % 3));
        break;
      case 9:
        RefileOne();
        break;
      default:
        break;
    }
    (void)splitter.RunOnce("intake", 2);
    (void)filer.RunOnce("filer" + std::to_string(random_() % 3));
    (void)fetcher.RunOnce("media" + std::to_string(random_() % 2));
  }
  void Calm() {
    store.FailWrites(std::nullopt);
    ehr.mishaps.clear();
    ehr.when_landed = nullptr;
    media.during = nullptr;
    media.failures.clear();
    consents.failure.reset();
    directory.failure.reset();
    for (const std::string& body : refused_) Deliver(body);
    for (int i = 0; i < 20; ++i) {
      clock.Move(minutes(16));
      RunUntilIdle();
    }
  }

  using Charts = std::map<std::string, std::string>;  // identity of a message -> whose chart
  // What stands there now. What Eve withdrew while its answer was lost may stand there still.
  Charts ReadCharts(const Charts& expected) {
    Charts found;
    for (const Value& message : ehr.Messages()) {
      const std::string patient = message["subject"]["reference"].text();
      const std::string identity =
          message["identifier"].at(0)["value"].text().substr(9);  // urn:uuid:
      if (patient == "Patient/eve" && !expected.contains(identity)) continue;
      EXPECT_TRUE(found.emplace(identity, patient).second) << "twice";
    }
    return found;
  }

  std::mt19937 random_{static_cast<unsigned>(GetParam())};
  Allows eve_ = Allows::kTextAndMedia;
  int said_ = 0;
  std::vector<std::string> deliveries_;
  std::vector<std::string> refused_;
};

TEST_P(Storm, P2_P3_P4_P5_P7_AfterTheStormEveryMessageIsWhereItBelongsOnce) {
  consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kTextAndMedia);
  for (int i = 0; i < 150; ++i) DoSomething();
  Say();
  Calm();

  EXPECT_EQ(int(Rows().size()), said_);
  Charts expected;
  std::map<std::string, int> photos;
  std::map<std::int64_t, std::string> bens;  // those that were never held, by arrival
  for (int i = 0; i < said_; ++i) {
    const std::string id = "w" + std::to_string(i);
    const ItemRow row = Row(id);
    if (row.progress == Progress::kDropped && row.patient == "Patient/eve")
      continue;  // she withdrew
    ASSERT_EQ(row.progress, Progress::kFiled) << row.patient << " " << row.reason;
    expected[mappings::DeriveIdentity({"demo", "main", id, row.filing}, "message")] = row.patient;
    for (const MediaRow& medium : row.media) {
      if (row.patient == "Patient/eve") continue;  // may have wanted text only
      EXPECT_EQ(medium.progress, MediaProgress::kFiled) << medium.reason;
      ++photos[row.patient];
    }
    if (row.patient == "Patient/ben" && Audited("message.held", row.key) == 0)
      bens[row.ordinal] = row.key;
  }
  const Charts found = ReadCharts(expected);
  EXPECT_EQ(found, expected);
  std::map<std::string, int> documents;
  for (const Value& document : ehr.Documents())
    ++documents[document["subject"]["reference"].text()];
  documents.erase("Patient/eve");
  EXPECT_EQ(documents, photos);
  auto next = bens.begin();
  for (const Value& message : ehr.Messages("Patient/ben")) {
    if (next == bens.end()) break;
    if (message["identifier"].at(0)["value"].text() == "urn:uuid:" + next->second) ++next;
  }
  EXPECT_EQ(next, bens.end()) << "Ben's are not in the order of their arrival";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Storm, ::testing::Range(1, 41));

}  // namespace
}  // namespace chartbridge::run_test
