// One part of a delivery's text read alone, so that what is wrong in it is wrong there only.
#pragma once

#include <string_view>

#include "connectors/whatsapp/read_member.h"

namespace chartbridge::whatsapp {

// As strict as what is stored must be: each member once, valid UTF-8, nested at most 60 deep (the
// stored form puts it some levels deeper and may have 64), at most 100,000 values.
Result<Value, Issue> ReadPart(std::string_view text);
Value ReadPartOrNull(std::string_view text);

}  // namespace chartbridge::whatsapp
