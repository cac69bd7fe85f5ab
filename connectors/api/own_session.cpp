#include "connectors/api/own_session.h"

#include <algorithm>

#include "connectors/api/paging.h"
#include "connectors/login/account_names.h"

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
  // A request that asks is itself a sign of life, although `seen` moves only once a minute.
  const Instant seen = login::IsBackground(ask.request) ? session.seen : ask.Now();
  json.Set("idle_until", ToInstantText(std::min(seen + login::kIdle, until)));
  json.Set("until", ToInstantText(until));
  json.Set("stepped_up_until", vouched > ask.Now() ? Value(ToInstantText(vouched)) : Value());
  json.Set("clinic", ClinicView(ask.settings.clinic));
  json.Set("demo", ask.settings.demo);
  json.Set("embedded_chart", ask.settings.embedded_chart);
  return json;
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
  const auto ended = ask.ports.login.EndSession(ask.caller, ask.parts[0]);
  if (!ended && ended.error().kind == FailureKind::kNotFound) return Refuse(404, "not-found");
  if (!ended) return RefuseFor(ended.error());
  return NoContent();
}

Answer<Reply> ChangePassword(const Ask& ask) {
  const auto changed =
      ask.ports.login.ChangePassword(ask.caller, ask.body["old"].text(), ask.body["new"].text());
  if (changed) return NoContent();
  if (changed.error().why == login::Denied::Why::kWrong) return RefuseFor(changed.error(), "/old");
  if (changed.error().why == login::Denied::Why::kWeakPassword)
    return RefuseFor(changed.error(), "/new");
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
    account->display_name = login::ReadName(name->text(), login::kLongestDisplayName);
    if (account->display_name.empty()) return Refuse(422, "display_name", "/display_name");
  }
  if (const Value* language = ask.body.Find("language"); language != nullptr)
    account->language = language->text();
  const auto stored = ask.ports.people.PutAccount(
      *account, {{"account.changed", ask.caller.actor, 0, "", account->id, {}, "by-owner", ""}});
  if (!stored) return RefuseFor(stored.error());
  Caller caller = ask.caller;
  caller.account.display_name = account->display_name;
  caller.account.language = account->language;
  return JsonReply(SessionView(ask, caller));
}

}  // namespace chartbridge::api
