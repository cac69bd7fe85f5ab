#include "connectors/whatsapp/set_up_tries.h"

#include <algorithm>
#include <map>

#include "base/codec.h"
#include "connectors/crypto/crypto.h"
#include "connectors/http/url.h"
#include "connectors/whatsapp/set_up_steps.h"

namespace chartbridge::whatsapp {
namespace {

using bridge::ChannelFinding;
using fhir::json::Value;

// "the token works", "" -> "The token works."
std::string Sentences(const std::string& what, const std::string& what_to_do) {
  const auto sentence = [](std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
    return text.empty() ? text : text + ".";
  };
  return sentence(what) + (what_to_do.empty() ? "" : " " + sentence(what_to_do));
}

// What a try found; `what` and `what_to_do` are sentences without a capital and a full stop.
struct Finding {
  Level level = Level::kOk;
  std::string what;
  std::string what_to_do;  // "" when nothing is to be done
};

Finding Fine(std::string what) { return {Level::kOk, std::move(what), ""}; }
Finding Fault(std::string what, std::string what_to_do) {
  return {Level::kFault, std::move(what), std::move(what_to_do)};
}
Finding Warning(std::string what, std::string what_to_do) {
  return {Level::kWarning, std::move(what), std::move(what_to_do)};
}
Finding Unknown(std::string what, std::string what_to_do) {
  return {Level::kUnknown, std::move(what), std::move(what_to_do)};
}
Finding Of(const GraphTrouble& trouble) {
  return {trouble.level, trouble.what, trouble.what_to_do};
}

Finding TrySecret(const Trying& trying, const std::filesystem::path& path,
                  const std::string& name) {
  const auto secret = trying.read_secret(path);
  if (!secret)
    return Fault("the file of the " + name + " " + secret.error().text,
                 "write it again, readable by the service alone");
  return Fine("the file of the " + name + " can be read, and by nobody else");
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
  if (!token) return TrySecret(trying, trying.channel.verify_token_file, "verify token");
  const std::string challenge = crypto::RandomUuid(trying.entropy);
  http::Call call;
  call.url = callback + "?hub.mode=subscribe&hub.verify_token=" + Escape(*token) +
             "&hub.challenge=" + challenge;
  call.deadline = trying.deadline;
  call.largest_answer = 4096;
  const auto answer = trying.client.Send(call);
  if (!answer)
    return Unknown("the public address cannot be reached from this machine",
                   "it may still work from outside; look at name, firewall, proxy and certificate");
  if (answer->status != 200 || answer->body != challenge)
    return Fault("what answers at the public address is not this service",
                 "let the proxy hand /webhooks/whatsapp to [server] listen");
  return Fine("the public address leads here");
}

Finding TryPublicAddress(const Trying& trying) {
  const auto url = http::ParseUrl(trying.public_url);
  if (!url) return Fault("no public address is set", "set [server] public_url to an https address");
  if (!url->tls)
    return Fault("the public address is not https", "Meta calls https only; put TLS before it");
  if (url->host == "localhost" || url->host.starts_with("127.") || url->host == "::1")
    return Fault("the public address leads to this machine only",
                 "set [server] public_url to a name that Meta can reach");
  return Fine("the public address is https");
}

Finding TryAppSecret(const Trying& trying) {
  const Finding file = TrySecret(trying, trying.channel.app_secret_file, "app secret");
  if (file.level != Level::kOk) return file;
  GraphNumber graph = Ask(trying);
  const auto token = graph.Token();
  if (!token || token->app_id.empty()) return file;
  const auto subscription = graph.Subscription(token->app_id);
  if (!subscription) return Of(subscription.error());
  return Fine(file.what + "; it is that of the app the token belongs to");
}

Finding TryNumber(const Trying& trying) {
  const auto number = Ask(trying).Number("id");
  if (!number) return Of(number.error());
  return Fine("the Graph API knows the number");
}

Finding TryAccessToken(const Trying& trying) {
  const Finding file = TrySecret(trying, trying.channel.access_token_file, "access token");
  if (file.level != Level::kOk) return file;
  GraphNumber graph = Ask(trying);
  if (const auto number = graph.Number("id"); !number) return Of(number.error());
  const auto token = graph.Token();
  if (!token) return Fine("the token works");
  for (const char* scope : {"whatsapp_business_messaging", "whatsapp_business_management"}) {
    if (token->scopes.empty() || std::count(token->scopes.begin(), token->scopes.end(), scope) != 0)
      continue;
    return Fault(std::string("the token lacks the permission ") + scope,
                 "make the system user's token again with both permissions");
  }
  if (token->expires_at == 0) return Fine("the token works and does not expire");
  const std::string until = ToDateTimeText(FromUnixMillis(token->expires_at * 1000));
  return Warning("the token works until " + until,
                 "make one of a system user that never expires before then");
}

Finding TryVerifyToken(const Trying& trying) {
  return TrySecret(trying, trying.channel.verify_token_file, "verify token");
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
    return Fault("no webhook is configured for this number",
                 "save the callback URL " + callback + " in the app's WhatsApp Configuration");
  if (configured != callback)
    return Fault("Meta sends this number's webhooks to another address",
                 "save " + callback +
                     " as callback, or take the override of the number or the "
                     "account away");
  if (reached.level == Level::kUnknown)
    return Warning("Meta has the callback URL; " + reached.what, reached.what_to_do);
  return Fine("Meta has the callback URL, and it leads here");
}

Finding TrySubscription(const Trying& trying) {
  GraphNumber graph = Ask(trying);
  const auto token = graph.Token();
  if (!token) return Of(token.error());
  const auto subscription = graph.Subscription(token->app_id);
  if (!subscription) return Of(subscription.error());
  if (!Names((*subscription)["fields"], "messages"))
    return Fault("the app is not subscribed to the field messages",
                 "subscribe messages in the app: WhatsApp, Configuration, Webhook fields");
  bool told = false;
  for (const std::string& account : token->accounts) {
    const auto sends = graph.SendsTo(account, token->app_id);
    if (sends && *sends) return Fine("the app gets messages, and the WhatsApp account sends them");
    told = told || sends.has_value();
  }
  if (told)
    return Fault("the WhatsApp account does not send its events to the app",
                 "call POST /{WABA-ID}/subscribed_apps with the access token");
  return Warning("the app gets messages; which WhatsApp account sends them cannot be asked",
                 "write to the number: the last step shows whether it arrives");
}

Finding TryRegistration(const Trying& trying) {
  const auto number = Ask(trying).Number(
      "status,platform_type,code_verification_status,name_status,quality_rating");
  if (!number) return Of(number.error());
  const std::string& status = (*number)["status"].text();
  const std::string& platform = (*number)["platform_type"].text();
  if (platform == "NOT_APPLICABLE" || status == "PENDING" || status == "DISCONNECTED")
    return Fault("the number is not registered for the Cloud API",
                 "call POST /" + trying.channel.phone_number_id + "/register with a PIN");
  if (!status.empty() && status != "CONNECTED")
    return Fault("Meta says of the number: " + status, "look at it in the WhatsApp manager");
  if ((*number)["quality_rating"].text() == "RED")
    return Warning("the number is connected, but its quality is rated RED",
                   "look at the WhatsApp manager; Meta may restrict it");
  if ((*number)["name_status"].text() == "DECLINED")
    return Warning("the number is connected, but its display name was declined",
                   "choose another display name in the WhatsApp manager");
  return status.empty() ? Warning("the number exists; Meta does not tell its status",
                                  "write to the number: the last step shows whether it arrives")
                        : Fine("the number is connected");
}

Finding TryFirstMessage(const Trying& trying) {
  if (trying.last_received)
    return Fine("the newest message came at " + ToDateTimeText(*trying.last_received));
  return Unknown("no message has come in on this channel yet",
                 "write to the number from a telephone that is in a patient's record");
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
                            ? Unknown("this channel uses the simulated WhatsApp",
                                      "set the values of your own number to try this")
                            : known->second(trying);
  return ChannelFinding{found.level, step, Sentences(found.what, found.what_to_do)};
}

}  // namespace chartbridge::whatsapp
