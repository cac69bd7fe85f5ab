#include "connectors/api/item_steps.h"

#include "bridge/flow/advance.h"
#include "connectors/api/permissions.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using bridge::MediaProgress;
using bridge::MediaRow;
using bridge::access::Grant;

bool MayManage(const Ask& ask) {
  return ask.ports.roles.Ask(ask.caller.roles, kRetentionManage) == Grant::kYes;
}

Answer<void> CompareAttempts(const Ask& ask, int attempts) {
  if (ask.body["attempts"].integer() != attempts) return Refuse(409, "changed");
  return {};
}

}  // namespace

std::vector<std::string> CanDo(const Ask& ask, const ItemRow& row) {
  std::vector<std::string> can;
  const Reach resolve = ReachOf(ask, kIdentityResolve);
  const bool compliance = MayManage(ask);
  if (bridge::flow::MayRelease(row) && (compliance || resolve.Covers(row)))
    can.push_back("release");
  if (bridge::flow::MayDrop(row) && compliance) can.push_back("drop");
  if (bridge::flow::MayAssign(row) && resolve.Covers(row)) can.push_back("file");
  const Reach body = ReachOf(ask, kMessageBody);
  if (WordsOf(row) == Words::kReadable && (body.with_reason || body.Covers(row)))
    can.push_back("content");
  return can;
}

std::vector<std::string> CanDoWithMedium(const Ask& ask, const ItemRow& row,
                                         const MediaRow& medium) {
  std::vector<std::string> can;
  const bool held = medium.progress == MediaProgress::kHeld;
  const bool failed = medium.progress == MediaProgress::kFailed;
  if (row.destroyed || !(held || failed)) return can;
  if (ReachOf(ask, kIdentityResolve).Covers(row)) {
    if (held && medium.reason != bridge::Reason::kInfected) can.push_back("release");
    if (failed) can.push_back("retry");
  }
  if (MayManage(ask)) can.push_back("drop");
  return can;
}

Answer<Reply> TakeStep(const Ask& ask, const ItemRow& row, const StaffStep& step,
                       service::Shown shown) {
  bridge::NoDirectory starting("the service is still starting");
  const EhrReading* ehr = ask.ports.ehr();
  bridge::run::StaffActions staff(
      {ask.ports.items, ask.ports.links,
       ehr != nullptr ? ehr->directory : static_cast<bridge::PatientDirectory&>(starting),
       ask.ports.channels, ask.ports.clock},
      {ask.ports.run.flow, ask.ports.run.country, ask.caller.actor});
  staff.ExpectUnchanged(row);
  const auto after = step(staff);
  if (!after && after.error().kind == FailureKind::kConflict) return Refuse(409, "changed");
  if (!after) return RefuseFor(after.error());
  return JsonReply(service::ItemJson(*after, ask.ports.channels, shown));
}

Answer<void> CheckUnchanged(const Ask& ask, const ItemRow& row) {
  return CompareAttempts(ask, row.attempts());
}

Answer<void> CheckUnchanged(const Ask& ask, const MediaRow& medium) {
  return CompareAttempts(ask, medium.attempts);
}

Answer<std::string> ReadTarget(const Ask& ask) {
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  const auto known = (*ehr)->directory.Read(ask.body["patient"].text());
  if (!known && known.error().kind == FailureKind::kNotFound)
    return Refuse(422, "patient-unknown", "/patient");
  if (!known) return RefuseForEhr(known.error());
  if (!known->active) return Refuse(422, "patient-inactive", "/patient");
  return known->reference;
}

}  // namespace chartbridge::api
