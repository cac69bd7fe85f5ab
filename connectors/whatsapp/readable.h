// Every word that a person can read in a message whose meaning is not known, or of which a part is
// not what Meta documents (design.md section 10): nobody's words are lost for want of a reader.
#pragma once

#include <string>
#include <vector>

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// `message` is one element of messages[], or whatever else stood there. Text, captions, names of
// files, places, what was ordered, what was edited or taken back; of a kind that nobody knows every
// member in a line of its own. Without ids, hashes, links to media and the tokens of forms.
std::vector<mappings::MessageText> ReadableOfMessage(const Value& message);

}  // namespace chartbridge::whatsapp
