#include "fake_fhir.h"

#include <algorithm>

#include "fhir/json/parse.h"

namespace chartbridge::ehr::testing {
namespace {

class SilentLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override {}
};

class BrokenSource final : public http::ByteSource {
 public:
  Result<std::size_t, Failure> Read(char*, std::size_t) override {
    return Fail(FailureKind::kCorrupt, "broken on purpose");
  }
};

class RuleReader final : public bridge::VaultReader {
 public:
  explicit RuleReader(std::uint64_t size) : size_(size) {}
  Result<std::size_t, Failure> Read(std::span<char> into) override {
    const std::size_t count = std::min<std::uint64_t>(into.size(), size_ - at_);
    for (std::size_t i = 0; i < count; ++i) into[i] = FakeVault::ByteAt(at_ + i);
    at_ += count;
    return count;
  }

 private:
  std::uint64_t size_;
  std::uint64_t at_ = 0;
};

}  // namespace

FakeFhir::FakeFhir(Script script, std::size_t keep_body)
    : script_(std::move(script)), keep_body_(keep_body), log_(std::make_unique<SilentLog>()) {
  http::ServerSettings settings;
  settings.port = 0;
  settings.threads = 32;
  server_ = std::make_unique<http::Server>(settings, std::vector<http::Route>{{"/", this}}, *log_);
}

FakeFhir::~FakeFhir() { Stop(); }

void FakeFhir::Stop() {
  if (server_) server_->Stop(std::chrono::seconds(2));
}

std::string FakeFhir::base() const {
  return "http://127.0.0.1:" + std::to_string(port()) + "/fhir";
}

std::vector<Seen> FakeFhir::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void FakeFhir::Handle(http::Request& request, http::Responder& responder) {
  Seen seen{request.method(), request.path(), request.headers(), "", 0};
  if (!request.raw_query().empty()) seen.target += "?" + request.raw_query();
  std::string piece(65536, '\0');
  while (true) {
    const auto count = request.body().Read(piece.data(), piece.size());
    if (!count || *count == 0) break;
    seen.body_size += *count;
    if (seen.body.size() < keep_body_) seen.body.append(piece, 0, *count);
  }
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(seen);
  }
  Reply reply = script_(seen);
  if (reply.lost) {
    BrokenSource broken;
    responder.Stream(reply.status, reply.headers, 100, broken);
    return;
  }
  responder.Send({reply.status, reply.headers, reply.body});
}

Connection::Connection(const std::string& base, Credentials* credentials,
                       const RestSettings& settings)
    : rest(BaseUrl::Read(base, true).value(), settings, client,
           credentials != nullptr ? *credentials : none, clock, entropy) {}

Result<bridge::DataKey, Failure> FakeVault::OpenKey(std::int64_t id) {
  if (id == 0) return Fail(FailureKind::kNotFound, "The key is destroyed.");
  return bridge::DataKey(id, {});
}

Result<std::unique_ptr<bridge::VaultWriter>, Failure> FakeVault::Create(const std::string&,
                                                                        const bridge::DataKey&) {
  return Fail(FailureKind::kRefused, "This vault is only read.");
}

Result<std::unique_ptr<bridge::VaultReader>, Failure> FakeVault::Open(const std::string& object,
                                                                      const bridge::DataKey&) {
  const auto found = sizes.find(object);
  if (found == sizes.end()) return Fail(FailureKind::kNotFound, "No such object.");
  return std::unique_ptr<bridge::VaultReader>(std::make_unique<RuleReader>(found->second));
}

fhir::json::Value Json(std::string_view text) { return fhir::json::Parse(text).value(); }

int ClosedPort() {
  FakeFhir gone([](const Seen&) { return Reply{}; });
  return gone.port();
}

}  // namespace chartbridge::ehr::testing
