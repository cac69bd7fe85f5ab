// Every fuzz target without a fuzzer: its seeds and seeded changes of them.
#include <gtest/gtest.h>

#include <ostream>

#include "tests/fuzz/mutator.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

struct Target {
  const char* name;
  const char* title;
  int (*run)(const std::uint8_t* data, std::size_t size);
  int rounds;
};
std::ostream& operator<<(std::ostream& out, const Target& target) { return out << target.name; }

class Replay : public testing::TestWithParam<Target> {
 protected:
  // A broken promise aborts; the trace then names the round, which repeats by itself.
  static void Feed(const std::string& bytes) {
    ASSERT_EQ(GetParam().run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
  }
};

TEST_P(Replay, HoldsOnTheSeeds) {
  const std::vector<std::string> seeds = SeedsOf(GetParam().name);
  ASSERT_GE(seeds.size(), 5U);
  for (const std::string& seed : seeds) Feed(seed);
}

TEST_P(Replay, HoldsOnSeededChanges) {
  const std::vector<std::string> seeds = SeedsOf(GetParam().name);
  Mutator mutator(20261122);
  for (int round = 0; round < GetParam().rounds; ++round) {
    const std::string& other = seeds[mutator.Below(seeds.size())];
    Feed(mutator.Change(seeds[mutator.Below(seeds.size())], other));
  }
}

TEST_P(Replay, HoldsOnBytesThatAreNothing) {
  for (const char* text : {"", "\n", "{}\n[]", "\"\xFF\"", "{\"patient\":\"\xFF\"}\n[]"})
    Feed(text);
  Feed(std::string(3, '\0'));
  Feed("{}\n" + std::string(100000, '['));
  Feed(std::string(100000, '['));
}

INSTANTIATE_TEST_SUITE_P(
    Targets, Replay,
    testing::Values(Target{"parse_delivery", "P5ParseDelivery", ParseDelivery, 18000},
                    Target{"verify_signature", "VerifySignature", VerifySignature, 10000},
                    Target{"json", "Json", Json, 4000},
                    Target{"consent_decide", "P3ConsentDecide", ConsentDecide, 3000},
                    Target{"read_outcome", "ReadOutcome", ReadOutcome, 4000},
                    Target{"content_coding", "ContentCoding", ContentCoding, 4000},
                    Target{"request_head", "RequestHead", RequestHead, 10000},
                    Target{"fhir_resource", "FhirResource", FhirResource, 2000},
                    Target{"audit_record", "P10AuditRecord", AuditRecord, 4000},
                    Target{"judge_line", "JudgeLine", JudgeLine, 2000},
                    Target{"settings", "Settings", Settings, 1000}),
    [](const auto& row) { return std::string(row.param.title); });

}  // namespace
}  // namespace chartbridge::fuzz
