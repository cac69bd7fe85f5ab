// Two people in a chart, copies of its files, and whoever tries to read them with the keys there
// are.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "chart_fixture.h"
#include "connectors/sqlite3/rows.h"

namespace chartbridge::chart {

using sqlite::Rows;
namespace fs = std::filesystem;

inline std::string BytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

inline std::vector<fs::path> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& file : fs::recursive_directory_iterator(folder))
    if (file.is_regular_file()) files.push_back(file.path());
  return files;
}

inline std::string AllBytes(const fs::path& folder) {
  std::string all;
  for (const fs::path& file : FilesBelow(folder)) all += BytesOf(file);
  return all;
}

inline bool IsKeyStore(const fs::path& file) {
  return file.filename().string().starts_with("chart-keys.db");
}

class ErasureTest : public ChartTest {
 protected:
  // Everything of a person: their own, what is about it, and files that nobody owns.
  void Person(const std::string& id, const std::string& word) {
    const std::string subject = R"("subject":{"reference":"Patient/)" + id + "\"}";
    const std::string patient = R"("patient":{"reference":"Patient/)" + id + "\"}";
    for (const char* active : {"false", "true"})
      Put("Patient/" + id, Patient(id, R"("active":)" + std::string(active) +
                                           R"(,"birthDate":"1983-04-05","name":[)"
                                           R"({"family":"Family)" +
                                           word +
                                           R"("}],"telecom":[{"system":"phone",)"
                                           R"("value":"+97250)" +
                                           word +
                                           R"("}],"identifier":[{"system":"urn:mrn",)"
                                           R"("value":"mrn-)" +
                                           word + "\"}]"));
    for (const char* text : {"first words", "second words"})
      Saved("Communication", id + "1",
            R"("status":"completed",)" + subject + R"(,"payload":[{"contentString":")" + text +
                " " + word + "\"}]");
    Saved("RelatedPerson", id, patient + R"(,"name":[{"family":"Kin)" + word + "\"}]");
    Saved("Consent", id,
          R"("status":"active","scope":{"text":"x"},"category":[{"text":"x"}],)" + patient);
    Saved("Task", id,
          R"("status":"requested","intent":"order","description":"Call )" + word +
              R"(","for":{"reference":"Patient/)" + id + "\"}");
    Put("Binary/" + id, "photo of " + word + std::string(200000, '.'),
        {{"Content-Type", "image/png"}, {"X-Security-Context", "Patient/" + id}});
    Put("Binary/loose-" + id, "loose letter of " + word, {{"Content-Type", "text/plain"}});
    Saved("DocumentReference", id,
          R"("status":"current",)" + subject +
              R"(,"content":[{"attachment":{"url":"Binary/loose-)" + id +
              R"("}},{"attachment":{"url":"Binary/)" + id + "\"}}]");
    Put("Binary/late-" + id, "late letter of " + word,
        {{"Content-Type", "text/plain"}, {"X-Security-Context", "DocumentReference/" + id}});
    Saved("Provenance", id,
          R"("recorded":"2026-01-02T03:04:05Z","agent":[{"who":{"display":")" + word +
              R"("}}],"target":[{"reference":"Communication/)" + id + R"(1/_history/1"}])");
    Saved("AuditEvent", id,
          R"("type":{"code":"rest"},"recorded":"2026-01-02T03:04:05Z","agent":[{"requestor":true,)"
          R"("name":")" +
              word +
              R"("}],"source":{"observer":{"display":"x"}},"entity":[{"what":)"
              R"({"reference":"Communication/)" +
              id + "1\"}}]");
  }
  void Saved(const std::string& type, const std::string& id, const std::string& members) {
    const Reply reply = Put(type + "/" + id, R"({"resourceType":")" + type + R"(","id":")" + id +
                                                 "\"," + members + "}");
    EXPECT_LT(reply.status, 300) << reply.body;
  }
  Reply Purge(const std::string& id) { return Post("Patient/" + id + "/$purge", ""); }

  // All but the key store, as it lies there.
  fs::path CopyData(const std::string& name) {
    const fs::path copy = folder_.string() + "-" + name;
    fs::create_directories(copy);
    for (const auto& entry : fs::directory_iterator(folder_))
      if (!IsKeyStore(entry.path()))
        fs::copy(entry.path(), copy / entry.path().filename(), fs::copy_options::recursive);
    copies_.push_back(copy);
    return copy;
  }
  void TearDown() override {
    ChartTest::TearDown();
    for (const fs::path& copy : copies_) fs::remove_all(copy);
  }

  std::vector<bridge::DataKey> Keys() {
    std::vector<bridge::DataKey> keys;
    sqlite::Connection file((folder_ / "chart-keys.db").string(), sqlite::Access::kReadOnly, "");
    Rows rows(file, "SELECT id, wrapped FROM data_key");
    while (rows.Next())
      keys.push_back(Unwrap({*ring_, entropy_, *vault_}, rows.Integer(0), rows.Text(1)));
    return keys;
  }

  // What these keys open of a copy, each tried on everything.
  std::string Decrypted(const fs::path& copy, const std::vector<bridge::DataKey>& keys) {
    std::string all;
    sqlite::Connection file((copy / "chart.db").string(), sqlite::Access::kReadWrite, "");
    auto vault = vault::FileVault::Open(copy / "media");
    Rows rows(file, "SELECT pid, number, body FROM content");
    while (rows.Next()) {
      const std::string place =
          "body|" + std::to_string(rows.Integer(0)) + "|" + std::to_string(rows.Integer(1));
      for (const bridge::DataKey& key : keys)
        if (auto plain = chart::Open({*ring_, entropy_, **vault}, key.bytes(), place, rows.Text(2)))
          all += *plain + "\n";
    }
    for (const fs::path& object : FilesBelow(copy / "media")) {
      for (const bridge::DataKey& key : keys) {
        auto reader = (*vault)->Open(object.filename(), key);
        std::string piece(1000, '\0');
        if (!reader) continue;
        if (const auto read = (*reader)->Read(piece)) all += piece.substr(0, *read) + "\n";
      }
    }
    return all;
  }

  // Every index entry by which the person could be confirmed.
  std::vector<std::string> Hashes(const std::string& id, const std::string& word) {
    const StoreContext context{*ring_, entropy_, *vault_};
    return {HashOf(context, "Patient", "name", "w:family" + word),
            HashOf(context, "Patient", "phone", "v:+97250" + word),
            HashOf(context, "Patient", "telecom", "v:+97250" + word),
            HashOf(context, "Patient", "identifier", "v:mrn-" + word),
            HashOf(context, "Communication", "subject", "r:Patient/" + id),
            HashOf(context, "Communication", "patient", "r:Patient/" + id)};
  }

  std::vector<fs::path> copies_;
};

}  // namespace chartbridge::chart
