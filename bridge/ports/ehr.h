// The port to any EHR, the embedded chart included.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/failure.h"
#include "bridge/ports/vault.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge {

// A Binary whose bytes come from the vault.
struct Enclosure {
  std::string binary;  // "Binary/<uuid>"
  std::string content_type;
  std::uint64_t size = 0;
  std::string object;
  std::int64_t key_id = 0;
};

struct Filing {
  fhir::json::Value bundle;  // transaction, without the enclosures' bytes
  std::vector<Enclosure>
      enclosures;  // small ones go into the Bundle, large ones are sent before it, raw
};

struct Filed {
  std::vector<std::string> resources;  // "Communication/123", in Bundle order, without version
  bool existed_already = false;        // every conditional create found its resource
};

class Ehr {
 public:
  virtual ~Ehr() = default;

  // Conditional create of everything in the Bundle. kInDoubt when the answer was lost: the next
  // call reads back by identifier first (set `after_doubt`). Any thread.
  virtual Result<Filed, Failure> File(const Filing& filing, bool after_doubt) = 0;

  // What stands there already of a filing that may have been sent: nullopt when it is not there
  // whole. Creates nothing.
  virtual Result<std::optional<Filed>, Failure> LookUp(const Filing& filing) = 0;

  // Sets the resources' status to entered-in-error (a wrong filing is undone, promise P4). Those
  // that are already so, or that are gone, count as done. Types without such a status are left
  // alone.
  virtual Result<void, Failure> Retract(const std::vector<std::string>& resources) = 0;
};

// People the EHR knows. Read fresh each time.
struct KnownPatient {
  std::string reference;            // "Patient/…"
  std::vector<std::string> merged;  // ids that were merged into it (Patient.link)
  std::vector<std::string> phones;  // current telecom values as written there
  std::string birth_date;           // "" when unknown
  bool active = true;
};

struct KnownPeople {
  std::vector<KnownPatient> patients;
  std::vector<std::string> practitioners;  // references with one of these numbers
};

class PatientDirectory {
 public:
  virtual ~PatientDirectory() = default;
  // Everybody whose current phone number is one of `spellings`. Results are checked again by the
  // caller.
  virtual Result<KnownPeople, Failure> FindByPhone(const std::vector<std::string>& spellings) = 0;
  // One patient, replaced-by links followed. kNotFound when there is none.
  virtual Result<KnownPatient, Failure> Read(const std::string& reference) = 0;
  // The organization that this one is part of, "" at the top or when the server does not know it:
  // a consent that names the hospital speaks of its clinics too (rule R10.2).
  virtual Result<std::string, Failure> ParentOf(const std::string& organization) {
    (void)organization;
    return std::string();
  }
};

class ConsentSource {
 public:
  virtual ~ConsentSource() = default;
  // All Consents of all these patients, all pages, freshly read (rule R1). Any doubt is a Failure.
  virtual Result<std::vector<fhir::json::Value>, Failure> Current(
      const std::vector<std::string>& patients) = 0;
};

}  // namespace chartbridge::bridge
