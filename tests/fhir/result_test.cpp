#include "fhir/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "fhir/issue.h"

namespace chartbridge {
namespace {

Result<int, fhir::Issue> Half(int n) {
  if (n % 2 != 0) return fhir::Fault("value", "n", "is odd");
  return n / 2;
}

TEST(ResultType, HoldsAValueOrTheReason) {
  EXPECT_EQ(*Half(4), 2);
  const auto odd = Half(3);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().expression, "n");
  EXPECT_EQ(fhir::ToString(odd.error().severity), "error");
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

}  // namespace
}  // namespace chartbridge
