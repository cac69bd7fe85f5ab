// A WhatsAppChannel whose files of secrets are a map in memory.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "connectors/crypto/crypto.h"
#include "connectors/whatsapp/whatsapp_channel.h"

namespace chartbridge::whatsapp_test {

class StillClock final : public Clock {
 public:
  Instant Now() const override { return FromUnixMillis(1795413600000); }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
};

class ChannelFixture : public testing::Test {
 protected:
  static whatsapp::ChannelSettings Number(const std::string& id, const std::string& number) {
    whatsapp::ChannelSettings channel;
    channel.id = id;
    channel.phone_number_id = number;
    channel.app_secret_file = id + ".secret";
    channel.verify_token_file = id + ".verify";
    channel.access_token_file = id + ".token";
    return channel;
  }
  Result<std::string, Failure> Read(const std::filesystem::path& path) const {
    const auto file = files_.find(path.string());
    if (file == files_.end()) return Fail(FailureKind::kNotFound, "does not exist");
    return file->second;
  }
  whatsapp::Surroundings Around() {
    const auto read = [this](const std::filesystem::path& path) { return Read(path); };
    return {client_,
            clock_,
            entropy_,
            public_url_,
            read,
            read,
            [this](const std::string&) { return last_; }};
  }
  std::string Sign(const std::string& body, const std::string& secret) const {
    return "sha256=" + ToHex(crypto::HmacSha256(std::string_view(secret), body));
  }

  std::map<std::string, std::string> files_;
  std::string public_url_;
  std::optional<Instant> last_;
  StillClock clock_;
  crypto::SystemEntropy entropy_;
  http::Client client_{http::ClientSettings{}};
};

}  // namespace chartbridge::whatsapp_test
