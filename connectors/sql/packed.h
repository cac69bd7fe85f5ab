// Several strings as one, so that they are sealed together: each behind its length.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chartbridge::sql {

std::string Pack(std::initializer_list<std::string_view> parts);
// nullopt for anything that Pack did not make of so many parts.
std::optional<std::vector<std::string>> Unpack(std::string_view packed, std::size_t count);

}  // namespace chartbridge::sql
