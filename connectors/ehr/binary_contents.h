// Bytes of media on their way into the EHR: small ones inside the Bundle, large ones ahead of it.
#pragma once

#include <atomic>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

class BinaryContents {
 public:
  BinaryContents(FhirRest& rest, bridge::Vault& vault, bridge::KeyStore& keys)
      : rest_(rest), vault_(vault), keys_(keys) {}

  // The `data` of a Binary entry, whole in memory.
  Result<std::string, Failure> Base64(const bridge::BinaryContent& content);

  // Puts the bytes under their own id, raw where the EHR takes that, else inside the resource. Its
  // labels and whose record it is are those of the document in `bundle` that refers to it. Putting
  // the same id again changes nothing, so this may be repeated. Flat memory.
  Result<void, Failure> Upload(const bridge::BinaryContent& content,
                               const fhir::json::Value& bundle);

 private:
  Result<void, Failure> UploadRaw(const bridge::BinaryContent& content,
                                  const fhir::json::Value& binary);
  Result<void, Failure> UploadInJson(const bridge::BinaryContent& content,
                                     const fhir::json::Value& binary);

  FhirRest& rest_;
  bridge::Vault& vault_;
  bridge::KeyStore& keys_;
  std::atomic<bool> raw_not_offered_ = false;
};

}  // namespace chartbridge::ehr
