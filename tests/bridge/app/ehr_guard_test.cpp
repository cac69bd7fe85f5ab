// D14: serve refuses to write where something that filing needs is missing.
#include "bridge/app/ehr_guard.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "stopped_clock.h"

namespace chartbridge {
namespace {

class NoLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override {}
};

class CountingEhr final : public bridge::Ehr {
 public:
  Result<bridge::Payload, Issue> Plan(const bridge::PlanRequest&) const override {
    return bridge::Payload{};
  }
  Result<bridge::Payload, Issue> PlanAmendment(const bridge::PlanRequest&) const override {
    return bridge::Payload{};
  }
  bridge::SendOutcome Send(const bridge::Payload&) override {
    return ++sent, bridge::SendOutcome{};
  }
  Result<std::vector<bridge::FilingPart>, Failure> LookUp(
      const std::vector<bridge::FilingPart>&) override {
    return ++looked_up, std::vector<bridge::FilingPart>();
  }
  bridge::SendOutcome Amend(const bridge::Payload&) override {
    return ++sent, bridge::SendOutcome{};
  }
  bridge::SendOutcome Retract(const std::vector<bridge::FilingPart>&) override { return {}; }
  Result<void, Failure> Probe() override { return {}; }
  int sent = 0;
  int looked_up = 0;
};

// Time passes at once, so that the guard looks again and again.
class HurriedClock final : public Clock {
 public:
  Instant Now() const override { return {}; }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token stop, std::chrono::steady_clock::time_point) override {
    std::this_thread::yield();
    return !stop.stop_requested();
  }
};

constexpr std::chrono::minutes kLong{1};

TEST(EhrGuard, NothingIsWrittenWhereFilingCannotWork) {
  CountingEhr ehr;
  NoLog log;
  bridge::run::EhrCircuit circuit;
  HurriedClock clock;
  EhrGuard guard(
      ehr, [] { return std::vector<std::string>{"search Consent by patient"}; }, circuit, clock,
      log);
  guard.Start(kLong);
  const auto sent = guard.Send({});
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kUnreachable) << "it waits, it is not given up";
  EXPECT_NE(sent.failure->text.find("search Consent by patient"), std::string::npos);
  EXPECT_TRUE(guard.Amend({}).failure);
  EXPECT_EQ(ehr.sent, 0);
  EXPECT_TRUE(guard.LookUp({}));
  EXPECT_EQ(ehr.looked_up, 1) << "looking changes nothing there";
  circuit.Report(std::nullopt, {});
  EXPECT_EQ(circuit.MayCall({}), bridge::run::EhrCircuit::Ask::kWait)
      << "no message uses up its attempts";
}

TEST(EhrGuard, OnceTheCauseIsGoneItIsWritten) {
  CountingEhr ehr;
  NoLog log;
  bridge::run::EhrCircuit circuit;
  HurriedClock clock;
  std::atomic<int> looks = 0;
  std::promise<void> mended;
  EhrGuard guard(
      ehr,
      [&]() -> std::vector<std::string> {
        if (++looks < 3) return {"FHIR version 4.0"};
        mended.set_value();
        return {};
      },
      circuit, clock, log);
  guard.Start(kLong);
  mended.get_future().wait();
  guard.Stop();
  EXPECT_EQ(guard.WhyClosed(), "");
  EXPECT_EQ(circuit.MayCall({}), bridge::run::EhrCircuit::Ask::kCall);
  EXPECT_FALSE(guard.Send({}).failure);
  EXPECT_EQ(ehr.sent, 1);
}

TEST(EhrGuard, BeforeTheFirstLookNothingIsWritten) {
  CountingEhr ehr;
  NoLog log;
  bridge::run::EhrCircuit circuit;
  HurriedClock clock;
  std::promise<void> answer;
  EhrGuard guard(
      ehr,
      [&]() -> std::vector<std::string> {
        answer.get_future().wait();
        return {};
      },
      circuit, clock, log);
  guard.Start(std::chrono::milliseconds(0));
  EXPECT_TRUE(guard.Send({}).failure);
  EXPECT_EQ(ehr.sent, 0);
  answer.set_value();
  while (!guard.WhyClosed().empty()) std::this_thread::yield();
  EXPECT_FALSE(guard.Send({}).failure);
  guard.Stop();
}

}  // namespace
}  // namespace chartbridge
