#include "tests/bridge/run/fakes.h"

#include <algorithm>

namespace chartbridge::run_test {
namespace {

std::string IdentityOf(const Value& entry) {
  for (const Value& identifier : entry["resource"]["identifier"].items()) {
    if (identifier["system"].text() == "urn:chartbridge:id") return identifier["value"].text();
  }
  return entry["request"]["url"].text();  // what is PUT has its identity as id
}

bool IsThread(const Value& resource) {
  return resource["category"].at(0)["coding"].at(0)["code"].text() == "thread";
}

class Writer final : public bridge::VaultWriter {
 public:
  Writer(FakeVault& vault, std::string object, std::int64_t key)
      : vault_(vault), object_(std::move(object)), key_(key) {}
  Result<void, Failure> Write(std::span<const char>) override { return {}; }
  Result<void, Failure> Commit() override {
    vault_.objects[object_] = key_;
    return {};
  }

 private:
  FakeVault& vault_;
  std::string object_;
  std::int64_t key_;
};

class Reader final : public bridge::VaultReader {
 public:
  Result<std::size_t, Failure> Read(std::span<char>) override { return std::size_t(0); }
};

}  // namespace

void FakeEntropy::Fill(std::span<unsigned char> bytes) {
  for (unsigned char& byte : bytes) {
    std::uint64_t z = ++drawn_ * 0x9e3779b97f4a7c15;  // splitmix64
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
    byte = static_cast<unsigned char>(z >> 40U);
  }
}

Result<bridge::KnownPeople, Failure> FakeDirectory::FindByPhone(
    const std::vector<std::string>& spellings) {
  if (failure) return Unexpected<Failure>(*failure);
  const std::set<std::string> wanted(spellings.begin(), spellings.end());
  bridge::KnownPeople people;
  for (const bridge::KnownPatient& patient : patients) {
    const auto& phones = patient.phones;
    if (std::any_of(phones.begin(), phones.end(),
                    [&](const auto& phone) { return wanted.contains(phone); })) {
      people.patients.push_back(patient);
    }
  }
  for (const auto& [reference, phone] : practitioners) {
    if (wanted.contains(phone)) people.practitioners.push_back(reference);
  }
  return people;
}

Result<bridge::KnownPatient, Failure> FakeDirectory::Read(const std::string& reference) {
  if (failure) return Unexpected<Failure>(*failure);
  for (const bridge::KnownPatient& patient : patients) {
    if (patient.reference == reference) return patient;
  }
  return Fail(FailureKind::kNotFound, "there is no such patient");
}

Result<std::vector<Value>, Failure> FakeConsents::Current(
    const std::vector<std::string>& patients) {
  ++reads;
  if (const auto told = before) told(reads);
  if (failure) return Unexpected<Failure>(*failure);
  std::vector<Value> found;
  for (const std::string& patient : patients) {
    if (const auto consent = of.find(patient); consent != of.end())
      found.push_back(consent->second);
  }
  return found;
}

bridge::Filed FakeEhr::Land(const bridge::Filing& filing) {
  bridge::Filed filed{{}, true};
  for (const Value& entry : filing.bundle["entry"].items()) {
    const std::string identity = IdentityOf(entry);
    auto there = std::find_if(chart.begin(), chart.end(), [&](const Resource& resource) {
      return IdentityOf(resource.body) == identity;
    });
    if (there == chart.end()) {
      const std::string type = entry["resource"]["resourceType"].text();
      chart.push_back({type + "/" + std::to_string(chart.size() + 1), entry, true});
      there = std::prev(chart.end());
      filed.existed_already = false;
    }
    filed.resources.push_back(there->reference);
  }
  for (const bridge::Enclosure& enclosure : filing.enclosures)
    filed.resources.push_back(enclosure.binary);
  return filed;
}

Result<bridge::Filed, Failure> FakeEhr::File(const bridge::Filing& filing, bool after_doubt) {
  calls.push_back({filing.bundle, filing.enclosures, after_doubt, consents_.reads});
  journal.emplace_back("file");
  if (when_asked) when_asked(filing);
  if (!mishaps.empty()) {
    const Mishap mishap = mishaps.front();
    mishaps.pop_front();
    if (mishap.landed) Land(filing);
    return Unexpected<Failure>(mishap.failure);
  }
  bridge::Filed filed = Land(filing);
  if (const auto told = when_landed) told();  // a copy: it may unset itself
  return filed;
}

Result<std::optional<bridge::Filed>, Failure> FakeEhr::LookUp(const bridge::Filing& filing) {
  journal.emplace_back("look up");
  bridge::Filed filed{{}, true};
  for (const Value& entry : filing.bundle["entry"].items()) {
    const std::string identity = IdentityOf(entry);
    const auto there = std::find_if(chart.begin(), chart.end(), [&](const Resource& resource) {
      return IdentityOf(resource.body) == identity;
    });
    if (there == chart.end()) return std::optional<bridge::Filed>();
    filed.resources.push_back(there->reference);
  }
  return std::optional<bridge::Filed>(std::move(filed));
}

Result<void, Failure> FakeEhr::Retract(const std::vector<std::string>& resources) {
  if (retract_failure) return Unexpected<Failure>(*retract_failure);
  for (const std::string& reference : resources) {
    journal.push_back("retract " + reference);
    for (Resource& resource : chart) {
      if (resource.reference == reference && !IsThread(resource.body["resource"]))
        resource.current = false;
    }
  }
  return {};
}

std::vector<Value> FakeEhr::Current(std::string_view type) const {
  std::vector<Value> found;
  for (const Resource& resource : chart) {
    const Value& body = resource.body["resource"];
    if (resource.current && body["resourceType"].text() == type && !IsThread(body))
      found.push_back(body);
  }
  return found;
}

std::vector<Value> FakeEhr::Messages(const std::string& patient) const {
  std::vector<Value> found = Current("Communication");
  if (patient.empty()) return found;
  std::erase_if(found,
                [&](const Value& body) { return body["subject"]["reference"].text() != patient; });
  return found;
}

std::vector<Value> FakeEhr::Documents() const { return Current("DocumentReference"); }

Result<bridge::FetchedMedia, Failure> FakeMediaSource::Fetch(const std::string&,
                                                             const mappings::Media& media,
                                                             bridge::VaultWriter&) {
  asked.push_back(media.id.Reveal());
  if (const auto told = during) told();
  if (!failures.empty()) {
    const Failure failure = failures.front();
    failures.pop_front();
    return Unexpected<Failure>(failure);
  }
  return bridge::FetchedMedia{3, "image/jpeg", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
                              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
}

Result<std::unique_ptr<bridge::VaultWriter>, Failure> FakeVault::Create(
    const std::string& object, const bridge::DataKey& key) {
  return std::unique_ptr<bridge::VaultWriter>(std::make_unique<Writer>(*this, object, key.id()));
}

Result<std::unique_ptr<bridge::VaultReader>, Failure> FakeVault::Open(const std::string& object,
                                                                      const bridge::DataKey&) {
  if (!objects.contains(object)) return Fail(FailureKind::kNotFound, "there is no such object");
  return std::unique_ptr<bridge::VaultReader>(std::make_unique<Reader>());
}

Result<void, Failure> FakeVault::Remove(const std::string& object) {
  objects.erase(object);
  return {};
}

Result<bridge::ScanVerdict, Failure> FakeScanner::Scan(bridge::VaultReader&) {
  if (failures.empty()) return verdict;
  const Failure failure = failures.front();
  failures.pop_front();
  return Unexpected<Failure>(failure);
}

void FakeLog::Write(LogLevel, LogEvent event, std::initializer_list<LogField> fields) {
  std::string line(ToString(event));
  for (const LogField& field : fields) {
    line += " " + std::string(field.name) + "=" +
            (field.is_number ? std::to_string(field.number) : field.word);
  }
  const std::lock_guard lock(mutex_);
  lines.push_back(std::move(line));
}

void WatchedLedger::Keep(const std::vector<bridge::AuditEntry>& entries) {
  const std::lock_guard lock(mutex_);
  audit.insert(audit.end(), entries.begin(), entries.end());
}

Result<std::vector<bridge::ItemKey>, Failure> WatchedLedger::Split(
    bridge::Seq delivery, const std::vector<bridge::NewItem>& items) {
  auto added = ledger_.Split(delivery, items);
  if (!added) return added;
  for (const bridge::NewItem& item : items) {
    if (std::count(added->begin(), added->end(), item.key) > 0) Keep(item.audit);
  }
  return added;
}

Result<void, Failure> WatchedLedger::Record(const bridge::Transition& step) {
  auto recorded = ledger_.Record(step);
  if (recorded) Keep(step.audit);
  ++records;
  return recorded;
}

Result<void, Failure> WatchedLedger::RecordMedia(const std::string& worker,
                                                 const bridge::ItemKey& key,
                                                 const bridge::MediaChange& change,
                                                 std::optional<Instant> due, int attempts,
                                                 const std::vector<bridge::AuditEntry>& entries) {
  auto recorded = ledger_.RecordMedia(worker, key, change, due, attempts, entries);
  if (recorded) Keep(entries);
  return recorded;
}

Result<void, Failure> WatchedLedger::Remember(const bridge::PatientLink& link,
                                              const std::vector<bridge::AuditEntry>& entries) {
  Keep(entries);
  return ledger_.Remember(link, entries);
}

}  // namespace chartbridge::run_test
