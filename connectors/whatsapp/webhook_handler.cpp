#include "connectors/whatsapp/webhook_handler.h"

#include "connectors/whatsapp/handshake.h"
#include "connectors/whatsapp/verify_signature.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::string_view kSignatureHeader = "X-Hub-Signature-256";

http::Response Empty(int status) {
  http::Response response;
  response.status = status;
  return response;
}

http::Response NotAllowed() {
  http::Response response = http::TextResponse(405, "GET and POST only\n");
  response.headers.emplace_back("Allow", "GET, POST");
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

std::vector<std::string> TokensOf(std::vector<ChannelSecrets> channels) {
  std::vector<std::string> tokens;
  for (ChannelSecrets& channel : channels) tokens.push_back(std::move(channel.verify_token));
  return tokens;
}

// Every channel whose secret fits: numbers of one app share its secret.
std::vector<std::string> VerifiedBy(std::string_view body, std::string_view header,
                                    const std::vector<ChannelSecrets>& channels) {
  std::vector<std::string> verified;
  const std::vector<std::string>* matching = nullptr;
  for (const ChannelSecrets& channel : channels) {
    const bool same_app = matching != nullptr && *matching == channel.app_secrets;
    if (same_app || VerifySignature(body, header, channel.app_secrets)) {
      verified.push_back(channel.channel);
      matching = &channel.app_secrets;
    }
  }
  return verified;
}

}  // namespace

WebhookHandler::WebhookHandler(Settings settings, SecretsProvider secrets, bridge::Inbox& inbox,
                               Clock& clock, Log& log)
    : settings_(std::move(settings)),
      secrets_(std::move(secrets)),
      inbox_(inbox),
      clock_(clock),
      log_(log) {}

void WebhookHandler::Handle(http::Request& request, http::Responder& responder) {
  if (request.method() == "GET") {
    responder.Send(AnswerHandshake(request.query(), TokensOf(secrets_())));
  } else if (request.method() == "POST") {
    ++counters_.received;
    responder.Send(Receive(request));
  } else {
    responder.Send(NotAllowed());
  }
}

http::Response WebhookHandler::Receive(http::Request& request) {
  if (request.content_length().value_or(0) > settings_.body_limit) return TooLarge();
  Result<std::string, Failure> body = request.ReadBody(settings_.body_limit);
  if (!body) return Unread(body.error());
  const std::optional<std::string> header = http::FindHeader(request.headers(), kSignatureHeader);
  if (!header) return Reject();
  // The raw bytes are verified before anything parses them: otherwise anyone could reach the
  // parser, and re-encoded JSON no longer is what Meta signed.
  std::vector<std::string> verified_by = VerifiedBy(*body, *header, secrets_());
  if (verified_by.empty()) return Reject();
  return Store(std::move(*body), std::move(verified_by));
}

http::Response WebhookHandler::Store(std::string body, std::vector<std::string> verified_by) {
  bridge::RawDelivery raw{settings_.provider, std::move(verified_by), std::move(body),
                          clock_.Now()};
  const Result<bridge::Seq, Failure> stored =
      inbox_.Append(std::move(raw), clock_.Steady() + settings_.patience);
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

http::Response WebhookHandler::Reject() {
  ++counters_.rejected;
  if (const auto count = rejections_.Take(clock_.Steady())) {
    log_.Write(LogLevel::kWarning, LogEvent::kWebhookRejected,
               {{"provider", settings_.provider}, {"count", *count}});
  }
  return http::TextResponse(401, "the signature is missing or wrong\n");
}

}  // namespace chartbridge::whatsapp
