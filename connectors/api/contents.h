// The words and files of one message: read only with a reason where the matrix asks for one, and
// never without an audit entry.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ReadContent(const Ask& ask);
// Only after ReadContent, by the same person.
Answer<Reply> ReadMedia(const Ask& ask);

struct Wording {
  std::string text;
  std::string caption;
};
// What was said in this item, "" for what is not there.
Wording WordingOf(const mappings::Item& item);

}  // namespace chartbridge::api
