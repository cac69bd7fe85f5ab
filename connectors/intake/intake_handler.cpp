#include "connectors/intake/intake_handler.h"

namespace chartbridge::intake {
namespace {

http::Response Empty(int status) {
  http::Response response;
  response.status = status;
  return response;
}

http::Response NotAllowed(bool with_get) {
  http::Response response =
      http::TextResponse(405, with_get ? "GET and POST only\n" : "POST only\n");
  response.headers.emplace_back("Allow", with_get ? "GET, POST" : "POST");
  return response;
}

http::Response TooLarge() { return http::TextResponse(413, "the body is too large\n"); }

// What the sender did wrong while the body was read.
http::Response Unread(const Failure& failure) {
  if (failure.kind == FailureKind::kTooLarge) return TooLarge();
  if (failure.kind == FailureKind::kUnreachable)
    return http::TextResponse(408, "the body came too slowly\n");
  return http::TextResponse(400, "the body is not as long as announced\n");
}

std::string LowerCase(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  return name;
}

// Of a header that came twice the first one counts.
bridge::SignedRequest Signed(const std::string& public_url, const http::Request& request,
                             std::string_view body) {
  bridge::SignedRequest asked;
  asked.url = public_url + request.path();
  if (!request.raw_query().empty()) asked.url += "?" + request.raw_query();
  for (const auto& [name, value] : request.headers()) asked.headers.emplace(LowerCase(name), value);
  asked.body = body;
  return asked;
}

}  // namespace

IntakeHandler::IntakeHandler(Settings settings, std::vector<Provider> providers,
                             bridge::Inbox& inbox, Clock& clock, Log& log)
    : settings_(std::move(settings)),
      providers_(std::move(providers)),
      inbox_(inbox),
      clock_(clock),
      log_(log) {
  for (const Provider& provider : providers_) {
    for (std::string& path : provider.channel->Routes())
      routes_.push_back({std::move(path), &provider});
  }
}

std::vector<std::string> IntakeHandler::Routes() const {
  std::vector<std::string> paths;
  for (const Route& route : routes_) paths.push_back(route.path);
  return paths;
}

const Provider* IntakeHandler::ProviderOf(const std::string& path) const {
  const Route* best = nullptr;
  for (const Route& route : routes_) {
    const bool below = path.starts_with(route.path + "/");
    if (path != route.path && !below) continue;
    if (best == nullptr || route.path.size() > best->path.size()) best = &route;
  }
  return best != nullptr ? best->provider : nullptr;
}

void IntakeHandler::Handle(http::Request& request, http::Responder& responder) {
  const Provider* provider = ProviderOf(request.path());
  if (provider == nullptr) {
    responder.Send(http::TextResponse(404, "nothing is here\n"));
  } else if (request.method() == "GET" && provider->get != nullptr) {
    provider->get->Handle(request, responder);
  } else if (request.method() == "POST") {
    ++counters_.received;
    responder.Send(Receive(request, *provider));
  } else {
    responder.Send(NotAllowed(provider->get != nullptr));
  }
}

http::Response IntakeHandler::Receive(http::Request& request, const Provider& provider) {
  if (request.content_length().value_or(0) > settings_.body_limit) return TooLarge();
  Result<std::string, Failure> body = request.ReadBody(settings_.body_limit);
  if (!body) return Unread(body.error());
  // The raw bytes are verified before anything parses them: otherwise anyone could reach the
  // parser, and re-encoded JSON no longer is what the provider signed.
  std::vector<std::string> verified_by =
      provider.channel->Verify(Signed(settings_.public_url, request, *body));
  if (verified_by.empty()) return Reject(provider);
  return Store(std::move(*body), std::move(verified_by), provider);
}

http::Response IntakeHandler::Store(std::string body, std::vector<std::string> verified_by,
                                    const Provider& provider) {
  bridge::RawDelivery raw{provider.name, std::move(verified_by), std::move(body), clock_.Now()};
  const Result<bridge::Seq, Failure> stored =
      inbox_.AppendAndWait(std::move(raw), clock_.Steady() + settings_.patience);
  if (stored) {
    ++counters_.stored;
    return Empty(200);
  }
  ++counters_.refused;
  if (const auto count = refusals_.Take(clock_.Steady())) {
    log_.Write(LogLevel::kError, LogEvent::kInboxRefused,
               {{"why", ToString(stored.error().kind)}, {"count", *count}});
  }
  http::Response response = http::TextResponse(503, "not stored; send it again\n");
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

http::Response IntakeHandler::Reject(const Provider& provider) {
  ++counters_.rejected;
  if (const auto count = rejections_.Take(clock_.Steady())) {
    log_.Write(LogLevel::kWarning, LogEvent::kWebhookRejected,
               {{"provider", provider.name}, {"count", *count}});
  }
  return http::TextResponse(401, "the signature is missing or wrong\n");
}

}  // namespace chartbridge::intake
