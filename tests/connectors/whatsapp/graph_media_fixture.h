// A Graph API that a test scripts, and the medium that it is asked for.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "connectors/crypto/crypto.h"
#include "connectors/whatsapp/graph_media.h"
#include "connectors/whatsapp/read_media.h"
#include "tests/fakes/scripted_http_server.h"

namespace chartbridge::whatsapp_test {

class MemorySink final : public bridge::VaultWriter {
 public:
  Result<void, Failure> Write(std::span<const char> piece) override {
    if (full) return Fail(FailureKind::kFull, "the disk is full");
    largest = std::max(largest, piece.size());
    bytes.append(piece.data(), piece.size());
    return {};
  }
  Result<void, Failure> Commit() override { return {}; }

  std::string bytes;
  std::size_t largest = 0;
  bool full = false;
};

class GraphMediaTest : public testing::Test {
 protected:
  using Request = fakes::RecordedRequest;

  static std::string Jpeg(std::size_t size = 3000) {
    return "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF\0\1\1", 9) + std::string(size - 13, 'x');
  }

  // The usual answers; a test replaces what it is about.
  http::Response Answer(const Request& request) {
    ++(request.path == "/v25.0/1003" ? resolves : downloads);
    if (request.path == "/v25.0/1003") return resolve(request);
    return download(request);
  }
  std::string Reply(const std::string& url) const {
    return R"({"messaging_product":"whatsapp","url":")" + url +
           R"(","mime_type":"image/jpeg","sha256":")" + sha256 + R"(","file_size":)" + file_size +
           R"(,"id":"1003"})";
  }

  Result<bridge::FetchedMedia, Failure> Fetch() { return Fetch(server.url("/v25.0")); }
  // One source per API: loading libmagic's database is the slowest thing here.
  Result<bridge::FetchedMedia, Failure> Fetch(const std::string& graph_url) {
    std::unique_ptr<whatsapp::GraphMedia>& source = sources_[graph_url];
    if (source == nullptr) {
      whatsapp::GraphMediaSettings settings;
      settings.resolve_deadline = deadline;
      settings.download_deadline = deadline;
      source = std::make_unique<whatsapp::GraphMedia>(settings);
    }
    const whatsapp::GraphChannel channel{
        "109876543210987", graph_url,
        [] { return Result<std::string, Failure>(std::string("s3cret")); }};
    return source->Fetch(channel, media, sink);
  }
  static std::string CodeOf(const Failure& failure) {
    return failure.issues.empty() ? "" : failure.issues[0].code;
  }

  std::string body = Jpeg();
  std::string sha256 = ToHex(crypto::Sha256(body));
  std::string file_size = std::to_string(body.size());
  mappings::Media media{.kind = "image", .id = mappings::ProviderId("1003")};
  MemorySink sink;
  std::chrono::milliseconds deadline{20000};
  std::atomic<int> resolves{0};
  std::atomic<int> downloads{0};
  std::atomic<int> raw_port{0};
  std::function<http::Response(const Request&)> resolve = [this](const Request&) {
    return http::JsonResponse(200, Reply(server.url("/media/1?token=x")));
  };
  std::function<http::Response(const Request&)> download = [this](const Request&) {
    return http::Response{200, {{"Content-Type", "image/jpeg"}}, body};
  };
  fakes::ScriptedHttpServer server{[this](const Request& request) { return Answer(request); }};

 private:
  std::map<std::string, std::unique_ptr<whatsapp::GraphMedia>> sources_;
};

}  // namespace chartbridge::whatsapp_test
