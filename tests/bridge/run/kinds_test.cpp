// Every kind of item: none vanishes (P5), the record tells the whole truth (P6), nobody's words
// leave by the wrong door (P8), and what was said before or by the clinic causes nothing (P11).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "mappings/identity.h"
#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

namespace fs = std::filesystem;

std::string Contents(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::string Fixture(const std::string& name) {
  return Contents(CHARTBRIDGE_TESTS_DIR "/fixtures/whatsapp/webhook/" + name + ".json");
}

class Kinds : public Clinic {
 protected:
  Kinds() {
    for (const char* phone : {"+34600000123", "+972555550142"}) {
      const std::string patient = std::string("Patient/p") + (phone + 1);
      directory.patients.push_back(PatientOf(patient, phone));
      consents.of[patient] = ConsentOf(patient, Allows::kTextAndMedia);
    }
  }
  void DeliverEveryFixture() {
    for (const char* folder : {"webhook", "malformed", "malformed-bytes"}) {
      std::vector<fs::path> files;
      for (const auto& file : fs::directory_iterator(CHARTBRIDGE_TESTS_DIR "/fixtures/whatsapp/" +
                                                     std::string(folder))) {
        files.push_back(file.path());
      }
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files) Deliver(Contents(file));
    }
  }
  // The message that carries the identity of this item, or null.
  Value MessageOf(const std::string& id, int filing = 0) {
    const std::string identity =
        "urn:uuid:" + mappings::DeriveIdentity({"demo", "main", id, filing}, "message");
    for (const Value& message : ehr.Messages()) {
      if (message["identifier"].at(0)["value"].text() == identity) return message;
    }
    return {};
  }
  std::string TargetOf(const std::string& id) {
    return MessageOf(id)["inResponseTo"].at(0)["identifier"]["value"].text();
  }
};

TEST_F(Kinds, P5_EveryItemEndsSomewhereAndSaysWhy) {
  DeliverEveryFixture();
  RunUntilIdle();
  EXPECT_EQ(store().inbox().Depth(), 0);
  const std::vector<ItemRow> rows = Rows();
  EXPECT_GT(rows.size(), 150U);
  std::map<Progress, int> ends;
  for (const ItemRow& row : rows) {
    ++ends[row.progress()];
    const bool end = row.progress() == Progress::kFiled || row.progress() == Progress::kHeld ||
                     row.progress() == Progress::kNoted || row.progress() == Progress::kDropped;
    EXPECT_TRUE(end) << row.kind << " " << ToString(row.progress()) << " "
                     << ToString(row.reason());
    const bool kept_out = row.progress() == Progress::kHeld || row.progress() == Progress::kDropped;
    EXPECT_EQ(kept_out, row.reason() != Reason::kNone)
        << row.kind << " " << ToString(row.progress()) << " " << ToString(row.reason());
    EXPECT_EQ(row.progress() == Progress::kHeld, row.deadline.has_value()) << row.kind;
    EXPECT_FALSE(row.conflicting_copy) << row.kind << ": a redelivery is no other message";
    EXPECT_GE(Audited("message.parsed", row.key), 1) << row.kind;
    for (const MediaRow& medium : row.media) {
      EXPECT_NE(medium.progress, MediaProgress::kPending) << row.kind;
      EXPECT_NE(medium.progress, MediaProgress::kWaiting)
          << row.kind << " " << ToString(row.reason());
    }
  }
  EXPECT_GT(ends[Progress::kFiled], 20);
  EXPECT_GT(ends[Progress::kHeld], 20);
  EXPECT_GT(ends[Progress::kNoted], 20);
  EXPECT_GT(ends[Progress::kDropped], 0);
  ExpectEachPushAskedAnew();

  clock.Move(hours(24 * 31));
  RunUntilIdle();
  for (const ItemRow& row : Rows()) {
    EXPECT_NE(row.progress(), Progress::kHeld) << row.kind;
    EXPECT_EQ(row.progress() == Progress::kDropped, row.content.empty())
        << row.kind << " " << ToString(row.reason());
  }
}

TEST_F(Kinds, P5_AMessageForANumberThatIsNotOursIsDroppedUnread) {
  Deliver(Webhook(PhotoFrom(kAnna, "w1", "m1"), "999"));
  RunUntilIdle();
  const std::vector<ItemRow> rows = Rows();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].progress(), Progress::kDropped);
  EXPECT_EQ(ToString(rows[0].reason()), "unknown-channel");
  const auto found = items.Find(rows[0].key);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->content, "");
  ASSERT_EQ(rows[0].media.size(), 1U);
  EXPECT_EQ(rows[0].media[0].progress, MediaProgress::kDropped);
  EXPECT_TRUE(media.asked.empty());
}

TEST_F(Kinds, P6_AReplyAndAReactionNameTheirTargetByItsDerivedIdentity) {
  Tell(TextFrom(kAnna, "w1", "take two") + "," +
       TextFrom(kAnna, "w2", "ok", R"(,"context":{"id":"w1"})") + "," +
       ReactionFrom(kAnna, "w3", "w1"));
  RunUntilIdle();
  const std::string target = MessageOf("w1")["identifier"].at(0)["value"].text();
  ASSERT_FALSE(target.empty());
  EXPECT_EQ(TargetOf("w2"), target);
  EXPECT_EQ(TargetOf("w3"), target);
}

