// The world around the webhook handler, in memory.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "bridge/ports/inbox.h"
#include "connectors/http/exchange.h"

namespace chartbridge::whatsapp_test {

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
  Result<bridge::Seq, Failure> Append(bridge::RawDelivery raw, Deadline deadline) override {
    last_deadline = deadline;
    if (failure) return Unexpected<Failure>(*failure);
    stored.push_back(std::move(raw));
    return static_cast<bridge::Seq>(stored.size());
  }
  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string&, Instant, Instant,
                                                             int) override {
    return std::vector<bridge::StoredDelivery>{};
  }
  std::int64_t Depth() const override { return static_cast<std::int64_t>(stored.size()); }
  bool Accepting() const override { return !failure; }

  std::optional<Failure> failure;
  Deadline last_deadline;
  std::vector<bridge::RawDelivery> stored;
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
  std::string path_ = "/webhooks/whatsapp";
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

}  // namespace chartbridge::whatsapp_test
