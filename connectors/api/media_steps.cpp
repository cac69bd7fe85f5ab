#include "connectors/api/media_steps.h"

#include "bridge/service/item_json.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/permissions.h"

namespace chartbridge::api {
namespace {

using Step = Result<bridge::ItemRow, Failure> (bridge::run::StaffActions::*)(const bridge::ItemKey&,
                                                                             int number);

Answer<Reply> Take(const Ask& ask, bridge::access::Permission permission, Step step) {
  const auto row = FindWithin(ask, ReachOf(ask, permission), ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  const auto number = service::ReadMediaPart("media:" + ask.parts[1]);
  const bridge::MediaRow* medium = number ? bridge::FindMedia(*row, *number) : nullptr;
  if (medium == nullptr) return Refuse(404, "not-found");
  if (auto same = CheckUnchanged(ask, *medium); !same) return Unexpected<Problem>(same.error());
  return TakeStep(
      ask, *row, [&](bridge::run::StaffActions& staff) { return (staff.*step)(row->key, *number); },
      service::Shown::kWhole);
}

}  // namespace

Answer<Reply> ReleaseMedium(const Ask& ask) {
  return Take(ask, kIdentityResolve, &bridge::run::StaffActions::ReleaseMedium);
}

Answer<Reply> RetryMedium(const Ask& ask) {
  return Take(ask, kIdentityResolve, &bridge::run::StaffActions::RetryMedium);
}

Answer<Reply> DropMedium(const Ask& ask) {
  return Take(ask, kRetentionManage, &bridge::run::StaffActions::DropMedium);
}

}  // namespace chartbridge::api
