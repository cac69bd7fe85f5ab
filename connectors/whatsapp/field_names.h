// The names of Meta's webhook fields and of the lists inside a value (Meta, webhooks reference).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chartbridge::whatsapp {

// A list inside `value`. Routing goes by what is there, not by the field alone: messages and
// statuses share one value, history brings messages of its own.
enum class ListName {
  kMessages,
  kEchoes,
  kStatuses,
  kErrors,
  kCalls,
  kHistory,
  kEvents,  // groups, state_sync, user_preferences, user_id_update: account events, one each
};
std::optional<ListName> FindList(std::string_view member);

// Members of `value` that are no list of items.
bool IsFrame(std::string_view member);

// True for fields that speak of the account, its numbers, templates or groups and never of what a
// person said.
bool IsAccountField(std::string_view field);

// `name` when it is a plain word of at most 64 letters, digits and "_", else "other": it is shown
// and logged, and must not carry what somebody wrote.
std::string PlainWord(const std::string& name);

}  // namespace chartbridge::whatsapp
