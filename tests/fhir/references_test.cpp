#include "fhir/r4/references.h"

#include <gtest/gtest.h>

#include <string>

namespace chartbridge::fhir::r4 {
namespace {

TEST(References, TheShapesOfTheSpecificationPass) {
  for (const char* text :
       {"Patient/1", "Consent/k1/_history/2", "https://ehr.example/fhir/Patient/1",
        "http://127.0.0.1:8080/fhir/Patient/1", "urn:uuid:965ea256-9a8c-58ca-999d-52237b2c93a7",
        "urn:oid:1.2.3", "#contained"}) {
    EXPECT_TRUE(IsReference(text)) << text;
  }
}

TEST(References, EverythingElseIsRefused) {
  for (const char* text :
       {"", "Patient", "Patient/", "/1", "patient/1", "Patient/a b", "Patient/1/2", "urn:uuid:x",
        "ftp://ehr.example/Patient/1", "https://", "Patient/1/_history/", "34600000123",
        "Patient?identifier=1", "javascript:alert(1)"}) {
    EXPECT_FALSE(IsReference(text)) << text;
  }
  EXPECT_FALSE(IsRelativeReference("Patient/" + std::string(65, 'a')));
}

TEST(References, DateTimesMayBePartialAndInstantsMayNot) {
  for (const char* text :
       {"2026", "2026-11", "2026-11-22", "2026-11-22T06:00:01Z", "2026-11-22T06:00:01.5+02:00"}) {
    EXPECT_TRUE(IsDateTime(text)) << text;
  }
  for (const char* text :
       {"", "26", "2026-13", "2026-02-30", "2026-1-1", "2026-11-22T06:00", "2026/11/22"}) {
    EXPECT_FALSE(IsDateTime(text)) << text;
  }
  EXPECT_FALSE(IsInstant("2026-11-22"));
}

}  // namespace
}  // namespace chartbridge::fhir::r4
