// Answers to what the clinic sent: buttons, lists and filled forms.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// interactive{type, <type>{…}}. The inner object can be missing although the type is named (seen
// with value error 131000): then the answer has an empty title. A type we do not know keeps its
// inner object as details, as it came.
Result<mappings::Content, Issue> ReadInteractive(const Value& interactive);

// button{text, payload?}: the quick reply of a template.
Result<mappings::Content, Issue> ReadButton(const Value& button);

}  // namespace chartbridge::whatsapp
