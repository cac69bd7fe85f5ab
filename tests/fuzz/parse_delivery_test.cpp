// The fuzz target without a fuzzer: all fixtures, and seeded changes of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace chartbridge {
namespace {

using fhir::json::Value;

void Feed(const std::string& bytes) {
  ASSERT_EQ(
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
}

std::vector<std::string> Corpus() {
  std::vector<std::string> corpus;
  for (const char* folder : {"webhook", "malformed", "malformed-bytes", "onprem"}) {
    const std::string path = std::string(CHARTBRIDGE_TESTS_DIR "/fixtures/whatsapp/") + folder;
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      std::ifstream stream(file, std::ios::binary);
      corpus.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
  }
  return corpus;
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}
  std::size_t Below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  // Flips, cuts, doubles or moves bytes.
  std::string ChangeBytes(std::string bytes) {
    for (std::size_t n = 1 + Below(4); n > 0 && !bytes.empty(); --n) {
      const std::size_t at = Below(bytes.size());
      switch (Below(4)) {
        case 0:
          bytes[at] = static_cast<char>(random_());
          break;
        case 1:
          bytes.erase(at, 1 + Below(20));
          break;
        case 2:
          bytes.insert(at, bytes.substr(Below(bytes.size()), Below(40)));
          break;
        default:
          bytes[at] = "{}[]\",:0\\u"[Below(10)];
          break;
      }
    }
    return bytes;
  }

  // Replaces a value somewhere in the tree by one of another kind: still JSON, wrong shape.
  void ChangeShape(Value& value) {
    if (Below(6) == 0) {
      value = Odd();
    } else if (fhir::json::Object* members = value.object();
               members != nullptr && !members->empty()) {
      auto& member = (*members)[Below(members->size())];
      if (Below(8) == 0) member.first = "other";
      ChangeShape(member.second);
    } else if (fhir::json::Array* elements = value.array();
               elements != nullptr && !elements->empty()) {
      if (Below(8) == 0) elements->push_back(elements->front());
      ChangeShape((*elements)[Below(elements->size())]);
    } else {
      value = Odd();
    }
  }

 private:
  Value Odd() {
    switch (Below(9)) {
      case 0:
        return nullptr;
      case 1:
        return Value(fhir::json::Array{});
      case 2:
        return Value(fhir::json::Object{});
      case 3:
        return -1;
      case 4:
        return Value(fhir::json::Number{"1e400"});
      case 5:
        return "";
      case 6:
        return true;
      case 7:
        return Value(fhir::json::Array{nullptr, "x", Value(fhir::json::Object{})});
      default:
        return "ES.1";
    }
  }

  std::mt19937 random_;
};

TEST(ParseDelivery, HoldsItsPromisesOnTheWholeCorpus) {
  for (const std::string& bytes : Corpus()) Feed(bytes);
}

TEST(ParseDelivery, HoldsItsPromisesOnChangedBytes) {
  Mutator mutator(20260818);
  const std::vector<std::string> corpus = Corpus();
  for (int round = 0; round < 6000; ++round)
    Feed(mutator.ChangeBytes(corpus[mutator.Below(corpus.size())]));
}

TEST(ParseDelivery, HoldsItsPromisesOnChangedShapes) {
  Mutator mutator(19);
  std::vector<Value> trees;
  for (const std::string& bytes : Corpus()) {
    if (auto tree = fhir::json::Parse(bytes)) trees.push_back(std::move(*tree));
  }
  for (int round = 0; round < 12000; ++round) {
    Value tree = trees[mutator.Below(trees.size())];
    for (std::size_t n = 1 + mutator.Below(3); n > 0; --n) mutator.ChangeShape(tree);
    Feed(fhir::json::Write(tree));
  }
}

}  // namespace
}  // namespace chartbridge
