#include "connectors/whatsapp/graph_number.h"

#include "base/codec.h"
#include "fhir/json/parse.h"
#include "words/say.h"

namespace chartbridge::whatsapp {
namespace {

using fhir::json::Value;
using words::Say;

Unexpected<GraphTrouble> Trouble(Level level, words::Statement said, words::Statement advice) {
  return Unexpected<GraphTrouble>({level, std::move(said), std::move(advice)});
}

// By `code`, then by status (reference/whatsapp.md section 10). Graph's own words may hold ids and
// tokens; they are not repeated.
Unexpected<GraphTrouble> ReadError(int status, std::int64_t code) {
  if (code == 190 || (code == 0 && status == 401))
    return Trouble(Level::kFault, Say("graph-token-refused"), Say("make-system-token"));
  if (code == 10 || code == 3 || (code >= 200 && code < 300) || code == 131005 ||
      (code == 0 && status == 403))
    return Trouble(Level::kFault, Say("graph-token-lacks-permission"), Say("give-permissions"));
  if (code == 4 || code == 80007 || code == 130429 || status == 429)
    return Trouble(Level::kUnknown, Say("graph-asks-to-wait"), Say("try-later"));
  if (status >= 500 || code == 1 || code == 2)
    return Trouble(Level::kUnknown, Say("graph-trouble", {{"status", std::to_string(status)}}),
                   Say("try-later"));
  return Trouble(Level::kFault, Say("graph-unknown-number", {{"status", std::to_string(status)}}),
                 Say("copy-number-id"));
}

}  // namespace

Result<Value, GraphTrouble> GraphNumber::Get(const std::string& path, const std::string& token) {
  http::Call call;
  call.url = access_.graph_url + path;
  call.headers = {{"Authorization", "Bearer " + token}};
  call.deadline = deadline_;
  call.largest_answer = 1U << 20U;
  const auto answer = client_.Send(call);
  if (!answer) return Trouble(Level::kFault, Say("graph-unreachable"), Say("check-graph-url"));
  const auto body = fhir::json::Parse(answer->body);
  if (answer->status != 200)
    return ReadError(answer->status, body ? (*body)["error"]["code"].integer().value_or(0) : 0);
  if (!body) return Trouble(Level::kFault, Say("graph-foreign"), Say("correct-graph-url"));
  return *body;
}

Result<Value, GraphTrouble> GraphNumber::Number(const std::string& fields) {
  return Get("/" + Escape(access_.phone_number_id) + "?fields=" + fields, access_.access_token);
}

Result<TokenFacts, GraphTrouble> GraphNumber::Token() {
  const auto told =
      Get("/debug_token?input_token=" + Escape(access_.access_token), access_.access_token);
  if (!told) return Unexpected<GraphTrouble>(told.error());
  const Value& data = (*told)["data"];
  if (!data["is_valid"].boolean().value_or(true)) return ReadError(401, 190);
  TokenFacts facts;
  facts.app_id = data["app_id"].text();
  facts.expires_at = data["expires_at"].integer().value_or(0);
  for (const Value& scope : data["scopes"].items()) facts.scopes.push_back(scope.text());
  for (const Value& scope : data["granular_scopes"].items()) {
    if (scope["scope"].text() != "whatsapp_business_management") continue;
    for (const Value& target : scope["target_ids"].items()) facts.accounts.push_back(target.text());
  }
  return facts;
}

Result<Value, GraphTrouble> GraphNumber::Subscription(const std::string& app_id) {
  const auto told = Get("/" + Escape(app_id) + "/subscriptions", app_id + "|" + access_.app_secret);
  if (!told) {
    if (told.error().level == Level::kUnknown) return Unexpected<GraphTrouble>(told.error());
    return Trouble(Level::kFault, Say("app-secret-foreign"), Say("copy-app-secret"));
  }
  for (const Value& one : (*told)["data"].items()) {
    if (one["object"].text() == "whatsapp_business_account") return one;
  }
  return Value();
}

Result<bool, GraphTrouble> GraphNumber::SendsTo(const std::string& account,
                                                const std::string& app_id) {
  const auto told = Get("/" + Escape(account) + "/subscribed_apps", access_.access_token);
  if (!told) return Unexpected<GraphTrouble>(told.error());
  for (const Value& one : (*told)["data"].items()) {
    if (one["whatsapp_business_api_data"]["id"].text() == app_id) return true;
  }
  return false;
}

}  // namespace chartbridge::whatsapp
