// G8: core dumps held texts and the app secret.
#include "base/process.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdlib>

namespace chartbridge {
namespace {

// In a process of its own: it holds until the end.
TEST(DisableCoreDumpsDeathTest, NothingOfTheMemoryIsLeftBehind) {
  const auto check = [] {
    rlimit limit{};
    const bool done = DisableCoreDumps() && ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                      ::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 &&
                      limit.rlim_max == 0;
    std::exit(done ? 0 : 1);
  };
  EXPECT_EXIT(check(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace chartbridge
