#include "chart_fixture.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "connectors/chart/search_parameters.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

namespace {

class FakeRequest final : public http::Request, private http::ByteSource {
 public:
  FakeRequest(const Ask& ask, const std::string& prefix) : ask_(ask), headers_(ask.headers) {
    const std::size_t mark = ask.target.find('?');
    path_ = prefix + ReadPairs("p=" + ask.target.substr(0, mark)).front().second;
    if (mark != std::string::npos) raw_query_ = ask.target.substr(mark + 1);
    query_ = ReadPairs(raw_query_);
    const bool has_type = http::FindHeader(headers_, "Content-Type").has_value();
    if (!ask.body.empty() && !has_type) {
      headers_.emplace_back("Content-Type", "application/fhir+json");
    }
    if (!http::FindHeader(headers_, "Host")) headers_.emplace_back("Host", "127.0.0.1:8080");
  }
  const std::string& method() const override { return ask_.method; }
  const std::string& path() const override { return path_; }
  const std::string& raw_query() const override { return raw_query_; }
  const http::Pairs& query() const override { return query_; }
  const http::Pairs& headers() const override { return headers_; }
  bool from_loopback() const override { return ask_.loopback; }
  std::optional<std::uint64_t> content_length() const override {
    return ask_.announces_length ? std::optional<std::uint64_t>(ask_.body.size()) : std::nullopt;
  }
  Result<std::string, Failure> ReadBody(std::size_t limit) override {
    if (ask_.body.size() > limit) return Fail(FailureKind::kTooLarge, "too large");
    return ask_.body;
  }
  http::ByteSource& body() override { return *this; }

 private:
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    const std::size_t taken = std::min(size, ask_.body.size() - read_);
    std::memcpy(into, ask_.body.data() + read_, taken);
    read_ += taken;
    return taken;
  }

  const Ask& ask_;
  std::string path_;
  std::string raw_query_;
  http::Pairs query_;
  http::Pairs headers_;
  std::size_t read_ = 0;
};

class Collector final : public http::Responder {
 public:
  void Send(http::Response response) override {
    ++answers;
    reply = {response.status, std::move(response.headers), std::move(response.body), false};
  }
  void Stream(int status, http::Pairs headers, std::uint64_t length,
              http::ByteSource& source) override {
    ++answers;
    reply = {status, std::move(headers), {}, true};
    std::string piece(7001, '\0');  // no divisor of anything
    while (true) {
      const auto read = source.Read(piece.data(), piece.size());
      ASSERT_TRUE(read.has_value()) << read.error().text;
      if (*read == 0) break;
      reply.body.append(piece, 0, *read);
    }
    EXPECT_EQ(reply.body.size(), length) << "a real server would cut the connection";
  }
  Reply reply;
  int answers = 0;
};

}  // namespace

fhir::json::Value Reply::Json() const {
  auto json = fhir::json::Parse(body);
  EXPECT_TRUE(json.has_value()) << "status " << status;
  return json ? *json : fhir::json::Value();
}

std::string Reply::Header(std::string_view name) const {
  return http::FindHeader(headers, name).value_or("");
}

Reply Send(http::Handler& handler, const Ask& ask, const std::string& prefix) {
  FakeRequest request(ask, prefix);
  Collector collector;
  handler.Handle(request, collector);
  EXPECT_EQ(collector.answers, 1);
  return std::move(collector.reply);
}

