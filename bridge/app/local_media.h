// Media that lie in a folder as <media id>[.ext], for `map`.
#pragma once

#include <string>

#include "mappings/message.h"
#include "mappings/to_bundle.h"

namespace chartbridge {

// kReady with the bytes inline when the folder has the file, kPending when not, kNotKept when the
// provider itself could not give it. A media id that is not plain letters, digits, "-", "_" or "."
// finds nothing: it is never used as a path.
mappings::MediaState ReadLocalMedia(const mappings::Media& media, const std::string& folder);

}  // namespace chartbridge
