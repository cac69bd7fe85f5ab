// The fuzz target without a fuzzer: every decision case, and seeded changes of it.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <random>
#include <sstream>

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
  std::ifstream file(CHARTBRIDGE_TESTS_DIR "/fixtures/consent/cases.json");
  std::ostringstream text;
  text << file.rdbuf();
  fhir::json::ParseLimits limits;
  limits.max_depth = 1024;
  const Value cases = *fhir::json::Parse(text.str(), limits);
  std::vector<std::string> corpus;
  for (const Value& one : cases["cases"].items()) {
    Value request = one["request"];
    if (one.Find("config") != nullptr) request.Set("config", one["config"]);
    if (one.Find("environment") != nullptr) request.Set("environment", one["environment"]);
    corpus.push_back(fhir::json::Write(request) + "\n" + fhir::json::Write(one["consents"]));
  }
  return corpus;
}

// Puts a piece of one case over a piece of another.
std::string Splice(std::string into, const std::string& from, std::mt19937& random) {
  const std::size_t at = random() % into.size();
  const std::size_t take = random() % from.size();
  return into.replace(at, random() % 30, from.substr(take, random() % 30));
}

// Swaps two JSON tokens, so that most results are still JSON.
std::string Swap(std::string text, std::mt19937& random) {
  constexpr const char* kTokens[] = {"\"permit\"", "\"deny\"", "\"active\"", "[]",
                                     "{}",         "null",     "true",       "7",
                                     "\"\"",       "\"code\"", "\"TREAT\"",  "\"2026\"",
                                     "\"#x\"",     "[null]",   "[{}]",       "\"provision\""};
  const std::string out = kTokens[random() % std::size(kTokens)];
  const std::string in = kTokens[random() % std::size(kTokens)];
  const std::size_t at = text.find(out, random() % text.size());
  return at == text.npos ? text : text.replace(at, out.size(), in);
}

TEST(ConsentDecideFuzz, P3EveryCaseAndItsSeededChanges) {
  const std::vector<std::string> corpus = Corpus();
  ASSERT_GE(corpus.size(), 122U);
  for (const std::string& one : corpus) Feed(one);
  std::mt19937 random(20261122);
  for (int round = 0; round < 1500; ++round) {
    std::string changed = corpus[random() % corpus.size()];
    for (unsigned n = 1 + random() % 4; n > 0; --n) changed = Swap(changed, random);
    Feed(changed);
    Feed(Splice(changed, corpus[random() % corpus.size()], random));
  }
}

TEST(ConsentDecideFuzz, BytesThatAreNoJson) {
  Feed("");
  Feed("\n");
  Feed("{}\n[]");
  Feed(std::string(3, '\0'));
  Feed("{\"patient\":\"\xFF\"}\n[]");
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "[";
  Feed("{}\n" + deep);
}

}  // namespace
}  // namespace chartbridge
