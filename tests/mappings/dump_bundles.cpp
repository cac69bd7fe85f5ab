// dump_bundles DIR: one file for each example Bundle, for a FHIR validator to judge.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "fhir/json/write.h"
#include "tests/mappings/examples.h"

int main(int argc, char** argv) {
  using namespace chartbridge;  // NOLINT(google-build-using-namespace)
  if (argc != 2) {
    std::cerr << "usage: dump_bundles DIR\n";
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  const auto write = [&](const std::string& name, const fhir::json::Value& bundle) {
    std::ofstream file(std::filesystem::path(argv[1]) / (name + ".json"));
    file << fhir::json::WriteIndented(bundle) << "\n";
    return file.good();
  };
  for (const mappings::Example& example : mappings::Examples()) {
    const auto mapped = mappings::ToBundle(example.item, example.context);
    if (!mapped || !write(example.name, mapped->bundle)) {
      std::cerr << example.name << " could not be written\n";
      return 1;
    }
    const auto media = mappings::ToMediaBundle(example.item, example.context, 0);
    if (media && !write(example.name + "-media", media->bundle)) return 1;
  }
  return 0;
}
