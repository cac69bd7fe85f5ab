#include "tests/connectors/store/old_store.h"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "connectors/sql/store_context.h"

namespace chartbridge::store_test {
namespace {

std::string KeyText(int number) {
  char key[37];
  std::snprintf(key, sizeof key, "00000000-0000-5000-8000-%012d", number);
  return key;
}

std::string Quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

OldStore::OldStore(StoreUnderTest& store, EngineKind kind)
    : store_(store), kind_(kind), now_(store.clock().Now()) {
  for (int number = 1; number <= 4; ++number) {
    const std::string id = Blob(sql::UuidBytes(Conversation(number)).value);
    Run("INSERT INTO conversation (serial, id, tenant, channel, line, next_due, lease_owner, "
        "lease_until) VALUES (" +
        std::to_string(number) + ", " + id + ", 'demo', 'main', " + id + ", NULL, 'host-123', " +
        Millis(60) + ")");
  }
}

std::string OldStore::Conversation(int number) { return KeyText(9000 + number); }

std::string OldStore::Blob(const std::string& bytes) const {
  std::string hex;
  for (const char c : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    hex += digits;
  }
  return kind_ == EngineKind::kSqlite ? "x'" + hex + "'" : "'\\x" + hex + "'";
}

std::string OldStore::Millis(std::optional<int> seconds) const {
  if (!seconds) return "NULL";
  return std::to_string(ToUnixMillis(now_ + std::chrono::seconds(*seconds)));
}

std::string OldStore::Sealed(const bridge::DataKey& key, const std::string& cell,
                             const std::string& plain) const {
  return Blob(crypto::Seal(key.bytes(), 1, "demo|" + cell, plain));
}

void OldStore::Add(const OldItem& item) {
  const bool destroyed = item.progress == "dropped";
  const auto key = store_.store().keys().CreateKey();
  ASSERT_TRUE(key);
  const std::string uuid = KeyText(item.number);
  const std::string conversation = Blob(sql::UuidBytes(Conversation(item.conversation)).value);
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  std::string resources = item.resources;
  Run("INSERT INTO item (ordinal, tenant, item_key, conversation, line, channel, kind, source, "
      "direction, received, sent, progress, reason, patient, filing, attempts, due, deadline, "
      "placeholder, media_count, media_news, resources, provider_id, refers_to, key_id, content) "
      "VALUES (" +
      number(item.number) + ", 'demo', " + Blob(sql::UuidBytes(uuid).value) + ", " + conversation +
      ", " + conversation + ", 'main', 'text', 'live', 'in', " + Millis(-100) + ", " +
      Millis(-110) + ", " + Quoted(item.progress) + ", " + Quoted(item.reason) + ", " +
      Quoted(item.patient) + ", " + number(item.filing) + ", " + number(item.attempts) + ", " +
      Millis(item.due) + ", " + Millis(item.deadline) + ", " + number(item.placeholder) +
      ", 0, 0, " + Quoted(item.resources) + ", NULL, NULL, " +
      (destroyed ? "NULL, NULL)"
                 : number(key->id()) + ", " + Sealed(*key, "item|content|" + uuid, "{}") + ")"));
  if (item.outbox.empty()) return;
  Run("INSERT INTO outbox (ordinal, tenant, conversation, bundle) VALUES (" + number(item.number) +
      ", 'demo', " + conversation + ", " + Sealed(*key, "outbox|bundle|" + uuid, item.outbox) +
      ")");
}

void OldStore::Add(const OldMedium& medium) {
  const std::string item = std::to_string(medium.item);
  Run("INSERT INTO media (ordinal, number, tenant, conversation, progress, reason, attempts, due, "
      "lease_owner, lease_until, object, key_id, content_type, size, sha1, sha256, resources) "
      "SELECT " +
      item + ", 1, 'demo', conversation, " + Quoted(medium.progress) + ", " +
      Quoted(medium.reason) + ", " + std::to_string(medium.attempts) + ", " + Millis(medium.due) +
      ", 'host-123', 0, " + Quoted(medium.object) +
      ", 77, 'image/jpeg', 5, 'c2hhMQ==', 'ab12', '' FROM item WHERE ordinal = " + item);
  Run("UPDATE item SET media_count = 1 WHERE ordinal = " + item);
}

void OldStore::Link(int conversation, const std::string& patient, const std::string& confirmed_by) {
  Run("INSERT INTO patient_link (conversation, tenant, patient, confirmed_by, confirmed_at) VALUES "
      "(" +
      Blob(sql::UuidBytes(Conversation(conversation)).value) + ", 'demo', " + Quoted(patient) +
      ", " + Quoted(confirmed_by) + ", " + Millis(-50) + ")");
}

std::string OldStore::Script(const std::string& name) const {
  const std::string engine = kind_ == EngineKind::kSqlite ? "sqlite" : "postgres";
  std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/../connectors/" + engine + "/schema/" +
                     name);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

void OldStore::Write(const std::vector<std::string>& scripts) {
  store_.Shut();
  // On PostgreSQL the keys step aside while the old schema makes a place of its own for them.
  std::string all =
      kind_ == EngineKind::kPostgres
          ? "ALTER SCHEMA chartbridge_keys RENAME TO kept; DROP SCHEMA public CASCADE; "
            "CREATE SCHEMA public;\n"
          : "PRAGMA writable_schema = 1; DELETE FROM sqlite_master; PRAGMA writable_schema = 0; "
            "VACUUM;\n";
  all +=
      "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied "
      "BIGINT NOT NULL);\n";
  for (const std::string& script : scripts) {
    all += Script(script) + "INSERT INTO schema_version (version, name, applied) VALUES (" +
           script.substr(3, 1) + ", '" + script + "', 0);\n";
  }
  if (kind_ == EngineKind::kPostgres) {
    all += "DROP SCHEMA chartbridge_keys CASCADE; ALTER SCHEMA kept RENAME TO chartbridge_keys;\n";
  }
  all += kind_ == EngineKind::kSqlite ? "INSERT INTO store (tenant) VALUES ('demo');\n" : "";
  if (kind_ == EngineKind::kPostgres) {
    Run("SELECT setval(pg_get_serial_sequence('item', 'ordinal'), 1000)");
    Run("SELECT setval(pg_get_serial_sequence('conversation', 'serial'), 1000)");
  }
  ASSERT_TRUE(store_.Sabotage(all));
  ASSERT_TRUE(store_.Sabotage(rows_)) << rows_;
}

}  // namespace chartbridge::store_test
