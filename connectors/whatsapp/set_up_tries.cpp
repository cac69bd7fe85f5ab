#include "connectors/whatsapp/set_up_tries.h"

#include <algorithm>
#include <map>

#include "base/codec.h"
#include "connectors/crypto/crypto.h"
#include "connectors/http/url.h"
#include "connectors/whatsapp/set_up_steps.h"
#include "words/say.h"

namespace chartbridge::whatsapp {
namespace {

using bridge::ChannelFinding;
using fhir::json::Value;
using words::Say;

struct Finding {
  Level level = Level::kOk;
  words::Statements said;    // what was found
  words::Statements advice;  // empty when nothing is to be done
};

Finding Fine(words::Statement said) { return {Level::kOk, {std::move(said)}, {}}; }
Finding Fault(words::Statement said, words::Statement advice) {
  return {Level::kFault, {std::move(said)}, {std::move(advice)}};
}
Finding Warning(words::Statement said, words::Statement advice) {
  return {Level::kWarning, {std::move(said)}, {std::move(advice)}};
}
Finding Unknown(words::Statement said, words::Statement advice) {
  return {Level::kUnknown, {std::move(said)}, {std::move(advice)}};
}
Finding Of(const GraphTrouble& trouble) {
  return {trouble.level, {trouble.said}, {trouble.advice}};
}

Finding TrySecret(const Trying& trying, const std::filesystem::path& path) {
  const auto secret = trying.read_secret(path);
  if (!secret) return Fault(SaidOf(secret.error()), Say("write-secret-again"));
  return Fine(Say("secret-readable", {{"file", path.string()}}));
}

GraphNumber Ask(const Trying& trying) {
  const auto token = trying.read_secret(trying.channel.access_token_file);
  const auto secret = trying.read_secret(trying.channel.app_secret_file);
  return {trying.client,
          {trying.channel.graph_url, trying.channel.phone_number_id, token ? *token : "",
           secret ? *secret : ""},
          trying.deadline};
}

bool Names(const Value& fields, std::string_view name) {
  return std::any_of(fields.items().begin(), fields.items().end(), [&](const Value& one) {
    return one.text() == name || one["name"].text() == name;
  });
}

// The number's own callback, then the account's, then the app's (reference/whatsapp.md section 1).
std::string Effective(const Value& configuration) {
  for (const char* level : {"phone_number", "whatsapp_business_account", "application"}) {
    if (!configuration[level].text().empty()) return configuration[level].text();
  }
  return "";
}

// The handshake of reference/whatsapp.md section 1, asked through the public address.
Finding Handshake(const Trying& trying, const std::string& callback) {
  const auto token = trying.read_secret(trying.channel.verify_token_file);
  if (!token) return TrySecret(trying, trying.channel.verify_token_file);
  const std::string challenge = crypto::RandomUuid(trying.entropy);
  http::Call call;
  call.url = callback + "?hub.mode=subscribe&hub.verify_token=" + Escape(*token) +
             "&hub.challenge=" + challenge;
  call.deadline = trying.deadline;
  call.largest_answer = 4096;
  const auto answer = trying.client.Send(call);
  if (!answer) return Unknown(Say("address-unreached"), Say("look-outside"));
  if (answer->status != 200 || answer->body != challenge)
    return Fault(Say("address-foreign"), Say("correct-proxy"));
  return Fine(Say("address-leads-here"));
}

Finding TryPublicAddress(const Trying& trying) {
  const auto url = http::ParseUrl(trying.public_url);
  if (!url) return Fault(Say("address-unset"), Say("set-address"));
  if (!url->tls) return Fault(Say("address-no-https"), Say("put-tls"));
  if (url->host == "localhost" || url->host.starts_with("127.") || url->host == "::1")
    return Fault(Say("address-local"), Say("set-reachable-address"));
  return Fine(Say("address-https"));
}

Finding TryAppSecret(const Trying& trying) {
  const Finding file = TrySecret(trying, trying.channel.app_secret_file);
  if (file.level != Level::kOk) return file;
  GraphNumber graph = Ask(trying);
  const auto token = graph.Token();
  if (!token || token->app_id.empty()) return file;
  const auto subscription = graph.Subscription(token->app_id);
  if (!subscription) return Of(subscription.error());
  return {Level::kOk, {file.said.front(), Say("app-secret-fits")}, {}};
}

Finding TryNumber(const Trying& trying) {
  const auto number = Ask(trying).Number("id");
  if (!number) return Of(number.error());
  return Fine(Say("number-known"));
}

Finding TryAccessToken(const Trying& trying) {
  const Finding file = TrySecret(trying, trying.channel.access_token_file);
  if (file.level != Level::kOk) return file;
  GraphNumber graph = Ask(trying);
  if (const auto number = graph.Number("id"); !number) return Of(number.error());
  const auto token = graph.Token();
  if (!token) return Fine(Say("token-works"));
  for (const char* scope : {"whatsapp_business_messaging", "whatsapp_business_management"}) {
    if (token->scopes.empty() || std::count(token->scopes.begin(), token->scopes.end(), scope) != 0)
      continue;
    return Fault(Say("token-lacks-permission", {{"permission", scope}}), Say("renew-token"));
  }
  if (token->expires_at == 0) return Fine(Say("token-lasts"));
  const std::string until = ToDateTimeText(FromUnixMillis(token->expires_at * 1000));
  return Warning(Say("token-ends", {{"when", until}}), Say("make-lasting-token"));
}

Finding TryVerifyToken(const Trying& trying) {
  return TrySecret(trying, trying.channel.verify_token_file);
}

Finding TryCallback(const Trying& trying) {
  const std::string callback = CallbackUrl(trying.public_url);
  if (callback.empty()) return TryPublicAddress(trying);
  Finding reached = Handshake(trying, callback);
  if (reached.level == Level::kFault) return reached;
  const auto number = Ask(trying).Number("webhook_configuration");
  if (!number) return Of(number.error());
  const std::string configured = Effective((*number)["webhook_configuration"]);
  if (configured.empty())
    return Fault(Say("webhook-unset"), Say("save-callback", {{"url", callback}}));
  if (configured != callback)
    return Fault(Say("webhook-elsewhere"), Say("save-callback-or-override", {{"url", callback}}));
  if (reached.level == Level::kUnknown) {
    reached.level = Level::kWarning;
    reached.said.insert(reached.said.begin(), Say("webhook-set"));
    return reached;
  }
  return Fine(Say("webhook-leads-here"));
}

Finding TrySubscription(const Trying& trying) {
  GraphNumber graph = Ask(trying);
  const auto token = graph.Token();
  if (!token) return Of(token.error());
  const auto subscription = graph.Subscription(token->app_id);
  if (!subscription) return Of(subscription.error());
  if (!Names((*subscription)["fields"], "messages"))
    return Fault(Say("field-unsubscribed"), Say("subscribe-field"));
  bool told = false;
  for (const std::string& account : token->accounts) {
    const auto sends = graph.SendsTo(account, token->app_id);
    if (sends && *sends) return Fine(Say("subscribed"));
    told = told || sends.has_value();
  }
  if (told) return Fault(Say("account-unsubscribed"), Say("subscribe-account"));
  return Warning(Say("account-unknown"), Say("write-and-see"));
}

Finding TryRegistration(const Trying& trying) {
  const auto number = Ask(trying).Number(
      "status,platform_type,code_verification_status,name_status,quality_rating");
  if (!number) return Of(number.error());
  const std::string& status = (*number)["status"].text();
  const std::string& platform = (*number)["platform_type"].text();
  if (platform == "NOT_APPLICABLE" || status == "PENDING" || status == "DISCONNECTED")
    return Fault(Say("number-unregistered"),
                 Say("register-number", {{"number", trying.channel.phone_number_id}}));
  if (!status.empty() && status != "CONNECTED")
    return Fault(Say("number-status", {{"status", status}}), Say("look-at-manager"));
  if ((*number)["quality_rating"].text() == "RED")
    return Warning(Say("number-rated-red"), Say("look-at-rating"));
  if ((*number)["name_status"].text() == "DECLINED")
    return Warning(Say("name-declined"), Say("choose-display-name"));
  return status.empty() ? Warning(Say("number-status-untold"), Say("write-and-see"))
                        : Fine(Say("number-connected"));
}

Finding TryFirstMessage(const Trying& trying) {
  if (trying.last_received)
    return Fine(Say("newest-message", {{"when", ToDateTimeText(*trying.last_received)}}));
  return Unknown(Say("no-message-yet"), Say("write-from-patient"));
}

// These need Meta; the simulated WhatsApp does not answer them.
bool AsksMeta(const std::string& step) {
  return step != "app-secret" && step != "verify-token" && step != "first-message";
}

const std::map<std::string, Finding (*)(const Trying&)> kTries = {
    {"public-address", TryPublicAddress},
    {"app-secret", TryAppSecret},
    {"number", TryNumber},
    {"access-token", TryAccessToken},
    {"verify-token", TryVerifyToken},
    {"callback", TryCallback},
    {"subscription", TrySubscription},
    {"registration", TryRegistration},
    {"first-message", TryFirstMessage}};

}  // namespace

std::optional<ChannelFinding> TryStep(const Trying& trying, const std::string& step) {
  const auto known = kTries.find(step);
  if (known == kTries.end()) return std::nullopt;
  const Finding found = IsSimulated(trying.channel) && AsksMeta(step)
                            ? Unknown(Say("simulated-step"), Say("set-own-values"))
                            : known->second(trying);
  ChannelFinding told{found.level, step, found.said};
  told.said.insert(told.said.end(), found.advice.begin(), found.advice.end());
  return told;
}

}  // namespace chartbridge::whatsapp
