#include "tests/bridge/run/fakes.h"

#include <algorithm>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "mappings/to_bundle.h"

namespace chartbridge::run_test {
namespace {

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
  ++searches;
  if (failure) return Unexpected<Failure>(*failure);
  if (search_failure) return Unexpected<Failure>(*search_failure);
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

namespace {

bridge::Payload ToPayload(const mappings::Mapped& mapped, const bridge::PlanRequest& request) {
  bridge::Payload payload;
  payload.type = "bundle";
  payload.body = fhir::json::Write(mapped.bundle);
  for (const mappings::MappedPart& part : mapped.parts)
    payload.parts.push_back(
        {part.part, part.type, part.identity, "", "", bridge::PartState::kWanted});
  for (bridge::BinaryContent file : request.files) {
    const int number = std::stoi(file.part.substr(file.part.find(':') + 1));
    if (request.medium && *request.medium != number) continue;
    file.reference = mappings::BinaryReference(request.item, request.context, number);
    payload.files.push_back(file);
    const std::string identity = file.reference.substr(file.reference.find('/') + 1);
    const bool known = std::any_of(payload.parts.begin(), payload.parts.end(),
                                   [&](const auto& part) { return part.part == file.part; });
    if (!known)
      payload.parts.push_back({file.part, "Binary", identity, "", "", bridge::PartState::kWanted});
  }
  return payload;
}

mappings::Context WithStanding(const bridge::PlanRequest& request) {
  mappings::Context context = request.context;
  for (const bridge::FilingPart& part : request.standing)
    context.standing[part.part] = part.reference;
  return context;
}

}  // namespace

Result<bridge::Payload, Issue> FakeEhr::Plan(const bridge::PlanRequest& request) const {
  const mappings::Context context = WithStanding(request);
  auto mapped = request.medium ? mappings::ToMediaBundle(request.item, context, *request.medium)
                               : mappings::ToBundle(request.item, context);
  if (!mapped) return Unexpected<Issue>(mapped.error());
  return ToPayload(*mapped, request);
}

Result<bridge::Payload, Issue> FakeEhr::PlanAmendment(const bridge::PlanRequest& request) const {
  auto mapped = mappings::ToNewVersions(request.item, WithStanding(request), request.medium);
  if (!mapped) return Unexpected<Issue>(mapped.error());
  bridge::Payload payload = ToPayload(*mapped, request);
  payload.files.clear();
  std::erase_if(payload.parts, [](const auto& part) { return part.type == "Binary"; });
  for (bridge::FilingPart& part : payload.parts) {
    for (const bridge::FilingPart& there : request.standing) {
      if (there.part == part.part) part.reference = there.reference;
    }
  }
  return payload;
}

std::vector<bridge::FilingPart> FakeEhr::Land(const Value& bundle, const bridge::Payload& payload,
                                              std::size_t entries) {
  std::vector<bridge::FilingPart> confirmed;
  for (std::size_t i = 0; i < payload.parts.size(); ++i) {
    if (i >= entries) break;
    bridge::FilingPart part = payload.parts[i];
    auto there = std::find_if(chart.begin(), chart.end(), [&](const Resource& resource) {
      return resource.identity == part.identity && resource.part == part.part;
    });
    if (there == chart.end()) {
      const Value& entry = bundle["entry"].at(i);
      chart.push_back({part.type + "/" + std::to_string(chart.size() + 1), part.part, part.identity,
                       entry["resource"], true});
      there = std::prev(chart.end());
    }
    part.reference = there->reference;
    part.version = "1";
    part.state = bridge::PartState::kConfirmed;
    confirmed.push_back(std::move(part));
  }
  return confirmed;
}

bridge::SendOutcome FakeEhr::Send(const bridge::Payload& payload) {
  const auto bundle = fhir::json::Parse(payload.body);
  calls.push_back({*bundle, payload.files, looked_up_, consents_.reads});
  looked_up_ = false;
  journal.emplace_back("send");
  if (when_asked) when_asked(*bundle);
  if (!mishaps.empty()) {
    const Mishap mishap = mishaps.front();
    mishaps.pop_front();
    std::vector<bridge::FilingPart> landed;
    if (mishap.landed) Land(*bundle, payload, payload.parts.size());
    if (mishap.half >= 0) landed = Land(*bundle, payload, std::size_t(mishap.half));
    return {landed, mishap.failure};
  }
  bridge::SendOutcome outcome{Land(*bundle, payload, payload.parts.size()), std::nullopt};
  if (const auto told = when_landed) told();  // a copy: it may unset itself
  return outcome;
}

Result<std::vector<bridge::FilingPart>, Failure> FakeEhr::LookUp(
    const std::vector<bridge::FilingPart>& parts) {
  journal.emplace_back("look up");
  if (look_up_failure) return Unexpected<Failure>(*look_up_failure);
  std::vector<bridge::FilingPart> found;
  for (bridge::FilingPart part : parts) {
    for (const Resource& resource : chart) {
      if (resource.identity != part.identity || resource.part != part.part) continue;
      part.reference = resource.reference;
      part.state =
          resource.current ? bridge::PartState::kConfirmed : bridge::PartState::kEnteredInError;
      found.push_back(part);
      break;
    }
  }
  looked_up_ = found.size() < parts.size();
  return found;
}

bridge::SendOutcome FakeEhr::Amend(const bridge::Payload& payload) {
  if (amend_failure) return {{}, amend_failure};
  const auto bundle = fhir::json::Parse(payload.body);
  bridge::SendOutcome outcome;
  for (std::size_t i = 0; i < payload.parts.size(); ++i) {
    bridge::FilingPart part = payload.parts[i];
    journal.push_back("amend " + part.reference);
    for (Resource& resource : chart) {
      if (resource.reference == part.reference)
        resource.body = (*bundle)["entry"].at(i)["resource"];
    }
    part.version = "2";
    part.state = bridge::PartState::kAmended;
    outcome.confirmed.push_back(std::move(part));
  }
  return outcome;
}

bridge::SendOutcome FakeEhr::Retract(const std::vector<bridge::FilingPart>& parts) {
  if (retract_failure) return {{}, retract_failure};
  bridge::SendOutcome outcome;
  for (bridge::FilingPart part : parts) {
    journal.push_back("retract " + part.reference);
    for (Resource& resource : chart) {
      if (resource.reference == part.reference && !IsThread(resource.body))
        resource.current = false;
    }
    part.state = bridge::PartState::kEnteredInError;
    outcome.confirmed.push_back(std::move(part));
  }
  return outcome;
}

Result<void, Failure> FakeEhr::Probe() {
  journal.emplace_back("probe");
  if (probe_failure) return Unexpected<Failure>(*probe_failure);
  return {};
}

int FakeEhr::Journalled(const std::string& word) const {
  return int(std::count_if(journal.begin(), journal.end(),
                           [&](const std::string& line) { return line.starts_with(word); }));
}

std::vector<Value> FakeEhr::Current(std::string_view type) const {
  std::vector<Value> found;
  for (const Resource& resource : chart) {
    const Value& body = resource.body;
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

Result<bridge::FetchedMedia, Failure> FakeChannel::FetchMedium(const std::string&,
                                                               const mappings::Media& medium,
                                                               bridge::VaultWriter&) {
  asked.push_back(medium.id.Reveal());
  if (const auto told = during) told();
  if (!failures.empty()) {
    const Failure failure = failures.front();
    failures.pop_front();
    return Unexpected<Failure>(failure);
  }
  return bridge::FetchedMedia{3, "image/jpeg", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
                              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                              objection};
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

Result<void, Failure> FakeVault::List(Instant,
                                      const std::function<bool(const std::string&)>& visit) {
  const auto all = objects;
  for (const auto& [object, key] : all) {
    if (!visit(object)) break;
  }
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

// Of a slice the store may skip what it knows; the audit of that is not told apart here.
Result<void, Failure> WatchedItems::Split(const std::vector<bridge::Slice>& slices) {
  if (refusal) return Unexpected<Failure>(*refusal);
  auto done = items_.Split(slices);
  if (!done) return done;
  const std::lock_guard lock(mutex_);
  for (const bridge::Slice& slice : slices) {
    for (const bridge::NewItem& item : slice.items)
      audit.insert(audit.end(), item.audit.begin(), item.audit.end());
  }
  return done;
}

Result<void, Failure> WatchedItems::Record(const bridge::ItemStep& step) {
  if (refusal) return Unexpected<Failure>(*refusal);
  auto recorded = items_.Record(step);
  const std::lock_guard lock(mutex_);
  if (recorded) audit.insert(audit.end(), step.audit.begin(), step.audit.end());
  ++records;
  return recorded;
}

}  // namespace chartbridge::run_test
