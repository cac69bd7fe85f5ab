// The world around the intake, in memory.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/inbox.h"
#include "connectors/http/exchange.h"

namespace chartbridge::intake_test {

class FakeClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  std::chrono::steady_clock::time_point Steady() const override { return steady; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }

  Instant now = FromUnixMillis(1787000000000);
  std::chrono::steady_clock::time_point steady{std::chrono::hours(1)};
};

class FakeLog final : public Log {
 public:
  struct Line {
    LogLevel level;
    LogEvent event;
    std::vector<LogField> fields;
  };
  void Write(LogLevel level, LogEvent event, std::initializer_list<LogField> fields) override {
    lines.push_back({level, event, fields});
  }
  std::vector<Line> lines;
};

class FakeInbox final : public bridge::Inbox {
 public:
  void Append(bridge::RawDelivery raw, Deadline deadline, Done done) override {
    last_deadline = deadline;
    if (failure) return done(Unexpected<Failure>(*failure));
    stored.push_back(std::move(raw));
    done(static_cast<bridge::Seq>(stored.size()));
  }
  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string&, Instant, Instant,
                                                             int) override {
    return std::vector<bridge::StoredDelivery>{};
  }
  Result<bool, Failure> Failed(bridge::Seq) override { return false; }
  Result<std::int64_t, Failure> CountParked() override { return std::int64_t(0); }
  Result<std::int64_t, Failure> Unpark() override { return std::int64_t(0); }
  std::int64_t Depth() const override { return static_cast<std::int64_t>(stored.size()); }
  bool Accepting() const override { return !failure; }

  std::optional<Failure> failure;
  Deadline last_deadline;
  std::vector<bridge::RawDelivery> stored;
};

// Believes whoever knows the secret of one of its channels.
class FakeChannel final : public bridge::Channel {
 public:
  FakeChannel(std::vector<std::string> routes,
              std::vector<std::pair<std::string, std::string>> secrets)
      : routes_(std::move(routes)), secrets_(std::move(secrets)) {}

  std::vector<std::string> Routes() const override { return routes_; }
  std::vector<std::string> Verify(const bridge::SignedRequest& request) const override {
    asked = request;
    std::vector<std::string> verified;
    const auto told = request.headers.find("x-secret");
    for (const auto& [channel, secret] : secrets_) {
      if (told != request.headers.end() && told->second == secret) verified.push_back(channel);
    }
    return verified;
  }
  void Parse(const bridge::RawDelivery&, std::int64_t,
             const std::function<bool(mappings::Item&&)>&) const override {
    std::abort();
  }
  Result<mappings::Item, Issue> Read(const std::string&, Instant,
                                     const fhir::json::Value&) const override {
    std::abort();
  }
  Result<bridge::FetchedMedia, Failure> FetchMedium(const std::string&, const mappings::Media&,
                                                    bridge::VaultWriter&) override {
    std::abort();
  }
  Result<bridge::Sent, bridge::SendFailure> Send(const bridge::OutboundMessage&) override {
    std::abort();
  }
  std::vector<bridge::ChannelFinding> Check(const std::string&) override { std::abort(); }

  mutable bridge::SignedRequest asked;

 private:
  std::vector<std::string> routes_;
  std::vector<std::pair<std::string, std::string>> secrets_;
};

class FakeGet final : public http::Handler {
 public:
  void Handle(http::Request&, http::Responder& responder) override {
    responder.Send(http::TextResponse(200, "handshake"));
  }
};

class FakeRequest final : public http::Request {
 public:
  const std::string& method() const override { return method_; }
  const std::string& path() const override { return path_; }
  const std::string& raw_query() const override { return raw_query_; }
  const http::Pairs& query() const override { return query_; }
  const http::Pairs& headers() const override { return headers_; }
  bool from_loopback() const override { return true; }
  std::optional<std::uint64_t> content_length() const override { return length_; }
  Result<std::string, Failure> ReadBody(std::size_t limit) override {
    ++reads_;
    if (failure_) return Unexpected<Failure>(*failure_);
    if (body_.size() > limit) return Fail(FailureKind::kTooLarge, "too large");
    return body_;
  }
  http::ByteSource& body() override { std::abort(); }

  std::string method_ = "POST";
  std::string path_ = "/webhooks/first";
  std::string raw_query_;
  http::Pairs query_;
  http::Pairs headers_;
  std::optional<std::uint64_t> length_;
  std::string body_;
  std::optional<Failure> failure_;
  int reads_ = 0;
};

class FakeResponder final : public http::Responder {
 public:
  void Send(http::Response response) override { responses.push_back(std::move(response)); }
  void Stream(int, http::Pairs, std::uint64_t, http::ByteSource&) override { std::abort(); }
  std::vector<http::Response> responses;
};

}  // namespace chartbridge::intake_test
