// Just enough of a FHIR server to count what a filing leaves behind: transactions with conditional
// create, read, search by identifier, update with If-Match.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "bridge/ports/ehr.h"
#include "fake_fhir.h"

namespace chartbridge::ehr::testing {

class LittleChart {
 public:
  Reply Answer(const Seen& seen);
  // How many current resources of that type there are.
  int Count(const std::string& type) const;
  fhir::json::Value At(const std::string& reference) const;
  void Put(const std::string& reference, fhir::json::Value resource);
  bool hide_locations = false;      // as with Prefer: return=minimal, for resources that existed
  bool breaks_off = false;          // answers 500 to every conditional create of what is there
  std::string existing = "200 OK";  // how a conditional create of what is there is answered

 private:
  Reply Transaction(const Seen& seen);
  Reply Search(const std::string& type, const std::string& query);
  Reply Read(const std::string& reference);
  Reply Update(const std::string& reference, const Seen& seen);
  std::string FindByIdentity(const fhir::json::Value& resource) const;
  void Store(const std::string& reference, fhir::json::Value resource);

  mutable std::mutex mutex_;
  std::map<std::string, fhir::json::Value> resources_;
  int next_ = 1;
};

// The payload of one message: thread, Communication, Provenance and, with `binary_size` > 0, a
// DocumentReference and its Binary, whose entry is left out when its bytes go `ahead`. Identities
// are "thread-1", NAME, "doc-NAME", "bin-NAME" and "prov-NAME".
bridge::Payload OneMessage(const std::string& name, std::uint64_t binary_size = 0,
                           bool ahead = false);

// References of what was confirmed, in its order.
std::vector<std::string> References(const bridge::SendOutcome& outcome);

// The part of that name.
bridge::FilingPart Part(const std::vector<bridge::FilingPart>& parts, const std::string& name);

}  // namespace chartbridge::ehr::testing
