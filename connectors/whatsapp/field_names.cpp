#include "connectors/whatsapp/field_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chartbridge::whatsapp {
namespace {

constexpr std::array<std::pair<std::string_view, ListName>, 10> kLists = {{
    {"messages", ListName::kMessages},
    {"message_echoes", ListName::kEchoes},
    {"statuses", ListName::kStatuses},
    {"errors", ListName::kErrors},
    {"calls", ListName::kCalls},
    {"history", ListName::kHistory},
    {"groups", ListName::kEvents},
    {"state_sync", ListName::kEvents},
    {"user_preferences", ListName::kEvents},
    {"user_id_update", ListName::kEvents},
}};

constexpr std::array<std::string_view, 10> kAccountFields = {
    "automatic_events", "business_capability_update",
    "errors",           "flows",
    "history",          "partner_solutions",
    "security",         "smb_app_state_sync",
    "user_id_update",   "user_preferences"};

// Meta adds fields without a version bump; these families have always been about the account.
constexpr std::array<std::string_view, 7> kAccountFamilies = {
    "account_",      "business_username_", "group_", "message_template_", "payment_configuration_",
    "phone_number_", "template_"};

constexpr std::array<std::string_view, 3> kFrame = {"messaging_product", "metadata", "contacts"};

}  // namespace

std::optional<ListName> FindList(std::string_view member) {
  for (const auto& [name, list] : kLists) {
    if (name == member) return list;
  }
  return std::nullopt;
}

bool IsFrame(std::string_view member) {
  return std::find(kFrame.begin(), kFrame.end(), member) != kFrame.end();
}

bool IsAccountField(std::string_view field) {
  if (std::find(kAccountFields.begin(), kAccountFields.end(), field) != kAccountFields.end())
    return true;
  return std::any_of(
      kAccountFamilies.begin(), kAccountFamilies.end(),
      [&](std::string_view family) { return field.substr(0, family.size()) == family; });
}

std::string PlainWord(const std::string& name) {
  const bool plain =
      !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
      });
  return plain ? name : "other";
}

}  // namespace chartbridge::whatsapp
