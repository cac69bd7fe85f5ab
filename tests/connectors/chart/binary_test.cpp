#include "chart_fixture.h"
#include "connectors/chart/exchange.h"

namespace chartbridge::chart {
namespace {

// Bytes without a period that a chunk could hide.
std::string Noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 12345;
  for (char& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24U);
  }
  return bytes;
}

std::string IdOf(const Reply& reply) {
  const std::string location = Below(reply.Header("Location"));
  return location.substr(0, location.find("/_history"));
}

class BinaryTest : public ChartTest {
 protected:
  Reply Upload(const std::string& bytes, const std::string& type = "video/mp4") {
    return Post("Binary", bytes, {{"Content-Type", type}});
  }
};

TEST_F(BinaryTest, RawBytesComeBackAsTheyWereSent) {
  for (const std::size_t size : {std::size_t(1), std::size_t(262143), std::size_t(262144),
                                 std::size_t(262145), std::size_t(524288), std::size_t(700001)}) {
    const std::string bytes = Noise(size);
    const Reply made = Upload(bytes);
    ASSERT_EQ(made.status, 201) << made.body;
    const Reply read = Get(IdOf(made), {{"Accept", "*/*"}});
    EXPECT_EQ(read.status, 200);
    EXPECT_TRUE(read.body == bytes) << size;
    EXPECT_EQ(read.Header("Content-Type"), "video/mp4");
  }
}

TEST_F(BinaryTest, P12TwentyMebibytesAreStreamedInAndOut) {
  const std::string bytes = Noise(20U << 20U);
  Ask ask{"POST", "/Binary", bytes, {{"Content-Type", "audio/ogg; codecs=opus"}}};
  ask.announces_length = false;
  const Reply made = Send(*handler_, ask);
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.body, "") << "megabytes are not sent back unasked";
  const Reply read = Get(IdOf(made));
  EXPECT_TRUE(read.streamed);
  EXPECT_TRUE(read.body == bytes);
  EXPECT_EQ(read.Header("Content-Type"), "audio/ogg; codecs=opus");
}

TEST_F(BinaryTest, RawBytesAreServedSoThatNoBrowserRunsThem) {
  const Reply made = Upload("<script>alert(1)</script>", "text/html");
  const Reply read = Get(IdOf(made), {{"Accept", "text/html"}});
  EXPECT_EQ(read.Header("Content-Disposition"), "attachment");
  EXPECT_EQ(read.Header("X-Content-Type-Options"), "nosniff");
  EXPECT_NE(read.Header("Content-Security-Policy").find("sandbox"), std::string::npos);
  EXPECT_NE(read.Header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
}

TEST_F(BinaryTest, JsonAndRawAreTwoFormsOfOneBinary) {
  for (const std::size_t size :
       {std::size_t(1), std::size_t(2), std::size_t(3), std::size_t(98304), std::size_t(300000)}) {
    const std::string bytes = Noise(size);
    const std::string json =
        R"({"resourceType":"Binary","contentType":"image/png","data":")" + ToBase64(bytes) + "\"}";
    const Reply made = Post("Binary", json);
    ASSERT_EQ(made.status, 201);
    EXPECT_TRUE(Get(IdOf(made), {{"Accept", "image/png"}}).body == bytes);
    const Reply read = Get(IdOf(made), {{"Accept", "application/fhir+json"}});
    EXPECT_EQ(read.Header("Content-Type"), "application/fhir+json; charset=utf-8");
    const auto resource = read.Json();
    EXPECT_EQ(resource["contentType"].text(), "image/png");
    EXPECT_TRUE(resource["data"].text() == ToBase64(bytes)) << size;
    EXPECT_EQ(Get(IdOf(made) + "?_format=json").Json(), resource);
  }
}

TEST_F(BinaryTest, ALargeBinaryIsReadRaw) {
  const std::string target = IdOf(Upload(Noise((12U << 20U) + 1)));
  EXPECT_TRUE(IsOutcome(Get(target, {{"Accept", "application/fhir+json"}}), 406));
  EXPECT_EQ(Get(target, {{"Accept", "*/*"}}).status, 200);
}

TEST_F(BinaryTest, ABinaryHasNoConditionalCreate) {
  const http::Pairs headers{{"Content-Type", "image/png"}, {"If-None-Exist", "identifier=x"}};
  EXPECT_TRUE(IsOutcome(Post("Binary", "x", headers), 400));
}

TEST_F(BinaryTest, ABinaryWithoutBytesIsOne) {
  const Reply made = Post("Binary", R"({"resourceType":"Binary","contentType":"text/plain"})");
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(Get(IdOf(made)).body, "");
  EXPECT_EQ(Get(IdOf(made), {{"Accept", "application/fhir+json"}}).Json().Find("data"), nullptr);
}

