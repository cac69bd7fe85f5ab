// What was said, in a word: equal when a provider tells the same thing again, different when the
// same id comes with other content (promise P2, finding A12).
#pragma once

#include <string>

#include "mappings/message.h"

namespace chartbridge::mappings {

// A UUID over kind, direction and content; neither over how and when it was delivered nor over
// what the provider adds about the contact, so that history tells the same as the live message.
std::string Fingerprint(const Item& item);

}  // namespace chartbridge::mappings
