#include "tests/fuzz/seeds.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::fuzz {
namespace {

namespace fs = std::filesystem;
using fhir::json::Value;

const fs::path kTests = CHARTBRIDGE_TESTS_DIR;

std::string ReadFile(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void AddFiles(const fs::path& place, std::vector<std::string>& seeds) {
  if (fs::is_regular_file(place)) seeds.push_back(ReadFile(place));
  if (!fs::is_directory(place)) return;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(place)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) seeds.push_back(ReadFile(file));
}

Value ReadJson(const char* fixture) {
  fhir::json::ParseLimits limits;
  limits.max_depth = 1024;  // one case is a Consent nested too deep
  return fhir::json::Parse(ReadFile(kTests / "fixtures" / fixture), limits).value();
}

std::vector<std::string> ConsentCases() {
  std::vector<std::string> seeds;
  const Value cases = ReadJson("consent/cases.json");
  for (const Value& one : cases["cases"].items()) {
    Value request = one["request"];
    for (const char* beside : {"config", "environment"}) {
      if (one.Find(beside) != nullptr) request.Set(beside, one[beside]);
    }
    seeds.push_back(fhir::json::Write(request) + "\n" + fhir::json::Write(one["consents"]));
  }
  return seeds;
}

std::vector<std::string> AuditLines() {
  std::vector<std::string> seeds;
  const Value vectors = ReadJson("consent/audit-vectors.json");
  for (const Value& one : vectors["canonical"].items()) seeds.push_back(one["canonical"].text());
  for (const Value& one : vectors["mustReject"].items()) seeds.push_back(one.text());
  for (const Value& link : vectors["chain"].items()) {
    seeds.push_back(fhir::json::Write(link));
    seeds.push_back(fhir::json::WriteCanonical(link["record"]).value());
  }
  const Value line =
      fhir::json::Object{{"anchor", vectors["anchor"]}, {"signature", vectors["anchorSignature"]}};
  seeds.push_back(fhir::json::Write(line));
  return seeds;
}

std::vector<std::string> LexiconLines() {
  std::vector<std::string> seeds;
  const Value cases = ReadJson("consent/lexicon-cases.json");
  for (const Value& one : cases["cases"].items()) seeds.push_back(fhir::json::Write(one));
  return seeds;
}

// After a first line that a query or a header stands on.
std::vector<std::string> Resources(std::string_view first_line) {
  std::vector<std::string> seeds;
  AddFiles(kTests / "fixtures/fhir", seeds);
  for (std::string& seed : seeds) seed.insert(0, std::string(first_line) + "\n");
  return seeds;
}

}  // namespace

std::vector<std::string> SeedsOf(std::string_view target) {
  static const std::map<std::string_view, std::vector<const char*>> kPlaces{
      {"parse_delivery",
       {"fixtures/whatsapp/webhook", "fixtures/whatsapp/malformed",
        "fixtures/whatsapp/malformed-bytes", "fixtures/whatsapp/onprem",
        "fixtures/whatsapp/found"}},
      {"json",
       {"fixtures/fhir", "fixtures/whatsapp/graph", "fixtures/whatsapp/malformed",
        "fixtures/whatsapp/malformed-bytes"}},
      {"settings", {"../docs/chartbridge.sample.toml"}},
  };
  std::vector<std::string> seeds;
  if (target == "consent_decide") seeds = ConsentCases();
  if (target == "audit_record") seeds = AuditLines();
  if (target == "judge_line") seeds = LexiconLines();
  if (target == "fhir_resource") seeds = Resources("patient=Patient/1&_sort=-sent&_count=10");
  if (const auto places = kPlaces.find(target); places != kPlaces.end()) {
    for (const char* place : places->second) AddFiles(kTests / place, seeds);
  }
  AddFiles(kTests / "fuzz/corpus" / target, seeds);
  return seeds;
}

}  // namespace chartbridge::fuzz
