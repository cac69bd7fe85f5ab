#include "stage.h"

namespace chartbridge::simulator::testing {

void Intake::Handle(http::Request& request, http::Responder& responder) {
  if (request.method() == "GET") {
    std::string token;
    std::string challenge;
    for (const auto& [name, value] : request.query()) {
      if (name == "hub.verify_token") token = value;
      if (name == "hub.challenge") challenge = value;
    }
    return responder.Send(token == verify_token ? http::TextResponse(200, challenge)
                                                : http::TextResponse(403, ""));
  }
  const auto body = request.ReadBody(3U << 20U);
  const std::lock_guard lock(mutex_);
  ++posts_;
  int status = 200;
  if (!answers.empty()) {
    status = answers.front();
    answers.erase(answers.begin());
  }
  if (status == 200)
    taken_.push_back(
        {*body, http::FindHeader(request.headers(), "X-Hub-Signature-256").value_or("")});
  responder.Send(http::TextResponse(status, ""));
}

std::vector<Intake::Delivery> Intake::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

int Intake::posts() const {
  const std::lock_guard lock(mutex_);
  return posts_;
}

Stage::Stage() {
  http::ServerSettings settings;
  settings.port = 0;
  settings.threads = 16;
  server = std::make_unique<http::Server>(
      settings,
      std::vector<http::Route>{
          {"/webhooks/whatsapp", &intake}, {GraphSimulator::kPrefix, &graph}, {"/try", &slot}},
      log);
}

SenderSettings Stage::Sender() const { return {url("/webhooks/whatsapp"), "secret", "verify", 4}; }

http::Answer Stage::Get(const std::string& path, http::Pairs headers) {
  http::Call call;
  call.url = url(path);
  call.headers = std::move(headers);
  return client.Send(call).value();
}

}  // namespace chartbridge::simulator::testing
