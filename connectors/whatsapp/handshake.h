// The GET by which Meta asks whether a callback URL is ours.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge::whatsapp {

// 200 with the challenge as plain text when `hub.mode` is "subscribe" and `hub.verify_token` is one
// of `tokens` (compared in constant time, blank ones never match); 403 when it is not; 400 when
// one of the three parameters is absent. The challenge is echoed as it came, which is
// why the answer is marked as text that no browser may reinterpret.
http::Response AnswerHandshake(const http::Pairs& query, std::span<const std::string> tokens);

// The same behind a route; nothing is changed by it. `tokens` is called for every request from any
// thread, so that the files may change while we run.
class HandshakeHandler final : public http::Handler {
 public:
  explicit HandshakeHandler(std::function<std::vector<std::string>()> tokens)
      : tokens_(std::move(tokens)) {}
  void Handle(http::Request& request, http::Responder& responder) override {
    responder.Send(AnswerHandshake(request.query(), tokens_()));
  }

 private:
  std::function<std::vector<std::string>()> tokens_;
};

}  // namespace chartbridge::whatsapp
