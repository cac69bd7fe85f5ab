// What Meta reports: receipts, account events, and what is not documented yet.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// One element of statuses[]: id and status are required, any word is a status.
std::optional<Issue> ReadReceipt(const Value& content, mappings::Item& item);

// An account event. Its time is optional and never a reason to refuse it.
std::optional<Issue> ReadEvent(const Value& content, mappings::Item& item);

// A call, an unknown list or an unknown field: kept whole for a person.
std::optional<Issue> ReadOther(const Value& content, mappings::Item& item);

}  // namespace chartbridge::whatsapp
