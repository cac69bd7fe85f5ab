// Names that people type are equal without regard to case.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::sql {

// Lower case in every script that has one.
std::string FoldName(std::string_view name);

}  // namespace chartbridge::sql
