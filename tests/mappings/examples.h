// One example of everything a message can be, as literal values.
#pragma once

#include <string>
#include <vector>

#include "mappings/to_bundle.h"

namespace chartbridge::mappings {

// A wamid, the number inside it and the media id that no Bundle may show (promise P8).
inline constexpr const char* kExampleWamid =
    "wamid.HBgLMzQ2MDAwMDAxMjMVAgASGBQzQUM1NjhFQzY1RURENkY4NDdBMQA=";
inline constexpr const char* kQuotedWamid = "wamid.HBgLMzQ2MDAwMDAxMjMVAgARGBIwNjQ2M0JDNUNF+/A=";
inline constexpr const char* kExamplePhone = "34600000123";
inline constexpr const char* kExampleMediaId = "880077001122334";

struct Example {
  std::string name;
  Item item;
  Context context;
};

Item ExampleItem(Content content);
Context ExampleContext();
Media ExampleMedia(std::string kind, std::string claimed_type);
// The bytes "hello" as medium 0 of that type.
MediaState ReadyState(std::string content_type);

std::vector<Example> Examples();

// The resource of that type in the Bundle (the first one that is no thread), else null.
const fhir::json::Value& ResourceIn(const fhir::json::Value& bundle, const std::string& type);
// The Bundle of the example, which must map.
fhir::json::Value BundleOf(const Item& item, const Context& context);

}  // namespace chartbridge::mappings
