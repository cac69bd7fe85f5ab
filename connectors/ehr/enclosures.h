// Media of a filing: small ones into the Bundle, large ones ahead of it.
#pragma once

#include <atomic>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

class Enclosures {
 public:
  // Up to `inline_bytes` per Bundle travel inside it.
  Enclosures(FhirRest& rest, bridge::Vault& vault, bridge::KeyStore& keys,
             std::uint64_t inline_bytes)
      : rest_(rest), vault_(vault), keys_(keys), inline_bytes_(inline_bytes) {}

  // `filing.bundle`, ready to be sent: each small enclosure's bytes stand in its Binary entry; each
  // large one lies in the EHR already, put raw under its own id, and has no entry. Putting the same
  // id again changes nothing, so this may be repeated. Flat memory.
  Result<fhir::json::Value, Failure> Settle(const bridge::Filing& filing);

 private:
  Result<void, Failure> Upload(const bridge::Enclosure& enclosure,
                               const std::string& security_context);
  Result<void, Failure> UploadRaw(const bridge::Enclosure& enclosure,
                                  const std::string& security_context);
  Result<void, Failure> UploadInJson(const bridge::Enclosure& enclosure,
                                     const std::string& security_context);

  FhirRest& rest_;
  bridge::Vault& vault_;
  bridge::KeyStore& keys_;
  std::uint64_t inline_bytes_;
  std::atomic<bool> raw_not_offered_ = false;
};

}  // namespace chartbridge::ehr