TEST_F(Kinds, P6_AReactionToAMessageThatWasFiledAnewNamesTheFilingThatCounts) {
  consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kText);
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/carl"));
  RunUntilIdle();
  Tell(ReactionFrom(kAnna, "w2", "w1"));
  RunUntilIdle();
  ASSERT_FALSE(MessageOf("w1", 1).is_null());
  EXPECT_EQ(TargetOf("w2"), MessageOf("w1", 1)["identifier"].at(0)["value"].text());
}

TEST_F(Kinds, P6_AnAnswerToAMessageWeNeverSawNamesItAllTheSame) {
  Tell(TextFrom(kAnna, "w2", "ok", R"(,"context":{"id":"before-us"})"));
  RunUntilIdle();
  EXPECT_EQ(TargetOf("w2"),
            "urn:uuid:" + mappings::DeriveIdentity({"demo", "main", "before-us", 0}, "message"));
}

TEST_F(Kinds, P6_TheRealMessageTakesThePlaceOfItsPlaceholder) {
  Deliver(Fixture("seq_ghost_1_unsupported_131060"));
  RunUntilIdle();
  ASSERT_EQ(Rows().size(), 1U);
  EXPECT_EQ(Rows()[0].progress(), Progress::kHeld);
  Deliver(Fixture("seq_ghost_2_same_wamid_text"));
  RunUntilIdle();
  ASSERT_EQ(Rows().size(), 1U);
  EXPECT_EQ(Rows()[0].progress(), Progress::kFiled);
  EXPECT_FALSE(Rows()[0].deadline);
}

TEST_F(Kinds, P8_NobodysWordsNumbersOrIdsAreInLogsOrAudit) {
  const std::string id = "wamid.CANARYID";
  const auto message = [&](const std::string& phone, const std::string& n) {
    return R"({"from":")" + phone + R"(","id":")" + id + n +
           R"(","timestamp":"1795327190","type":"document",)" + R"("context":{"id":")" + id +
           R"(0"},"document":{"caption":"CANARYTEXT","filename":"CANARYFILE.pdf",)" +
           R"("mime_type":"application/CANARYTYPE","id":"CANARYMEDIUM)" + n + R"("}})";
  };
  const auto webhook = [&](const std::string& phone, const std::string& n,
                           const std::string& number) {
    std::string body = Webhook(message(phone, n), number);
    const std::string contact =
        R"("contacts":[{"profile":{"name":"CANARYNAME"},"wa_id":")" + phone + R"("}],)";
    return body.insert(body.find(R"("messages":[)"), contact);
  };
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}, {Broken(FailureKind::kRefused), false}};
  media.failures = {Broken(FailureKind::kUnreachable), Broken(FailureKind::kNotFound)};
  int n = 0;
  for (const char* phone : {kAnna, kBen, kCarl, kNurse, kStranger, kAnna}) {
    for (const char* number : {"109876543210987", "999"})
      Deliver(webhook(phone, std::to_string(++n), number));
  }
  Deliver(R"({"object":"CANARYTEXT )" + std::string(kAnna) + "\"}");
  Deliver("CANARYTEXT");
  for (int turn = 0; turn < 4; ++turn) {
    RunUntilIdle();
    clock.Move(minutes(16));
  }
  ASSERT_TRUE(person().AssignPatient(Row(id + "9").key, "Patient/anna"));
  consents.failure = Broken(FailureKind::kUnreachable);
  RunUntilIdle();
  clock.Move(hours(24 * 31));
  RunUntilIdle();

  std::vector<std::string> told = log.lines;
  for (const bridge::AuditEntry& entry : items.audit) {
    told.insert(told.end(), {entry.ev, entry.actor, entry.subject, entry.what, entry.reason});
    told.insert(told.end(), entry.basis.begin(), entry.basis.end());
  }
  EXPECT_GT(log.lines.size(), 20U);
  for (const std::string& words : told) {
    EXPECT_EQ(words.find("CANARY"), std::string::npos) << words;
    EXPECT_EQ(words.find("9725555501"), std::string::npos) << words;
  }
}

TEST_F(Kinds, P11_EchoesAndHistoryAreFiledAsWhatTheyAreAndCauseNothing) {
  Deliver(Fixture("smb_echo_text"));
  Deliver(Fixture("history_phase0_chunk1"));
  RunUntilIdle();
  std::map<std::string, int> filed;
  for (const ItemRow& row : Rows()) {
    if (row.progress() == Progress::kFiled) ++filed[row.source + " " + row.direction];
  }
  EXPECT_EQ(filed,
            (std::map<std::string, int>{{"echo out", 1}, {"history in", 2}, {"history out", 1}}));
  for (const Value& message : ehr.Messages()) {
    const std::string source = message["meta"]["tag"].at(0)["code"].text();
    EXPECT_TRUE(source == "echo" || source == "history") << source;
  }
  // All that left is charting: no reply, no task, no message of ours.
  for (const FakeEhr::Call& call : ehr.calls) {
    for (const Value& entry : call.bundle["entry"].items()) {
      const std::string type = entry["resource"]["resourceType"].text();
      EXPECT_TRUE(type == "Communication" || type == "Provenance") << type;
    }
  }
  EXPECT_TRUE(media.asked.empty());
}

}  // namespace
}  // namespace chartbridge::run_test