TEST_F(BinaryTest, P2TheSameBytesPutAgainAreOneVersion) {
  const std::string bytes = Noise(300000);
  const http::Pairs type{{"Content-Type", "image/jpeg"}};
  EXPECT_EQ(Put("Binary/b1", bytes, type).status, 201);
  const Reply again = Put("Binary/b1", bytes, type);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.Header("ETag"), "W/\"1\"");
  const std::string json =
      R"({"resourceType":"Binary","id":"b1","contentType":"image/jpeg","data":")" +
      ToBase64(bytes) + "\"}";
  EXPECT_EQ(Put("Binary/b1", json).Header("ETag"), "W/\"1\"");
  EXPECT_EQ(Put("Binary/b1", bytes + "x", type).Header("ETag"), "W/\"2\"");
  EXPECT_TRUE(Get("Binary/b1/_history/1", {{"Accept", "*/*"}}).body == bytes);
  EXPECT_TRUE(Get("Binary/b1").body == bytes + "x");
}

TEST_F(BinaryTest, OneRangeOfBytesCanBeRead) {
  const std::string bytes = Noise(600000);
  const std::string target = IdOf(Upload(bytes));
  const auto part = [&](const char* range) { return Get(target, {{"Range", range}}); };
  const Reply middle = part("bytes=262000-263000");
  EXPECT_EQ(middle.status, 206);
  EXPECT_TRUE(middle.body == bytes.substr(262000, 1001));
  EXPECT_EQ(middle.Header("Content-Range"), "bytes 262000-263000/600000");
  EXPECT_TRUE(part("bytes=599990-").body == bytes.substr(599990));
  EXPECT_TRUE(part("bytes=-10").body == bytes.substr(599990));
  EXPECT_EQ(part("bytes=600000-").status, 416);
  EXPECT_EQ(part("bytes=0-1,5-6").status, 200);
  EXPECT_EQ(part("lines=1-2").status, 200);
  EXPECT_EQ(part("bytes=9-2").status, 200);
}

TEST_F(BinaryTest, TooManyBytesAreRefusedBeforeTheyAreStored) {
  class Endless final : public http::Request, private http::ByteSource {
   public:
    explicit Endless(std::optional<std::uint64_t> length) : length_(length) {}
    const std::string& method() const override { return method_; }
    const std::string& path() const override { return path_; }
    const std::string& raw_query() const override { return none_; }
    const http::Pairs& query() const override { return no_pairs_; }
    const http::Pairs& headers() const override { return headers_; }
    bool from_loopback() const override { return true; }
    std::optional<std::uint64_t> content_length() const override { return length_; }
    Result<std::string, Failure> ReadBody(std::size_t) override { return std::string(); }
    http::ByteSource& body() override { return *this; }
    std::uint64_t read = 0;

   private:
    Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
      std::fill(into, into + size, 'x');
      read += size;
      return size;
    }
    std::optional<std::uint64_t> length_;
    std::string method_ = "POST", path_ = "/fhir/Binary", none_;
    http::Pairs no_pairs_, headers_{{"Content-Type", "video/mp4"}};
  };
  struct Keep final : http::Responder {
    void Send(http::Response response) override { status = response.status; }
    void Stream(int, http::Pairs, std::uint64_t, http::ByteSource&) override {}
    int status = 0;
  };
  Keep announced;
  Endless honest(kLargestBinary + 1);
  handler_->Handle(honest, announced);
  EXPECT_EQ(announced.status, 413);
  EXPECT_EQ(honest.read, 0U);
  Keep chunked;
  Endless endless(std::nullopt);
  handler_->Handle(endless, chunked);
  EXPECT_EQ(chunked.status, 413);
  EXPECT_LE(endless.read, kLargestBinary + 65536);
  Restart();
  EXPECT_LT(std::filesystem::file_size(folder_ / "chart.db"), 200U << 20U);
}

TEST_F(BinaryTest, AHostileContentTypeBecomesPlainBytes) {
  const Reply made = Upload("x", "text/html\"><b>");
  EXPECT_EQ(Get(IdOf(made)).Header("Content-Type"), "application/octet-stream");
}

TEST_F(BinaryTest, BrokenBase64IsRefused) {
  const std::string start = R"({"resourceType":"Binary","contentType":"image/png","data":")";
  for (const char* data : {"abc", "ab=c", "a===", "ab\\u0000c=", "ab-_"}) {
    EXPECT_TRUE(IsOutcome(Post("Binary", start + data + "\"}"), 400)) << data;
  }
}

}  // namespace
}  // namespace chartbridge::chart
