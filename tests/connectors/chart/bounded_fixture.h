// The chart of two patients behind a FhirAccess that the test scripts: `rights` is what the next
// request may do, `noted` what was written into the access log.
#pragma once

#include "chart_fixture.h"

namespace chartbridge::chart {

class ScriptedAccess final : public FhirAccess {
 public:
  Admission Admit(const http::Request& request) override {
    if (!http::FindHeader(request.headers(), "Authorization")) return {};
    return {rights, true};
  }
  Result<void, Failure> Note(const Rights& by, const Access& access) override {
    if (full) return Fail(FailureKind::kFull, "no room");
    EXPECT_EQ(by.actor, rights->actor);
    noted.push_back(access);
    return {};
  }
  std::optional<Rights> rights;
  std::vector<Access> noted;
  bool full = false;
};

// "Communication.rs Task.cu" in the compartment of `patient`.
Rights RightsTo(const std::string& patient, const std::string& scopes);

class BoundedTest : public ChartTest {
 protected:
  void SetUp() override;

  // With the token whose rights the test has set.
  Reply Ask(const std::string& method, const std::string& target, const std::string& body = "",
            http::Pairs headers = {});
  Reply Look(const std::string& target) { return Ask("GET", target); }
  std::int64_t Total(const std::string& search);

  ScriptedAccess access_;
  std::unique_ptr<FhirHandler> closed_;
};

}  // namespace chartbridge::chart
