#include "connectors/api/item_steps.h"

#include "connectors/api/permissions.h"

namespace chartbridge::api {

using bridge::ItemRow;
using bridge::Progress;
using bridge::access::Grant;

std::vector<std::string> CanDo(const Ask& ask, const ItemRow& row) {
  std::vector<std::string> can;
  const Reach resolve = ReachOf(ask, kIdentityResolve);
  const bool rests = row.progress == Progress::kHeld || row.progress == Progress::kFailed;
  const bool message =
      row.kind != "unsupported" && row.kind != "unparsable" && row.kind != "status";
  const bool alive = !row.destroyed;
  const auto& roles = ask.caller.roles;
  const bool compliance = ask.ports.roles.Ask(roles, kRetentionManage) == Grant::kYes;
  if (alive && rests && message && (compliance || resolve.Covers(row))) can.push_back("release");
  if (alive && rests && compliance) can.push_back("drop");
  if (alive && message && (rests || row.progress == Progress::kFiled) && resolve.Covers(row))
    can.push_back("file");
  const Reach body = ReachOf(ask, kMessageBody);
  if (WordsOf(row) == Words::kReadable && (body.with_reason || body.Covers(row)))
    can.push_back("content");
  return can;
}

Answer<Reply> TakeStep(const Ask& ask, const ItemRow& row, const PersonStep& step, Shown shown) {
  bridge::run::Person person(ask.ports.ledger, ask.ports.clock, ask.ports.run.flow,
                             ask.caller.actor);
  person.Saw(row);
  const auto after = step(person);
  if (!after && after.error().kind == FailureKind::kConflict)
    return Refuse(409, "changed",
                  "Somebody was faster: this message changed since you looked at it.");
  if (!after) return RefuseFor(after.error());
  return JsonReply(ItemView(*after, ask.ports.channels, shown));
}

Answer<void> CheckUnchanged(const Ask& ask, const ItemRow& row) {
  const auto attempts = ask.body["attempts"].integer();
  if (attempts && *attempts != row.attempts)
    return Refuse(409, "changed",
                  "Somebody was faster: this message changed since you looked at it.");
  return {};
}

Answer<std::string> ReadTarget(const Ask& ask) {
  const auto reference = PatientReference(ask.body["patient"].text());
  if (!reference || *reference != ask.body["patient"].text())
    return Refuse(422, "patient", "Name the patient as Patient/ and an id.", "/patient");
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  const auto known = (*ehr)->directory.Read(*reference);
  if (!known && known.error().kind == FailureKind::kNotFound)
    return Refuse(422, "patient", "The EHR knows no such patient.", "/patient");
  if (!known) return RefuseForEhr(known.error());
  if (!known->active)
    return Refuse(422, "patient", "The EHR says that this record is no longer active.", "/patient");
  return known->reference;
}

}  // namespace chartbridge::api
