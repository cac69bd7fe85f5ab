#include "connectors/api/people.h"

#include <algorithm>

#include "connectors/api/paging.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::api {
namespace {

using bridge::Account;
using bridge::ApiToken;
using bridge::access::Grant;
using fhir::json::Array;
using fhir::json::Value;

Value PersonView(const Account& account) {
  Value json;
  json.Set("id", account.id);
  json.Set("name", account.name);
  json.Set("display_name", account.display_name);
  json.Set("roles", TextList(account.roles));
  json.Set("active", account.active);
  json.Set("enrolled", account.enrolled);
  json.Set("practitioner", OrNull(account.practitioner));
  json.Set("language", account.language);
  json.Set("created", ToInstantText(account.created));
  json.Set("version", account.version);
  return json;
}

Value TokenView(const ApiToken& token) {
  Value json;
  json.Set("id", token.id);
  json.Set("name", token.name);
  json.Set("role", token.role);
  json.Set("made_by", token.made_by);
  json.Set("created", ToInstantText(token.created));
  json.Set("until", ToInstantText(token.until));
  json.Set("revoked", InstantOrNull(token.revoked));
  return json;
}

std::vector<std::string> Texts(const Value& list) {
  std::vector<std::string> texts;
  for (const Value& one : list.items()) texts.push_back(one.text());
  return texts;
}

std::string LinkOf(const Ask& ask, const std::string& token) {
  return login::SetUpLink(ask.settings.base, token);
}

bool IsOwn(const Ask& ask, const ApiToken& token) {
  return ask.grant == Grant::kYes || token.made_by == ask.caller.account.id;
}

}  // namespace

Answer<Reply> ListAccounts(const Ask& ask) {
  const auto accounts = ask.ports.people.Accounts();
  if (!accounts) return RefuseFor(accounts.error());
  Array items;
  for (const Account& account : *accounts) items.push_back(PersonView(account));
  return PageReply(std::move(items));
}

Answer<Reply> AddAccount(const Ask& ask) {
  Account account;
  account.name = ask.body["name"].text();
  account.display_name = ask.body["display_name"].text();
  account.language = ask.body["language"].text();
  account.roles = Texts(ask.body["roles"]);
  account.practitioner = ask.body["practitioner"].text();
  const auto invited = ask.ports.login.Invite(ask.caller, account);
  if (!invited && invited.error().why == login::Denied::Why::kWeakPassword)
    return Refuse(422, "name", "/name");
  if (!invited) return RefuseFor(invited.error());
  Value json = PersonView(invited->account);
  json.Set("link", LinkOf(ask, invited->token));
  Reply reply = JsonReply(std::move(json));
  reply.status = 201;
  return reply;
}

Answer<Reply> ChangeAccount(const Ask& ask) {
  auto account = ask.ports.people.ReadAccount(ask.parts[0]);
  if (!account) return RefuseFor(account.error());
  if (const Value* roles = ask.body.Find("roles"); roles != nullptr) account->roles = Texts(*roles);
  if (const Value* active = ask.body.Find("active"); active != nullptr)
    account->active = *active->boolean();
  if (const Value* name = ask.body.Find("display_name"); name != nullptr)
    account->display_name = name->text();
  if (const Value* practitioner = ask.body.Find("practitioner"); practitioner != nullptr)
    account->practitioner = practitioner->text();
  account->version = *ask.body["version"].integer();
  const auto changed = ask.ports.login.Change(ask.caller, *account);
  if (!changed) return RefuseFor(changed.error());
  return JsonReply(PersonView(*changed));
}

Answer<Reply> InviteAgain(const Ask& ask) {
  const auto account = ask.ports.people.ReadAccount(ask.parts[0]);
  if (!account) return RefuseFor(account.error());
  const auto invited = ask.ports.login.Invite(ask.caller, *account);
  if (!invited) return RefuseFor(invited.error());
  Value json;
  json.Set("link", LinkOf(ask, invited->token));
  return JsonReply(std::move(json));
}

Answer<Reply> ListTokens(const Ask& ask) {
  const auto tokens = ask.ports.people.Tokens();
  if (!tokens) return RefuseFor(tokens.error());
  Array items;
  for (const ApiToken& token : *tokens) {
    if (IsOwn(ask, token)) items.push_back(TokenView(token));
  }
  return PageReply(std::move(items));
}

Answer<Reply> AddToken(const Ask& ask) {
  const auto token =
      ask.ports.login.MakeToken(ask.caller, ask.body["name"].text(), ask.body["role"].text(),
                                int(*ask.body["days"].integer()));
  if (!token) return RefuseFor(token.error());
  const auto made = ask.ports.people.FindToken(ToHex(crypto::Sha256(*token)));
  if (!made) return RefuseFor(made.error());
  Value json = TokenView(*made);
  json.Set("token", *token);
  Reply reply = JsonReply(std::move(json));
  reply.status = 201;
  return reply;
}

Answer<Reply> RevokeToken(const Ask& ask) {
  const auto tokens = ask.ports.people.Tokens();
  if (!tokens) return RefuseFor(tokens.error());
  const auto found = std::find_if(tokens->begin(), tokens->end(), [&](const ApiToken& token) {
    return token.id == ask.parts[0] && IsOwn(ask, token);
  });
  if (found == tokens->end()) return Refuse(404, "not-found");
  if (found->revoked) return NoContent();
  const auto revoked = ask.ports.people.RevokeToken(
      found->id, ask.Now(),
      {{"token.revoked", ask.caller.actor, 0, "", found->id, {}, found->role, ""}});
  if (!revoked) return RefuseFor(revoked.error());
  return NoContent();
}

Answer<Reply> ShowRoles(const Ask& ask) {
  const bridge::access::Roles& roles = ask.ports.roles;
  Array rows;
  for (const std::string& permission : roles.permissions()) {
    Value grants{fhir::json::Object()};
    for (const std::string& role : roles.names())
      grants.Set(role, bridge::access::ToString(roles.Ask({role}, permission)));
    Value row;
    row.Set("permission", permission);
    row.Set("words", roles.Words(permission));
    row.Set("grants", std::move(grants));
    rows.push_back(std::move(row));
  }
  Value json;
  json.Set("roles", TextList(roles.names()));
  json.Set("rows", std::move(rows));
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
