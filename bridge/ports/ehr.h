// The port to any EHR, the embedded chart included. It takes meaning; what a server is sent is the
// connector's business (redesign.md section 4).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/item_rows.h"
#include "bridge/ports/vault.h"
#include "fhir/json/value.h"
#include "mappings/to_bundle.h"

namespace chartbridge::bridge {

// A file whose bytes come from the vault.
struct BinaryContent {
  std::string part;       // "binary:<n>"
  std::string reference;  // "Binary/<uuid>" as the payload names it; Plan fills it in
  std::string content_type;
  std::uint64_t size = 0;
  std::string object;
  std::int64_t key_id = 0;
};

// What is to be documented, for one filing.
struct PlanRequest {
  const mappings::Item& item;
  const mappings::Context& context;  // media states included
  // nullopt: the message, with every medium that is ready. A number: that medium alone, whose
  // message stands in the chart already.
  std::optional<int> medium;
  std::vector<BinaryContent> files;  // of the media that are ready
  // What stands there of this filing: literal references are written from it. Empty at first.
  std::vector<FilingPart> standing;
};

// The bytes that are about to leave, without those of the files.
struct Payload {
  std::string type;  // "application/fhir+json; transaction"
  std::string body;
  std::vector<FilingPart> parts;     // state kWanted; the order is that of sending
  std::vector<BinaryContent> files;  // those that the body refers to
};

// How a call that changes the chart ended. What the EHR confirmed of it is told part by part, also
// when it failed half-way.
struct SendOutcome {
  std::vector<FilingPart> confirmed;  // with reference, version and new state
  std::optional<Failure> failure;     // absent: everything was confirmed
};

class Ehr {
 public:
  virtual ~Ehr() = default;

  // Pure. What the filing becomes for this EHR; an Issue when no resource can be made of it.
  virtual Result<Payload, Issue> Plan(const PlanRequest& request) const = 0;
  // Pure. New versions of parts that stand in the chart, as `request.standing` says; a payload
  // without parts when nothing would differ.
  virtual Result<Payload, Issue> PlanAmendment(const PlanRequest& request) const = 0;

  // Creates what the payload says, each part at most once: a part that stands there by its identity
  // counts as confirmed. kInDoubt: the answer was lost, look up before sending again. Any thread.
  virtual SendOutcome Send(const Payload& payload) = 0;

  // Those of the parts that stand in the chart now, found by identity, with reference, version and
  // state (kEnteredInError when taken back). Changes nothing. kAmbiguous: two of one identity.
  virtual Result<std::vector<FilingPart>, Failure> LookUp(const std::vector<FilingPart>& parts) = 0;

  // The payload's resources become new versions of those that stand; what others added there
  // (notes, tags) stays. A version that moved on is read again and tried again, few times:
  // kConflict.
  virtual SendOutcome Amend(const Payload& payload) = 0;

  // Marks the parts entered-in-error (a wrong filing is undone, promise P4). Those that are already
  // so, or that the EHR says are gone, count as done; types without such a status and threads are
  // left alone. A bare 404 of something that is no FHIR server does not count: kUnreachable.
  virtual SendOutcome Retract(const std::vector<FilingPart>& parts) = 0;

  // One cheap question that a well server answers: is it there, and does it let us in?
  virtual Result<void, Failure> Probe() = 0;
};

struct PatientIdentifier {
  std::string system;
  std::string value;
  bool operator==(const PatientIdentifier&) const = default;
};

// People the EHR knows. Read fresh each time.
struct KnownPatient {
  std::string reference;  // "Patient/…"
  // Records that are the same person because both sides say so (replaced-by and replaces): their
  // Consents speak for and against.
  std::vector<std::string> merged;
  // Records that only one side ties to this one (a replaced-by alone, seealso): they may add
  // denials, never permits.
  std::vector<std::string> related;
  std::vector<std::string> phones;  // current telecom values as written there, sms too
  std::vector<PatientIdentifier> identifiers;
  std::string birth_date;  // "" when unknown
  bool active = true;
  bool deceased = false;  // deceasedBoolean true or any deceasedDateTime
};

struct KnownPeople {
  std::vector<KnownPatient> patients;
  std::vector<std::string> practitioners;  // references with one of these numbers
  // Records that could not be read: set aside so that they block no good one; a task for a person.
  std::vector<std::string> unreadable;
};

class PatientDirectory {
 public:
  virtual ~PatientDirectory() = default;
  // Everybody whose current phone number is one of `spellings`. Results are checked again by the
  // caller. Falls back to one search a spelling where the server takes no list.
  virtual Result<KnownPeople, Failure> FindByPhone(const std::vector<std::string>& spellings) = 0;
  // One patient, replaced-by links followed. kNotFound when there is none.
  virtual Result<KnownPatient, Failure> Read(const std::string& reference) = 0;
  // The organization that this one is part of, "" at the top or when the server does not know it:
  // a consent that names the hospital speaks of its clinics too (rule R10.2).
  virtual Result<std::string, Failure> ParentOf(const std::string& organization) = 0;
  // The identifiers of an organization: a Consent may name it by one of them alone. Empty when the
  // server does not know it.
  virtual Result<std::vector<PatientIdentifier>, Failure> IdentifiersOf(
      const std::string& organization) = 0;
  // The members of a Group, CareTeam or PractitionerRole, as references; empty when it has none or
  // the server does not know it.
  virtual Result<std::vector<std::string>, Failure> MembersOf(const std::string& reference) = 0;
  // Every name that this server goes by: base URLs as typed, as CapabilityStatement.implementation
  // says, as its links say. References that begin with one of them are its own (rule R3.2).
  virtual std::vector<std::string> OwnNames() = 0;
};

// Where nobody can be asked: every question fails with `why`.
class NoDirectory final : public PatientDirectory {
 public:
  explicit NoDirectory(std::string why) : why_(std::move(why)) {}
  Result<KnownPeople, Failure> FindByPhone(const std::vector<std::string>&) override {
    return Nobody();
  }
  Result<KnownPatient, Failure> Read(const std::string&) override { return Nobody(); }
  Result<std::string, Failure> ParentOf(const std::string&) override { return Nobody(); }
  Result<std::vector<PatientIdentifier>, Failure> IdentifiersOf(const std::string&) override {
    return Nobody();
  }
  Result<std::vector<std::string>, Failure> MembersOf(const std::string&) override {
    return Nobody();
  }
  std::vector<std::string> OwnNames() override { return {}; }

 private:
  Unexpected<Failure> Nobody() const { return Fail(FailureKind::kUnreachable, why_); }
  const std::string why_;
};

class ConsentSource {
 public:
  virtual ~ConsentSource() = default;
  // All Consents of all these patients, all pages, freshly read (rule R1). Any doubt is a Failure.
  virtual Result<std::vector<fhir::json::Value>, Failure> Current(
      const std::vector<std::string>& patients) = 0;
};

}  // namespace chartbridge::bridge
