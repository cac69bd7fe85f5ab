#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/issue.h"

namespace chartbridge {
namespace {

Result<int, Issue> Half(int n) {
  if (n % 2 != 0) return Fault("value", "n", "is odd");
  return n / 2;
}

TEST(ResultType, HoldsAValueOrTheReason) {
  EXPECT_EQ(*Half(4), 2);
  const auto odd = Half(3);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().expression, "n");
  EXPECT_EQ(ToString(odd.error().severity), "error");
}

TEST(ResultType, TheWrongQuestionEndsInAnException) {
  EXPECT_THROW((void)Half(3).value(), std::bad_variant_access);
  EXPECT_THROW((void)Half(4).error(), std::bad_variant_access);
}

TEST(ResultType, CarriesWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>, std::string> result(std::make_unique<int>(7));
  const std::unique_ptr<int> moved = *std::move(result);
  EXPECT_EQ(*moved, 7);
}

TEST(ResultType, VoidIsDoneOrTheReason) {
  const Result<void, std::string> done;
  const Result<void, std::string> failed = Unexpected<std::string>("no");
  EXPECT_TRUE(done);
  EXPECT_EQ(failed.error(), "no");
}

TEST(Result, AndThenGoesOnWithAValueAndStopsAtAnError) {
  const auto half = [](int n) {
    return n % 2 == 0 ? Result<int, std::string>(n / 2)
                      : Result<int, std::string>(Unexpected<std::string>("odd"));
  };
  EXPECT_EQ((*Result<int, std::string>(8).and_then(half).and_then(half)), 2);
  EXPECT_EQ((Result<int, std::string>(6).and_then(half).and_then(half).error()), "odd");
}

TEST(Result, TransformChangesTheValueAlone) {
  const auto text = [](int n) { return std::to_string(n); };
  EXPECT_EQ((*Result<int, std::string>(8).transform(text)), "8");
  EXPECT_EQ((Result<int, std::string>(Unexpected<std::string>("no")).transform(text).error()),
            "no");
  EXPECT_TRUE((Result<int, std::string>(8).transform([](int) {}).has_value()));
}

}  // namespace
}  // namespace chartbridge
