#include "mappings/identity.h"

#include "base/id.h"
#include "fhir/json/write.h"

namespace chartbridge::mappings {

using fhir::json::Array;
using fhir::json::Value;

std::string DeriveIdentity(const IdentityScope& scope, std::string_view part) {
  const Value name(Array{scope.tenant, scope.channel, scope.item_key, part, scope.filing});
  return UuidV5(kIdentityNamespace, fhir::json::WriteCanonical(name).value());
}

std::string DeriveThreadIdentity(std::string_view tenant, std::string_view channel,
                                 std::string_view conversation, std::string_view patient) {
  return DeriveIdentity({std::string(tenant), std::string(channel),
                         std::string(conversation) + "/" + std::string(patient), 0},
                        "thread");
}

}  // namespace chartbridge::mappings
