// Steps that wait for a second person, as whoever holds the host sees them.
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/service/approvals.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::Approval;
using bridge::service::ApprovalRequests;

int WithRequests(const Common& common, const std::function<int(ApprovalRequests&)>& work) {
  const auto roles = bridge::access::Roles::Load();
  if (!roles) return Complain(roles.error().text);
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    ApprovalRequests requests(parts.store->approvals(), *roles, parts.clock);
    return work(requests);
  });
}

void Print(const Common& common, const Approval& approval) {
  if (common.json) {
    std::cout << fhir::json::Write(bridge::service::ApprovalJson(approval)) << "\n";
    return;
  }
  std::cout << approval.id << "  " << ToString(approval.kind) << "  " << approval.subject << "  "
            << ToString(approval.state) << "  asked " << ToDateTimeText(approval.asked_at) << " by "
            << approval.asked_by << "  until " << ToDateTimeText(approval.expires) << "\n";
}

}  // namespace

int ApprovalsList(const Common& common) {
  return WithRequests(common, [&](ApprovalRequests& requests) {
    const auto open = requests.ListAll();
    if (!open) return Complain(open.error());
    for (const Approval& approval : *open) Print(common, approval);
    return Printed();
  });
}

int ApprovalsDecline(const Common& common, const std::string& id) {
  return WithRequests(common, [&](ApprovalRequests& requests) {
    const auto declined = requests.DeclineAsOperator(id);
    if (!declined && declined.error().kind == FailureKind::kNotFound)
      return Complain("there is no such request (approvals list shows them)");
    if (!declined) return Complain(declined.error());
    Print(common, *declined);
    return Printed();
  });
}

}  // namespace chartbridge
