#include "connectors/simulator/try_handler.h"

#include <set>
#include <utility>

#include "connectors/crypto/crypto.h"
#include "connectors/simulator/try_message.h"
#include "fhir/json/write.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::size_t kLargestRequest = 12U << 20U;  // a file of 8 MiB in base64, and some words
constexpr std::size_t kMostTickets = 10000;
// Somebody waits in front of the page: Meta's patience is not theirs.
SenderSettings Impatient(SenderSettings settings) {
  settings.attempts = 3;
  return settings;
}

// What is asked for here is read by a script, never shown as a document.
http::Response Secured(http::Response response) {
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
           {"X-Content-Type-Options", "nosniff"},
           {"Referrer-Policy", "no-referrer"},
           {"Cross-Origin-Resource-Policy", "same-origin"},
           {"Cache-Control", "no-store"}}) {
    response.headers.emplace_back(name, value);
  }
  return response;
}

http::Response Problem(int status, std::string text) {
  return http::JsonResponse(status, fhir::json::Write(Object{{"problem", std::move(text)}}));
}

// A foreign name that resolves to this machine (DNS rebinding) is not this machine's browser's
// wish.
bool IsOwnHost(const std::string& host) {
  const std::string name =
      host.substr(0, host.front() == '[' ? host.find(']') + 1 : host.find(':'));
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

// Nothing that another site's page can make a browser send: JSON needs a preflight, which is never
// granted, and every cross-origin POST carries its Origin.
bool IsFromOwnPage(const http::Request& request, const std::string& host) {
  const std::string type = http::FindHeader(request.headers(), "Content-Type").value_or("");
  const auto origin = http::FindHeader(request.headers(), "Origin");
  const bool json = type.substr(0, type.find(';')) == "application/json";
  return json && (!origin || *origin == "http://" + host);
}

// What the page says beside a name: the choice in the Consent, or why there is none to speak of.
std::string StandingOf(const Script& script, const Persona& persona) {
  int sharing = 0;
  for (const Persona& other : script.patients) sharing += other.wa == persona.wa ? 1 : 0;
  if (sharing > 1) return "shared";
  for (const Line& line : script.lines) {
    if (line.act == Act::kWithdraw && line.who == persona.id) return "withdrawn";
  }
  return persona.told["consent"].text();
}

Value Describe(const Script& script, const Persona& persona, const char* group) {
  return Object{{"id", persona.id},
                {"name", persona.name},
                {"number", "+" + persona.wa},
                {"language", persona.language},
                {"group", group},
                {"consent", StandingOf(script, persona)}};
}

std::string Base64Digest(const std::string& bytes) {
  const crypto::Digest digest = crypto::Sha256(bytes);
  return ToBase64(std::string(digest.begin(), digest.end()));
}

}  // namespace

TryHandler::TryHandler(Script script, TrySettings settings, GraphSimulator& graph, Clock& clock,
                       Entropy& entropy)
    : script_(std::move(script)),
      settings_(std::move(settings)),
      graph_(graph),
      clock_(clock),
      entropy_(entropy),
      sender_(Impatient(settings_.sender), clock) {}

void TryHandler::Handle(http::Request& request, http::Responder& responder) {
  const std::string host = http::FindHeader(request.headers(), "Host").value_or("");
  if (!request.from_loopback() || host.empty() || !IsOwnHost(host)) {
    return responder.Send(
        Secured(Problem(403, "The try-it phone answers only a browser on this machine.")));
  }
  if (auto answer = Answer(request, host)) return responder.Send(Secured(std::move(*answer)));
  if (settings_.pages != nullptr) return settings_.pages->Handle(request, responder);
  responder.Send(Secured(Problem(404, "There is no such page.")));
}

std::optional<http::Response> TryHandler::Answer(http::Request& request, const std::string& host) {
  const std::string path = request.path().substr(std::string_view(kPrefix).size());
  if (path == "/send") {
    if (request.method() != "POST") return Problem(405, "Use POST.");
    return IsFromOwnPage(request, host) ? Send(request)
                                        : Problem(403, "Only the page at /try/ may send.");
  }
  if (path != "/people" && path != "/status") return std::nullopt;
  if (request.method() != "GET" && request.method() != "HEAD") return Problem(405, "Use GET.");
  return path == "/people" ? People() : Status(request);
}

http::Response TryHandler::People() const {
  Array people;
  std::set<std::string> numbers;  // one phone, however many patients share it
  const auto add = [&](const std::vector<Persona>& personas, const char* group) {
    for (const Persona& one : personas) {
      if (numbers.insert(one.wa).second) people.push_back(Describe(script_, one, group));
    }
  };
  add(script_.patients, "patient");
  add(script_.strangers, "stranger");
  add(script_.staff, "staff");
  return http::JsonResponse(200, fhir::json::Write(people));
}

http::Response TryHandler::Send(http::Request& request) {
  const auto body = request.ReadBody(kLargestRequest);
  if (!body) return Problem(413, "A file may have up to 8 MiB here.");
  const auto message = ReadTryMessage(script_, *body);
  if (!message) return Problem(400, message.error().text);
  std::string media_id;
  std::string digest;
  if (message->file) {
    media_id = graph_.Add(message->file->mime_type, message->file->bytes);
    digest = Base64Digest(message->file->bytes);
  }
  const std::string wamid = MakeWamid(message->from.wa, Bound::kIn, crypto::RandomUuid(entropy_));
  const Value delivery =
      MessageDelivery(settings_.business, message->from, ToMetaMessage(*message, media_id, digest),
                      wamid, clock_.Now());
  if (const auto sent = sender_.Deliver(delivery, std::stop_token()); !sent) {
    return Problem(502, sent.error().text);
  }
  return http::JsonResponse(200, fhir::json::Write(Object{{"ticket", Remember(wamid)}}));
}

std::string TryHandler::Remember(const std::string& provider_id) {
  const std::lock_guard lock(mutex_);
  const std::string ticket = crypto::RandomUuid(entropy_);
  tickets_[ticket] = provider_id;
  order_.push_back(ticket);
  if (order_.size() > kMostTickets) {
    tickets_.erase(order_.front());
    order_.pop_front();
  }
  return ticket;
}

http::Response TryHandler::Status(const http::Request& request) {
  std::string provider_id;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, value] : request.query()) {
      const auto found = name == "ticket" ? tickets_.find(value) : tickets_.end();
      if (found != tickets_.end()) provider_id = found->second;
    }
  }
  if (provider_id.empty()) return Problem(404, "That message is not known here.");
  const std::string status = settings_.status(provider_id);
  return http::JsonResponse(200,
                            status.empty() ? R"({"progress":"received","reason":""})" : status);
}

}  // namespace chartbridge::simulator
