#include "connectors/simulator/graph_simulator.h"

#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "connectors/whatsapp/graph_media.h"
#include "connectors/whatsapp/media_type.h"
#include "fhir/json/parse.h"
#include "stage.h"

namespace chartbridge::simulator {
namespace {

class MemorySink final : public bridge::VaultWriter {
 public:
  Result<void, Failure> Write(std::span<const char> piece) override {
    bytes.append(piece.data(), piece.size());
    return {};
  }
  Result<void, Failure> Commit() override { return {}; }
  std::string bytes;
};

class Graph : public ::testing::Test {
 protected:
  Result<bridge::FetchedMedia, Failure> Fetch(const std::string& id, const std::string& kind,
                                              bridge::VaultWriter& sink) {
    mappings::Media medium;
    medium.kind = kind;
    medium.id = mappings::ProviderId(id);
    const whatsapp::GraphChannel channel{"100000000000001", stage_.url(GraphSimulator::kPrefix),
                                         [this] { return Result<std::string, Failure>(token_); }};
    return media_.Fetch(channel, medium, sink);
  }
  const http::Pairs bearer_{{"Authorization", "Bearer token"}};
  std::string token_ = "token";
  testing::Stage stage_;
  whatsapp::GraphMedia media_{{}};
};

TEST_F(Graph, EveryFileOfTheDayIsFetchedAndRecognised) {
  const std::pair<const char*, const char*> files[] = {{"rash.jpg", "image"},
                                                       {"blood-pressure.jpg", "image"},
                                                       {"blood-test.pdf", "document"},
                                                       {"voice-note.ogg", "audio"},
                                                       {"thanks.webp", "sticker"}};
  for (const auto& [name, kind] : files) {
    const auto medium = stage_.graph.Find(name);
    ASSERT_TRUE(medium) << name;
    EXPECT_LT(medium->bytes.size(), 60000u);
    MemorySink sink;
    const auto fetched = Fetch(medium->id, kind, sink);
    ASSERT_TRUE(fetched) << name << ": " << fetched.error().text;
    EXPECT_TRUE(sink.bytes == medium->bytes);
    EXPECT_EQ(medium->mime_type.rfind(fetched->sniffed_type, 0), 0u) << fetched->sniffed_type;
  }
}

TEST_F(Graph, DescribesAMediumLikeMeta) {
  const std::string id = stage_.graph.Add("image/png", "abc");
  const auto answer =
      stage_.Get("/simulator/graph/" + id + "?phone_number_id=100000000000001", bearer_);
  ASSERT_EQ(answer.status, 200);
  const auto json = fhir::json::Parse(answer.body).value();
  EXPECT_EQ(json["id"].text(), id);
  EXPECT_EQ(json["file_size"].integer(), 3);
  EXPECT_EQ(json["mime_type"].text(), "image/png");
  EXPECT_EQ(json["sha256"].text(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(json["url"].text(), stage_.url("/simulator/graph/download/" + id));
  const auto bytes = stage_.Get("/simulator/graph/download/" + id, bearer_);
  EXPECT_EQ(bytes.body, "abc");
  EXPECT_EQ(http::FindHeader(bytes.headers, "Content-Type"), "image/png");
}

TEST_F(Graph, ErrorsAreShapedLikeMetas) {
  const std::string id = stage_.graph.Add("image/png", "abc");
  struct Row {
    std::string path;
    http::Pairs headers;
    int status;
    int code;
  };
  const Row rows[] = {{"/" + id, {}, 401, 190},
                      {"/" + id, {{"Authorization", "Bearer other"}}, 401, 190},
                      {"/download/" + id, {}, 401, 190},
                      {"/123", bearer_, 400, 100},
                      {"/rash.jpg", bearer_, 400, 100},
                      {"/download/123", bearer_, 404, 100},
                      {"/" + id + "?phone_number_id=999", bearer_, 400, 100},
                      {"", bearer_, 400, 100}};
  for (const Row& row : rows) {
    const auto answer = stage_.Get(GraphSimulator::kPrefix + row.path, row.headers);
    EXPECT_EQ(answer.status, row.status) << row.path;
    EXPECT_EQ(fhir::json::Parse(answer.body).value()["error"]["code"].integer(), row.code)
        << row.path;
  }
}

TEST_F(Graph, AWrongTokenAndAnUnknownIdAreFailures) {
  MemorySink sink;
  const auto unknown = Fetch("123", "image", sink);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, FailureKind::kNotFound);
  token_ = "other";
  EXPECT_FALSE(Fetch(stage_.graph.Find("rash.jpg")->id, "image", sink));
}

TEST_F(Graph, P12_TheOldestSentFilesGoAndTheDaysStay) {
  const std::string first = stage_.graph.Add("video/mp4", std::string(30U << 20U, 'a'));
  stage_.graph.Add("video/mp4", std::string(30U << 20U, 'b'));
  EXPECT_TRUE(stage_.graph.Find(first));
  const std::string last = stage_.graph.Add("video/mp4", std::string(30U << 20U, 'c'));
  EXPECT_FALSE(stage_.graph.Find(first));
  EXPECT_TRUE(stage_.graph.Find(last));
  EXPECT_TRUE(stage_.graph.Find("rash.jpg"));
}

}  // namespace
}  // namespace chartbridge::simulator
