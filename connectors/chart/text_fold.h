// How names are compared: without case, without accents, by words (R4 3.1.1.4.8, string).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chartbridge::chart {

// Lower case, Latin accents and combining marks removed, runs of white space made one blank.
std::string FoldText(std::string_view text);

// What a search for "starts with" can find: every beginning, up to 32 characters, of the folded
// text and of each of its words, and the whole.
std::vector<std::string> FoldedPrefixes(std::string_view text);

}  // namespace chartbridge::chart
