#include "connectors/api/own_session.h"

#include <algorithm>

#include "connectors/api/paging.h"

namespace chartbridge::api {
namespace {

using bridge::access::Grant;
using fhir::json::Array;
using fhir::json::Value;
using login::Caller;

Value AccountView(const bridge::Account& account) {
  Value json;
  json.Set("id", account.id);
  json.Set("name", account.name);
  json.Set("display_name", account.display_name);
  json.Set("language", account.language);
  json.Set("practitioner", OrNull(account.practitioner));
  return json;
}

Value GrantsView(const bridge::access::Roles& roles, const std::vector<std::string>& held) {
  Value grants{fhir::json::Object()};
  for (const std::string& permission : roles.permissions()) {
    const Grant grant = roles.Ask(held, permission);
    if (grant != Grant::kNo) grants.Set(permission, bridge::access::ToString(grant));
  }
  return grants;
}

Value ClinicView(const Clinic& clinic) {
  Value json;
  json.Set("id", clinic.id);
  json.Set("name", clinic.name);
  json.Set("timezone", clinic.timezone);
  json.Set("languages", TextList(clinic.languages));
  return json;
}

Value SessionView(const Ask& ask, const Caller& caller) {
  const bridge::LoginSession& session = caller.session;
  const Instant vouched = session.verified + login::kStepUp;
  const Instant until = session.created + login::kLongest;
  Value json;
  json.Set("account", AccountView(caller.account));
  json.Set("roles", TextList(caller.roles));
  json.Set("grants", GrantsView(ask.ports.roles, caller.roles));
  json.Set("csrf", session.csrf);
  // The request that asks is itself a sign of life, although `seen` moves only once a minute.
  json.Set("idle_until", ToInstantText(std::min(ask.Now() + login::kIdle, until)));
  json.Set("until", ToInstantText(until));
  json.Set("stepped_up_until", vouched > ask.Now() ? Value(ToInstantText(vouched)) : Value());
  json.Set("clinic", ClinicView(ask.settings.clinic));
  json.Set("demo", ask.settings.demo);
  json.Set("embedded_chart", ask.settings.embedded_chart);
  return json;
}

// Sessions of the account that were there before and no longer are: what apps hold in their names
// ends with them. Those that cannot be read count as ended.
void EndApps(const Ask& ask, const std::vector<bridge::LoginSession>& before) {
  const auto now = ask.ports.people.Sessions(ask.caller.account.id);
  for (const bridge::LoginSession& session : before) {
    const bool alive =
        now && std::any_of(now->begin(), now->end(),
                           [&](const bridge::LoginSession& one) { return one.id == session.id; });
    if (!alive) ask.ports.apps.end_session(session.id);
  }
}

Answer<Reply> Begun(const Ask& ask, const login::Answer<login::Started>& started) {
  if (!started) return RefuseFor(started.error());
  Reply reply = JsonReply(SessionView(ask, started->caller));
  reply.headers.emplace_back("Set-Cookie", started->cookie);
  return reply;
}

}  // namespace

Answer<Reply> ShowSession(const Ask& ask) { return JsonReply(SessionView(ask, ask.caller)); }

Answer<Reply> SignIn(const Ask& ask) {
  return Begun(ask, ask.ports.login.SignIn(ask.body["name"].text(), ask.body["password"].text(),
                                           ask.body["code"].text(), ask.request));
}

Answer<Reply> SignOut(const Ask& ask) {
  ask.ports.login.SignOut(ask.caller);
  ask.ports.apps.end_session(ask.caller.session.id);
  Reply reply = NoContent();
  reply.headers = {{"Set-Cookie", ask.ports.login.EndCookie()},
                   {"Clear-Site-Data", "\"cache\", \"cookies\", \"storage\""}};
  return reply;
}

Answer<Reply> StepUp(const Ask& ask) {
  return Begun(ask, ask.ports.login.StepUp(ask.caller, ask.body["code"].text(), ask.request));
}

Answer<Reply> ListSessions(const Ask& ask) {
  const auto sessions = ask.ports.people.Sessions(ask.caller.account.id);
  if (!sessions) return RefuseFor(sessions.error());
  Array items;
  for (const bridge::LoginSession& session : *sessions) {
    Value one;
    one.Set("id", session.id);
    one.Set("created", ToInstantText(session.created));
    one.Set("seen", ToInstantText(session.seen));
    one.Set("address", session.address);
    one.Set("agent", session.agent);
    one.Set("current", session.id == ask.caller.session.id);
    items.push_back(std::move(one));
  }
  return PageReply(std::move(items));
}

Answer<Reply> EndSession(const Ask& ask) {
  const auto sessions = ask.ports.people.Sessions(ask.caller.account.id);
  if (!sessions) return RefuseFor(sessions.error());
  const bool own =
      std::any_of(sessions->begin(), sessions->end(),
                  [&](const bridge::LoginSession& session) { return session.id == ask.parts[0]; });
  if (!own) return Refuse(404, "not-found", "There is no such session of yours.");
  const auto ended = ask.ports.people.EndSession(
      ask.parts[0],
      {{"session.revoked", ask.caller.actor, 0, "", ask.parts[0], {}, "by-owner", ""}});
  if (!ended) return RefuseFor(ended.error());
  ask.ports.apps.end_session(ask.parts[0]);
  return NoContent();
}

Answer<Reply> ChangePassword(const Ask& ask) {
  const auto before = ask.ports.people.Sessions(ask.caller.account.id);
  if (!before) return RefuseFor(before.error());
  const auto changed =
      ask.ports.login.ChangePassword(ask.caller, ask.body["old"].text(), ask.body["new"].text());
  EndApps(ask, *before);
  if (changed) return NoContent();
  if (changed.error().why == login::Denied::Why::kWrong)
    return Refuse(422, "wrong", changed.error().text, "/old");
  if (changed.error().why == login::Denied::Why::kWeakPassword)
    return Refuse(422, "weak-password", changed.error().text, "/new");
  return RefuseFor(changed.error());
}

Answer<Reply> RenewRecovery(const Ask& ask) {
  const auto codes = ask.ports.login.NewRecoveryCodes(ask.caller);
  if (!codes) return RefuseFor(codes.error());
  Value json;
  json.Set("recovery", TextList(*codes));
  return JsonReply(std::move(json));
}

Answer<Reply> ChangeOwnAccount(const Ask& ask) {
  auto account = ask.ports.people.ReadAccount(ask.caller.account.id);
  if (!account) return RefuseFor(account.error());
  if (const Value* name = ask.body.Find("display_name"); name != nullptr) {
    if (name->text().empty())
      return Refuse(422, "display_name", "Write the name that others shall see.", "/display_name");
    account->display_name = name->text();
  }
  if (const Value* language = ask.body.Find("language"); language != nullptr) {
    const std::string& word = language->text();
    if (word != "en" && word != "es" && word != "he")
      return Refuse(422, "language", "The languages are en, es and he.", "/language");
    account->language = word;
  }
  const auto stored = ask.ports.people.PutAccount(
      *account, {{"account.changed", ask.caller.actor, 0, "", account->id, {}, "by-owner", ""}});
  if (!stored) return RefuseFor(stored.error());
  Caller caller = ask.caller;
  caller.account.display_name = account->display_name;
  caller.account.language = account->language;
  return JsonReply(SessionView(ask, caller));
}

}  // namespace chartbridge::api
