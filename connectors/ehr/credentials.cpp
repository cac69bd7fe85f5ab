#include "connectors/ehr/credentials.h"

#include <algorithm>
#include <utility>

#include "connectors/crypto/crypto.h"
#include "words/say.h"

namespace chartbridge::ehr {
namespace {

// A secret file usually ends with a newline, and a control character would split the header.
Result<std::string, Failure> ReadSecret(const Secret& secret) {
  auto text = secret();
  if (!text) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  const bool clean = std::none_of(text->begin(), text->end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (text->empty() || !clean) {
    return Fail(FailureKind::kUnauthorized, words::Say("ehr-secret-blank"));
  }
  return text;
}

bool Differs(Credentials& credentials, const std::string& refused) {
  const auto now = credentials.Authorization();
  return now && *now != refused;
}

}  // namespace

BasicCredentials::BasicCredentials(std::string user, Secret password)
    : user_(std::move(user)), password_(std::move(password)) {}

Result<std::string, Failure> BasicCredentials::Authorization() {
  auto password = ReadSecret(password_);
  if (!password) return password;
  return "Basic " + ToBase64(user_ + ":" + *password);
}

bool BasicCredentials::Renew(const std::string& refused) { return Differs(*this, refused); }

BearerCredentials::BearerCredentials(Secret token) : token_(std::move(token)) {}

Result<std::string, Failure> BearerCredentials::Authorization() {
  auto token = ReadSecret(token_);
  if (!token) return token;
  return "Bearer " + *token;
}

bool BearerCredentials::Renew(const std::string& refused) { return Differs(*this, refused); }

}  // namespace chartbridge::ehr
