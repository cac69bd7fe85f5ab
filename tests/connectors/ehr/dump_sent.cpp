// dump_sent DIR: one file for each example, byte for byte as a server gets it, for a FHIR validator
// to judge: the message with its photo, and the photo that comes later.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"
#include "tests/mappings/examples.h"

namespace {

using namespace chartbridge;  // NOLINT(google-build-using-namespace)

class Dump {
 public:
  explicit Dump(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool Write(const mappings::Example& example, std::optional<int> medium) {
    const auto& context = example.context;
    std::vector<bridge::BinaryContent> files;
    for (const mappings::MediaState& state : context.media) {
      if (state.presence != mappings::MediaPresence::kReady) continue;
      const std::string number = std::to_string(state.number);
      vault_.sizes["object-" + number] = state.size;
      files.push_back({"binary:" + number,
                       mappings::BinaryReference(example.item, context, state.number),
                       state.content_type, state.size, "object-" + number, 7});
    }
    if (medium && files.empty()) return true;
    const auto plan = ehr_.Plan({example.item, context, medium, files, standing_});
    if (!plan || ehr_.Send(*plan).failure) return false;
    std::ofstream file(folder_ / (example.name + (medium ? "-sent-later" : "-sent") + ".json"));
    file << server_.seen().back().body << "\n";
    return file.good();
  }

 private:
  std::filesystem::path folder_;
  ehr::testing::LittleChart chart_;
  ehr::testing::FakeFhir server_{
      [this](const ehr::testing::Seen& seen) { return chart_.Answer(seen); }};
  ehr::testing::Connection connection_{server_.base()};
  ehr::testing::FakeVault vault_;
  ehr::FhirEhr ehr_{connection_.rest, vault_, vault_};
  std::vector<bridge::FilingPart> standing_{
      {"message", "Communication", "", "Communication/77", "1", bridge::PartState::kConfirmed}};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: dump_sent DIR\n";
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  Dump dump(argv[1]);
  for (const mappings::Example& example : mappings::Examples()) {
    if (!dump.Write(example, {}) || !dump.Write(example, 0)) {
      std::cerr << example.name << " could not be sent\n";
      return 1;
    }
  }
  return 0;
}
