// The plain sentence under a decision: what a compliance officer reads first.
#pragma once

#include <string>

#include "bridge/consent/decide.h"

namespace chartbridge::bridge::consent {

// One sentence without patient content. It uses reason, basis and because, which must be filled in;
// `detail` is a member name of the request or of the settings where the reason is about one.
std::string Explain(const Decision& decision, const std::string& detail);

}  // namespace chartbridge::bridge::consent
