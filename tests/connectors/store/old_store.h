// A store as version 0.1.0 left it, row by row, under today's tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {

// A row of its table `item`, and what belonged to it.
struct OldItem {
  int number = 0;  // ordinal, and the number of its key
  std::string progress = "parsed";
  std::string reason;
  std::string patient;
  int filing = 0;
  int attempts = 0;
  std::optional<int> due;  // seconds from now, as the next one
  std::optional<int> deadline;
  std::string resources;  // a line each
  int conversation = 1;   // of four
  bool placeholder = false;
  std::string outbox;  // "" for none
};

struct OldMedium {
  int item = 0;
  std::string progress;
  std::string reason;
  std::string object;
  int attempts = 0;
  int due = 0;
};

// Collects SQL and turns the store into the old one. The keys stay those of the store.
class OldStore {
 public:
  // `store` is fresh and open.
  OldStore(StoreUnderTest& store, EngineKind kind);

  static std::string Conversation(int number);
  void Add(const OldItem& item);
  void Add(const OldMedium& medium);
  void Link(int conversation, const std::string& patient, const std::string& confirmed_by);
  void Run(const std::string& statement) { rows_ += statement + ";\n"; }
  // Shuts the store, brings the schema back to the one of `scripts` and puts the rows there.
  void Write(const std::vector<std::string>& scripts = {"0001-first.sql", "0002-people.sql"});

 private:
  std::string Blob(const std::string& bytes) const;
  std::string Millis(std::optional<int> seconds) const;
  std::string Sealed(const bridge::DataKey& key, const std::string& cell,
                     const std::string& plain) const;
  std::string Script(const std::string& name) const;

  StoreUnderTest& store_;
  const EngineKind kind_;
  const Instant now_;
  std::string rows_;
};

}  // namespace chartbridge::store_test
