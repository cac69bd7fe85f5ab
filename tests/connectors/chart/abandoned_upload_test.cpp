// Uploads that never became a Binary leave nothing behind.
#include <fstream>

#include "chart_fixture.h"
#include "connectors/sqlite3/rows.h"

namespace chartbridge::chart {
namespace {

class BrokenUpload final : public http::Request, private http::ByteSource {
 public:
  explicit BrokenUpload(FailureKind end) : end_(end) {}
  const std::string& method() const override { return method_; }
  const std::string& path() const override { return path_; }
  const std::string& raw_query() const override { return none_; }
  const http::Pairs& query() const override { return no_pairs_; }
  const http::Pairs& headers() const override { return headers_; }
  bool from_loopback() const override { return true; }
  std::optional<std::uint64_t> content_length() const override { return 10U << 20U; }
  Result<std::string, Failure> ReadBody(std::size_t) override { return std::string(); }
  http::ByteSource& body() override { return *this; }

 private:
  // A mebibyte, then the connection fails.
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    if (sent_ >= (1U << 20U)) return Fail(end_, "cut");
    std::fill(into, into + size, 'x');
    sent_ += size;
    return size;
  }
  FailureKind end_;
  std::size_t sent_ = 0;
  std::string method_ = "POST";
  std::string path_ = "/fhir/Binary";
  std::string none_;
  http::Pairs no_pairs_;
  http::Pairs headers_{{"Content-Type", "video/mp4"}};
};

struct StatusOnly final : http::Responder {
  void Send(http::Response response) override { status = response.status; }
  void Stream(int code, http::Pairs, std::uint64_t, http::ByteSource&) override { status = code; }
  int status = 0;
};

class AbandonedUploadTest : public ChartTest {
 protected:
  std::int64_t Rows(const std::string& table) {
    sqlite::Connection connection(Path(), sqlite::Access::kReadOnly, "");
    return SelectInteger(connection, "SELECT COUNT(*) FROM " + table);
  }
  void Run(const std::string& script) {
    sqlite::Connection(Path(), sqlite::Access::kReadWrite, "").Run(script.c_str());
  }
  std::int64_t Files() const {
    std::int64_t count = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_ / "media"))
      count += file.is_regular_file() ? 1 : 0;
    return count;
  }
  std::string Path() const { return (folder_ / "chart.db").string(); }
};

TEST_F(AbandonedUploadTest, ABodyThatEndsEarlyIsTakenBack) {
  const struct {
    FailureKind end;
    int status;
  } cases[] = {{FailureKind::kCorrupt, 400}, {FailureKind::kUnreachable, 408}};
  for (const auto& one : cases) {
    BrokenUpload upload(one.end);
    StatusOnly answer;
    handler_->Handle(upload, answer);
    EXPECT_EQ(answer.status, one.status);
    EXPECT_EQ(Files(), 0);
    EXPECT_EQ(Rows("content"), 0);
  }
}

TEST_F(AbandonedUploadTest, WhatACrashLeftIsRemovedAtALaterStart) {
  const Reply kept = Post("Binary", "kept", {{"Content-Type", "image/png"}});
  for (const char* name : {"0a", "0b"}) std::ofstream(folder_ / "media" / name) << "x";
  std::filesystem::last_write_time(
      folder_ / "media" / "0a",
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_EQ(Files(), 3);
  Restart();
  EXPECT_EQ(Files(), 2) << "the young one may be under way in another process";
  EXPECT_EQ(Get(Below(kept.Header("Location"))).body, "kept");
}

TEST_F(AbandonedUploadTest, WhatIsRefusedOrSaidAgainLeavesNoFile) {
  const http::Pairs type{{"Content-Type", "image/png"}};
  const http::Pairs dangling{{"Content-Type", "image/png"}, {"X-Security-Context", "Patient/no"}};
  EXPECT_TRUE(IsOutcome(Put("Binary/b1", "x", dangling), 422));
  const std::string json = R"({"resourceType":"Binary","id":"b1","contentType":"image/png",)";
  EXPECT_TRUE(IsOutcome(
      Put("Binary/b1", json + R"("data":"eA==","securityContext":{"reference":"Patient/no"}})"),
      422));
  EXPECT_EQ(Files(), 0);
  EXPECT_EQ(Put("Binary/b1", "x", type).status, 201);
  EXPECT_EQ(Put("Binary/b1", "x", type).status, 200);
  EXPECT_EQ(Put("Binary/b1", json + R"("data":"eA=="})").status, 200);
  EXPECT_EQ(Files(), 1);
}

TEST_F(AbandonedUploadTest, AFileThatIsGoneIsSaidToBeUnreadable) {
  const Reply kept = Post("Binary", "bytes", {{"Content-Type", "image/png"}});
  for (const auto& file : std::filesystem::directory_iterator(folder_ / "media"))
    if (file.is_regular_file()) std::filesystem::remove(file);
  EXPECT_TRUE(IsOutcome(Get(Below(kept.Header("Location"))), 500));
}

TEST_F(AbandonedUploadTest, ATamperedVersionIsNotServed) {
  const Reply kept = Post("Binary", "{\"a\":1}", {{"Content-Type", "image/png"}});
  Run("UPDATE content SET body = x'00'");
  EXPECT_TRUE(IsOutcome(Get(Below(kept.Header("Location"))), 500));
  EXPECT_GT(log_.lines, 0);
}

}  // namespace
}  // namespace chartbridge::chart
