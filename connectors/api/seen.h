// What people looked at, written down before they see it (reference/audit-and-roles.md section 3):
// no audit entry, no answer.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/item_rows.h"
#include "connectors/api/ask.h"

namespace chartbridge::api {

// Words or media of these items, each by itself.
Answer<void> NoteBodies(const Ask& ask, const std::vector<const bridge::ItemRow*>& rows,
                        const std::string& reason);
// What an EHR said of these when it refused them.
Answer<void> NoteDiagnostics(const Ask& ask, const std::vector<const bridge::ItemRow*>& rows);
// One of its files.
Answer<void> NoteFile(const Ask& ask, const bridge::ItemRow& row, int number);
// A list of `what` ("messages") that names nobody: how many rows, and a hash of their ids.
Answer<void> NoteList(const Ask& ask, const std::string& what, const std::vector<std::string>& ids);
// A list of items: an entry for each patient whose items it shows, or contact that is no patient
// yet, with the number of theirs. `event`: "console.list", or "message.exported" of one that
// leaves.
Answer<void> NoteRows(const Ask& ask, const std::string& event, const std::string& what,
                      const std::vector<const bridge::ItemRow*>& rows);
// What of these patients' records a list shows: an entry for each.
Answer<void> NotePatients(const Ask& ask, const std::string& what,
                          const std::vector<std::string>& patients);
// Where one item stands, without its words.
Answer<void> NoteItem(const Ask& ask, const bridge::ItemRow& row);
// A look at one patient's record: `what` ("patient", "consents").
Answer<void> NoteSearch(const Ask& ask, const std::string& what, const std::string& patient);
// Something else that was read or taken away.
Answer<void> Note(const Ask& ask, bridge::AuditEntry entry);

// True when this caller looked at the words of `row` within the last 15 minutes.
Answer<bool> SawBody(const Ask& ask, const bridge::ItemRow& row);

}  // namespace chartbridge::api
