// What reason codes mean, in one sentence each: for the command line and for the console.
#pragma once

#include <string_view>

namespace chartbridge {

// What a reason code means and which command helps; "" for one that has no sentence.
std::string_view ReasonSentence(std::string_view reason);

// The same for somebody at the console, who types no commands.
std::string_view ReasonForConsole(std::string_view reason);

}  // namespace chartbridge
