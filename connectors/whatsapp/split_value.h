// The items inside one `value` of a webhook.
#pragma once

#include "connectors/whatsapp/piece_stream.h"

namespace chartbridge::whatsapp {

// `value` is an object as it is written, `path` where it stands; `time` is the entry's, null when
// it has none. At least one piece. False when no more is wanted.
bool SplitValue(const std::string& field, std::string_view value, const Value& time,
                const std::string& path, PieceStream& to);

// A member that nobody knows and that may hold what somebody said: a text, an object, a list.
bool IsWorthKeeping(std::string_view member);

}  // namespace chartbridge::whatsapp
