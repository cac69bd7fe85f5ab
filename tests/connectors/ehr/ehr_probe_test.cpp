#include "connectors/ehr/ehr_probe.h"

#include <gtest/gtest.h>

#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::LittleChart;
using testing::Reply;
using testing::Seen;

std::string Statement(bool transaction, bool conditional) {
  std::string resources;
  for (const char* type :
       {"Communication", "DocumentReference", "Binary", "Provenance", "Patient", "Consent"}) {
    resources +=
        std::string(resources.empty() ? "" : ",") + R"({"type":")" + type +
        R"(","interaction":[{"code":"create"},{"code":"update"},{"code":"read"},{"code":"search-type"}],"conditionalCreate":)" +
        (conditional ? "true}" : "false}");
  }
  return R"({"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","interaction":[)" +
         std::string(transaction ? R"({"code":"transaction"})" : "") + R"(],"resource":[)" +
         resources + "]}]}";
}

int Faults(const std::vector<Finding>& findings) {
  int faults = 0;
  for (const Finding& finding : findings) {
    faults += finding.ok ? 0 : 1;
    EXPECT_EQ(finding.what_to_do.empty(), finding.ok) << finding.what;
  }
  return faults;
}

TEST(ReadCapabilities, AFullServerHasNoFaults) {
  EXPECT_EQ(Faults(ReadCapabilities(testing::Json(Statement(true, true)))), 0);
}

TEST(ReadCapabilities, WhatIsMissingIsNamed) {
  EXPECT_EQ(Faults(ReadCapabilities(testing::Json(Statement(false, false)))), 2);
  EXPECT_EQ(Faults(ReadCapabilities(testing::Json("{}"))), 1);
  EXPECT_EQ(Faults(ReadCapabilities(
                testing::Json(R"({"resourceType":"CapabilityStatement","fhirVersion":"5.0.0"})"))),
            4);
}

TEST(ProbeEhr, ATrialWriteLeavesOneDeviceHoweverOftenItRuns) {
  LittleChart chart;
  chart.Put("Organization/clinic", testing::Json(R"({"resourceType":"Organization"})"));
  FakeFhir server([&](const Seen& seen) {
    return seen.target == "/fhir/metadata" ? Reply{200, Statement(true, true)} : chart.Answer(seen);
  });
  testing::Connection connection(server.base());
  for (int i = 0; i < 3; ++i) {
    const auto findings =
        ProbeEhr(connection.rest, "demo", "Organization/clinic", "Device/chartbridge");
    EXPECT_EQ(Faults(findings), 1);  // Device/chartbridge is not there
  }
  EXPECT_EQ(chart.Count("Device"), 1);
}

TEST(ProbeEhr, AServerThatDoublesIsFound) {
  int next = 0;
  FakeFhir server([&](const Seen& seen) -> Reply {
    if (seen.target == "/fhir/metadata") return {200, Statement(true, true)};
    if (seen.method == "GET") return {200, R"({"resourceType":"Organization"})"};
    return {
        200,
        R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201","location":"Device/)" +
            std::to_string(++next) + "\"}}]}"};
  });
  testing::Connection connection(server.base());
  EXPECT_EQ(Faults(ProbeEhr(connection.rest, "demo", "Organization/clinic", "Device/chartbridge")),
            1);
}

TEST(ProbeEhr, AServerThatIsNotThereIsOneFault) {
  testing::Connection connection("http://127.0.0.1:" + std::to_string(testing::ClosedPort()) +
                                 "/fhir");
  EXPECT_EQ(Faults(ProbeEhr(connection.rest, "demo", "Organization/clinic", "Device/chartbridge")),
            1);
}

}  // namespace
}  // namespace chartbridge::ehr
