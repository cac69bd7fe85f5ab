#include "base/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace chartbridge {

bool DisableCoreDumps() {
  const bool unreadable = ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
  constexpr rlimit kNone{0, 0};
  return ::setrlimit(RLIMIT_CORE, &kNone) == 0 && unreadable;
}

}  // namespace chartbridge
