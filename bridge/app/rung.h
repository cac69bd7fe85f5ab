// How the EHR is written to, said from what it declares (design.md section 7).
#pragma once

#include <mutex>

#include "connectors/api/api_ports.h"
#include "connectors/ehr/ehr_probe.h"

namespace chartbridge {

// This version has rung A only; `why` says what of it the server does not declare.
api::Rung RungOf(const ehr::Declared& declared);

// What the last CapabilityStatement said. Any thread.
class RungKept {
 public:
  void Note(const ehr::Declared& declared);
  api::Rung Read();  // says so when none was read yet

 private:
  std::mutex mutex_;
  std::optional<ehr::Declared> declared_;
};

}  // namespace chartbridge
