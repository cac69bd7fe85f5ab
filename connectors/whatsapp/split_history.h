// What a telephone that joined sent of its past (reference/whatsapp.md section 12).
#pragma once

#include "connectors/whatsapp/piece_stream.h"

namespace chartbridge::whatsapp {

// One element of history[]: each message of each thread, then how far the synchronisation is, or
// that it was refused. False when no more is wanted.
bool SplitChunk(const Frame& frame, std::string_view chunk, const std::string& path,
                PieceStream& to);

}  // namespace chartbridge::whatsapp
