// The GET by which Meta asks whether a callback URL is ours.
#pragma once

#include <span>
#include <string>

#include "connectors/http/exchange.h"

namespace chartbridge::whatsapp {

// 200 with the challenge as plain text when `hub.mode` is "subscribe" and `hub.verify_token` is one
// of `tokens` (compared in constant time, blank ones never match); 403 when it is not; 400 when
// one of the three parameters is absent. The challenge is echoed as it came, which is
// why the answer is marked as text that no browser may reinterpret.
http::Response AnswerHandshake(const http::Pairs& query, std::span<const std::string> tokens);

}  // namespace chartbridge::whatsapp
