#include "connectors/whatsapp/handshake.h"

#include "connectors/crypto/crypto.h"

namespace chartbridge::whatsapp {
namespace {

// Parameter names are case-sensitive, unlike header names.
const std::string* FindParameter(const http::Pairs& query, std::string_view name) {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

// Digests are compared, so that not even the length of a token shows in the time it takes.
bool SameToken(const std::string& left, const std::string& right) {
  const crypto::Digest a = crypto::Sha256(left);
  const crypto::Digest b = crypto::Sha256(right);
  return crypto::ConstantTimeEqual({reinterpret_cast<const char*>(a.data()), a.size()},
                                   {reinterpret_cast<const char*>(b.data()), b.size()});
}

http::Response Plain(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cache-Control", "no-store"}};
  response.body = std::move(text);
  return response;
}

}  // namespace

http::Response AnswerHandshake(const http::Pairs& query, std::span<const std::string> tokens) {
  const std::string* mode = FindParameter(query, "hub.mode");
  const std::string* token = FindParameter(query, "hub.verify_token");
  const std::string* challenge = FindParameter(query, "hub.challenge");
  if (mode == nullptr || token == nullptr || challenge == nullptr) {
    return Plain(400, "hub.mode, hub.verify_token and hub.challenge are required\n");
  }
  bool known = false;
  for (const std::string& ours : tokens) {
    if (!ours.empty() && SameToken(ours, *token)) known = true;
  }
  if (*mode != "subscribe" || !known) return Plain(403, "the verify token is not ours\n");
  return Plain(200, *challenge);
}

}  // namespace chartbridge::whatsapp
