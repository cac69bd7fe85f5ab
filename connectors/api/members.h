// What a body may contain. Strict: an unknown member is refused by its name, a wrong one by its
// place; values are never repeated in an answer.
#pragma once

#include <span>
#include <string_view>

#include "connectors/api/ask.h"

namespace chartbridge::api {

enum class Shape {
  kText,
  kTextOrNull,
  kTexts,  // an array of texts
  kWhole,  // an integer
  kBool,
};

struct Member {
  std::string_view name;
  Shape shape = Shape::kText;
  bool required = true;
  std::size_t longest = 200;  // bytes of each text, integers up to this, elements of an array
};

// At most 64 KiB of application/json, one object with just these members.
Answer<fhir::json::Value> ReadMembers(http::Request& request, std::span<const Member> members);

}  // namespace chartbridge::api
