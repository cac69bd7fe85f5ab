#include "connectors/sql/name_fold.h"

#include <Poco/UTF8String.h>

#include "fhir/json/utf8.h"

namespace chartbridge::sql {

std::string FoldName(std::string_view name) {
  return Poco::UTF8::toLower(fhir::json::ToValidUtf8(name));
}

}  // namespace chartbridge::sql
