// Conversations -> chart: takes one conversation at a time under a lease and works through what of
// it is due, in order (promise P7).
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "bridge/run/context.h"
#include "bridge/run/item_run.h"

namespace chartbridge::bridge::run {

// Patients read a moment ago, so that a busy conversation does not ask for the same one each
// time. Consents are never kept. Bounded; any thread.
struct PatientBook {
 public:
  explicit PatientBook(const Ports& ports) : ports_(ports) {}
  Result<KnownPatient, Failure> Read(const std::string& reference);
  // What the gate must know of `organization`: whom it is part of, as consent::Environment says it.
  Result<fhir::json::Value, Failure> Relations(const std::string& organization);

 private:
  struct Page {
    KnownPatient patient;
    Instant read;
  };
  const Ports& ports_;
  std::mutex mutex_;
  std::map<std::string, Page> pages_;
  fhir::json::Value relations_;
  Instant relations_read_{};
};

// The line to the EHR: when it answers that it has too much, or nothing at all, everybody waits.
class Line {
 public:
  void Pause(Instant until);
  Instant paused_until() const;

 private:
  std::atomic<std::int64_t> until_{0};
};

class Filer {
 public:
  Filer(const Ports& ports, const RunSettings& settings, PatientBook& book, Line& line)
      : ports_(ports), settings_(settings), book_(book), line_(line) {}

  // Works on one conversation. False when none is due or the line is paused.
  Result<bool, Failure> RunOnce(const std::string& worker);

 private:
  Result<void, Failure> WorkOn(const std::string& worker, const Work& work, Instant lease_until);

  const Ports& ports_;
  const RunSettings& settings_;
  PatientBook& book_;
  Line& line_;
};

}  // namespace chartbridge::bridge::run
