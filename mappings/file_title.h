// A file name that a stranger chose, as a title to be read: never used as a path.
#pragma once

#include <string>

#include "mappings/sensitive.h"

namespace chartbridge::mappings {

// The part behind the last slash or backslash, without control characters and without the marks
// that turn text around ("photo\u202Egpj.exe" reads as "photoexe.jpg"); at most 200 characters.
// "" when nothing readable is left.
std::string TitleOf(const FileName& name);

}  // namespace chartbridge::mappings
