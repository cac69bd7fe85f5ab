// Remembered links from a conversation to a chart. All members may throw TransactionError.
#pragma once

#include <optional>
#include <string>

#include "bridge/ports/links.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// The link of the conversation itself, else that of one it was linked with. kCorrupt when the row
// was changed by another hand.
std::optional<bridge::PatientLink> FindPatientLink(const StoreContext& context, Session& session,
                                                   const std::string& conversation);

// Keeps it and wakes what waits for a patient in its line. `by_worker`: who writes holds the lease
// of the line itself.
void KeepPatientLink(const StoreContext& context, Session& session, const bridge::PatientLink& link,
                     bool by_worker);

// Cuts the link of the conversation and those of the ones linked with it: none proves it any more.
void CutPatientLink(const StoreContext& context, Session& session, const std::string& conversation);

}  // namespace chartbridge::sql
