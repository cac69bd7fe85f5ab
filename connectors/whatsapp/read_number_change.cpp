#include "connectors/whatsapp/read_number_change.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/readable.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Contact;
using mappings::NumberChange;

// The addresses in the first of these members that has one.
Contact FirstOf(const Value& object, std::initializer_list<std::string_view> members) {
  Contact found;
  for (const std::string_view member : members) AddAddress(object, member, found);
  return found;
}

}  // namespace

bool ReadNumberChange(const Value& message, mappings::Item& item) {
  const Value& system = message["system"];
  const std::string& type = system["type"].text();
  const Contact to = FirstOf(system, {"wa_id", "new_wa_id", "user_id"});
  const Contact before = FirstOf(system, {"previous_user_id"});
  NumberChange change;
  change.type = type.empty() ? "system" : PlainWord(type);
  change.from = item.contact.phone;
  change.to = to.phone;
  change.id_from =
      before.business_scoped_id ? before.business_scoped_id : item.contact.business_scoped_id;
  change.id_to = to.business_scoped_id;
  change.identity_only = !change.to && !change.id_to &&
                         (type.ends_with("identity_changed") || message["identity"].is_object());
  const bool named = type.find("changed") != std::string::npos;
  if (!change.to && !change.id_to && !change.identity_only && !named) return false;
  change.readable = ReadableOfMessage(message);
  item.kind = "system";
  item.body = std::move(change);
  return true;
}

bool ReadUserIdUpdate(const Value& update, mappings::Item& item) {
  const Value& ids = update["user_id"].is_object() ? update["user_id"] : update;
  const Contact before = FirstOf(ids, {"previous", "previous_user_id", "old_user_id"});
  const Contact after = FirstOf(ids, {"current", "user_id", "new_user_id"});
  if (!after.business_scoped_id) return false;
  NumberChange change;
  change.type = "user_id_update";
  change.from = item.contact.phone;
  change.id_from = before.business_scoped_id;
  change.id_to = after.business_scoped_id;
  if (!item.contact.business_scoped_id) item.contact.business_scoped_id = before.business_scoped_id;
  item.body = std::move(change);
  return true;
}

}  // namespace chartbridge::whatsapp
