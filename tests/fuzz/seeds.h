// What each target starts from: tests/fuzz/corpus/TARGET and the fixtures that fit it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chartbridge::fuzz {

// In the same order everywhere. Empty for a name that is no target.
std::vector<std::string> SeedsOf(std::string_view target);

}  // namespace chartbridge::fuzz
