// What Meta's Graph API says about one business number and the app behind it
// (reference/whatsapp.md sections 1 and 10). Reads only.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "bridge/ports/channel.h"
#include "connectors/http/client.h"
#include "fhir/json/value.h"

namespace chartbridge::whatsapp {

using Level = bridge::ChannelFinding::Level;

// A question that Graph did not answer as hoped. No token, no URL.
struct GraphTrouble {
  Level level = Level::kFault;
  words::Statement said;
  words::Statement advice;
};

struct GraphAccess {
  std::string graph_url;
  std::string phone_number_id;
  std::string access_token;
  std::string app_secret;
};

// Who the access token belongs to and what it may do (GET /debug_token about itself).
struct TokenFacts {
  std::string app_id;
  std::vector<std::string> scopes;
  std::vector<std::string> accounts;  // the WhatsApp accounts it was limited to; none: not told
  std::int64_t expires_at = 0;        // Unix seconds; 0: never
};

class GraphNumber {
 public:
  GraphNumber(http::Client& client, GraphAccess access, std::chrono::milliseconds deadline)
      : client_(client), access_(std::move(access)), deadline_(deadline) {}

  // `fields` as Graph names them, comma-separated.
  Result<fhir::json::Value, GraphTrouble> Number(const std::string& fields);
  Result<TokenFacts, GraphTrouble> Token();
  // The app's webhook for WhatsApp accounts, asked for with the app's own secret: {"callback_url",
  // "active", "fields": [...]}, or null when there is none.
  Result<fhir::json::Value, GraphTrouble> Subscription(const std::string& app_id);
  // Whether the account sends its events to the app.
  Result<bool, GraphTrouble> SendsTo(const std::string& account, const std::string& app_id);

 private:
  Result<fhir::json::Value, GraphTrouble> Get(const std::string& path, const std::string& token);

  http::Client& client_;
  const GraphAccess access_;
  const std::chrono::milliseconds deadline_;
};

}  // namespace chartbridge::whatsapp
