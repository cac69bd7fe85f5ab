#include "exchange_in_memory.h"

namespace chartbridge::pages {
namespace {

class Asking final : public http::Request, private http::ByteSource {
 public:
  explicit Asking(const Ask& ask) : ask_(ask) {}
  const std::string& method() const override { return ask_.method; }
  const std::string& path() const override { return ask_.path; }
  const std::string& raw_query() const override { return ask_.raw_query; }
  const http::Pairs& query() const override { return query_; }
  const http::Pairs& headers() const override { return ask_.headers; }
  bool from_loopback() const override { return true; }
  std::optional<std::uint64_t> content_length() const override { return ask_.body.size(); }
  Result<std::string, Failure> ReadBody(std::size_t limit) override {
    if (ask_.body.size() > limit) return Fail(FailureKind::kTooLarge, "");
    return ask_.body;
  }
  http::ByteSource& body() override { return *this; }

 private:
  Result<std::size_t, Failure> Read(char*, std::size_t) override { return 0; }
  const Ask& ask_;
  const http::Pairs query_;
};

class Keeping final : public http::Responder {
 public:
  void Send(http::Response response) override {
    reply = {response.status, std::move(response.headers), std::move(response.body)};
  }
  void Stream(int, http::Pairs, std::uint64_t, http::ByteSource&) override {}
  Reply reply;
};

}  // namespace

Reply Send(http::Handler& handler, const Ask& ask) {
  Asking request(ask);
  Keeping responder;
  handler.Handle(request, responder);
  return responder.reply;
}

}  // namespace chartbridge::pages
