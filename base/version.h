#pragma once

#include <string_view>

namespace chartbridge {

// Of this program, as CMakeLists.txt names it: "0.1.0".
std::string_view Version();

}  // namespace chartbridge
