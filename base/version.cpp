#include "base/version.h"

namespace chartbridge {

std::string_view Version() { return CHARTBRIDGE_VERSION; }

}  // namespace chartbridge