void ChartTest::SetUp() {
  static std::atomic<int> number{0};
  folder_ = std::filesystem::temp_directory_path() /
            ("chart-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
  std::filesystem::create_directories(folder_);
  ring_ = *crypto::KeyRing::Read("1 " + std::string(64, 'a'), "demo");
  Restart();
}

void ChartTest::TearDown() {
  Close();
  std::filesystem::remove_all(folder_);
}

void ChartTest::Close() {
  handler_.reset();
  store_.reset();
}

Result<std::unique_ptr<ResourceStore>, Failure> ChartTest::Open(const std::string& name) {
  vault_ = std::move(vault::FileVault::Open(folder_ / "media").value());
  return OpenResourceStore((folder_ / name).string(), {*ring_, entropy_, *vault_}, site_, vfs_);
}

void ChartTest::Restart() {
  Close();
  auto opened = Open();
  ASSERT_TRUE(opened.has_value()) << opened.error().text;
  store_ = std::move(*opened);
  handler_ = std::make_unique<FhirHandler>(FhirSettings{}, *store_, clock_, entropy_, log_);
}

void ChartTest::People(std::initializer_list<const char*> ids) {
  for (const std::string id : ids) EXPECT_LT(Put("Patient/" + id, Patient(id)).status, 300);
}

Reply ChartTest::Get(const std::string& target, http::Pairs headers) {
  return Send(*handler_, {.target = "/" + target, .headers = std::move(headers)});
}

Reply ChartTest::Post(const std::string& target, const std::string& body, http::Pairs headers) {
  return Send(*handler_, {"POST", "/" + target, body, std::move(headers)});
}

Reply ChartTest::Put(const std::string& target, const std::string& body, http::Pairs headers) {
  return Send(*handler_, {"PUT", "/" + target, body, std::move(headers)});
}

std::string ChartTest::Create(const std::string& resource, http::Pairs headers) {
  const std::string type = fhir::json::Parse(resource)->Find("resourceType")->text();
  const Reply reply = Post(type, resource, std::move(headers));
  EXPECT_EQ(reply.status, 201) << reply.body;
  return reply.Json()["id"].text();
}

std::int64_t ChartTest::Count(const std::string& search) {
  const Reply reply = Get(search);
  EXPECT_EQ(reply.status, 200) << reply.body;
  return reply.Json()["total"].integer().value_or(-1);
}

std::string CodeOf(const Reply& reply) { return reply.Json()["issue"].at(0)["code"].text(); }

std::string ExpressionOf(const Reply& reply) {
  return reply.Json()["issue"].at(0)["expression"].at(0).text();
}

testing::AssertionResult IsOutcome(const Reply& reply, int status) {
  if (reply.status != status) {
    return testing::AssertionFailure() << "status " << reply.status << ": " << reply.body;
  }
  const fhir::json::Value json = reply.Json();
  const bool outcome = json["resourceType"].text() == "OperationOutcome" &&
                       !json["issue"].items().empty() &&
                       reply.Header("Content-Type") == "application/fhir+json; charset=utf-8" &&
                       reply.Header("Cache-Control") == "no-store" &&
                       reply.Header("X-Content-Type-Options") == "nosniff";
  return outcome ? testing::AssertionSuccess()
                 : testing::AssertionFailure() << "no proper outcome: " << reply.body;
}

std::vector<std::string> IdsOf(const fhir::json::Value& bundle) {
  std::vector<std::string> ids;
  for (const auto& entry : bundle["entry"].items()) ids.push_back(entry["resource"]["id"].text());
  return ids;
}

std::string LinkOf(const fhir::json::Value& bundle, std::string_view relation) {
  for (const auto& link : bundle["link"].items()) {
    if (link["relation"].text() == relation) return link["url"].text();
  }
  return "";
}

std::string Below(const std::string& url) {
  const std::size_t at = url.find("/fhir/");
  return at == std::string::npos ? "" : url.substr(at + 6);
}

std::string Patient(const std::string& id, const std::string& more) {
  return R"({"resourceType":"Patient","id":")" + id + "\"" + (more.empty() ? "" : "," + more) + "}";
}

std::string Communication(const std::string& patient, const std::string& identifier,
                          const std::string& more) {
  return R"({"resourceType":"Communication","status":"completed","identifier":[{"system":"urn:chartbridge:id","value":")" +
         identifier + R"("}],"subject":{"reference":"Patient/)" + patient + "\"}" +
         (more.empty() ? "" : "," + more) + "}";
}

}  // namespace chartbridge::chart
