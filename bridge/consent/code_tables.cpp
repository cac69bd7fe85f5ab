// Source of the two trees: v3-ActReason and v3-ActCode, version 2018-08-12, as published with FHIR
// R4 4.0.1 (v3-codesystems.xml). A change here changes decisions: it needs a compliance review.
#include "bridge/consent/code_tables.h"

#include <algorithm>
#include <array>

namespace chartbridge::bridge::consent {
namespace {

struct Below {
  std::string_view code;
  std::string_view parent;
};

constexpr auto kPurposes = std::to_array<Below>({
    {"HMARKT", "PurposeOfUse"},
    {"HOPERAT", "PurposeOfUse"},
    {"CAREMGT", "HOPERAT"},
    {"DONAT", "HOPERAT"},
    {"FRAUD", "HOPERAT"},
    {"GOV", "HOPERAT"},
    {"HACCRED", "HOPERAT"},
    {"HCOMPL", "HOPERAT"},
    {"HDECD", "HOPERAT"},
    {"HDIRECT", "HOPERAT"},
    {"HDM", "HOPERAT"},
    {"HLEGAL", "HOPERAT"},
    {"HOUTCOMS", "HOPERAT"},
    {"HPRGRP", "HOPERAT"},
    {"HQUALIMP", "HOPERAT"},
    {"HSYSADMIN", "HOPERAT"},
    {"LABELING", "HSYSADMIN"},
    {"METAMGT", "HSYSADMIN"},
    {"MEMADMIN", "HOPERAT"},
    {"MILCDM", "HOPERAT"},
    {"PATADMIN", "HOPERAT"},
    {"PATSFTY", "HOPERAT"},
    {"PERFMSR", "HOPERAT"},
    {"RECORDMGT", "HOPERAT"},
    {"SYSDEV", "HOPERAT"},
    {"HTEST", "SYSDEV"},
    {"TRAIN", "HOPERAT"},
    {"HPAYMT", "PurposeOfUse"},
    {"CLMATTCH", "HPAYMT"},
    {"COVAUTH", "HPAYMT"},
    {"COVERAGE", "HPAYMT"},
    {"ELIGDTRM", "COVERAGE"},
    {"ELIGVER", "COVERAGE"},
    {"ENROLLM", "COVERAGE"},
    {"MILDCRG", "COVERAGE"},
    {"REMITADV", "HPAYMT"},
    {"HRESCH", "PurposeOfUse"},
    {"BIORCH", "HRESCH"},
    {"CLINTRCH", "HRESCH"},
    {"CLINTRCHNPC", "CLINTRCH"},
    {"CLINTRCHPC", "CLINTRCH"},
    {"PRECLINTRCH", "CLINTRCH"},
    {"DSRCH", "HRESCH"},
    {"POARCH", "HRESCH"},
    {"TRANSRCH", "HRESCH"},
    {"PATRQT", "PurposeOfUse"},
    {"FAMRQT", "PATRQT"},
    {"PWATRNY", "PATRQT"},
    {"SUPNWK", "PATRQT"},
    {"PUBHLTH", "PurposeOfUse"},
    {"DISASTER", "PUBHLTH"},
    {"THREAT", "PUBHLTH"},
    {"TREAT", "PurposeOfUse"},
    {"CLINTRL", "TREAT"},
    {"COC", "TREAT"},
    {"ETREAT", "TREAT"},
    {"BTG", "ETREAT"},
    {"ERTREAT", "ETREAT"},
    {"POPHLTH", "TREAT"},
    // The older branch of the same system; its codes are not below those of PurposeOfUse.
    {"LEGAL", "OPERAT"},
    {"ACCRED", "OPERAT"},
    {"COMPL", "OPERAT"},
    {"ENADMIN", "OPERAT"},
    {"OUTCOMS", "OPERAT"},
    {"PRGRPT", "OPERAT"},
    {"QUALIMP", "OPERAT"},
    {"SYSADMN", "OPERAT"},
});

// Rule R10.4 adds that alcohol and opioid use disorder are also below ETH.
constexpr auto kSensitivities = std::to_array<Below>({
    {"BH", "SPI"},
    {"COGN", "BH"},
    {"DVD", "BH"},
    {"EMOTDIS", "BH"},
    {"MH", "SPI"},
    {"PSY", "SPI"},
    {"PSYTHPN", "SPI"},
    {"SUD", "SPI"},
    {"ETHUD", "SUD"},
    {"OPIOIDUD", "SUD"},
    {"ETHUD", "ETH"},
    {"OPIOIDUD", "ETH"},
});

// InformationSensitivityPolicy with its three groups.
constexpr auto kSensitive = std::to_array<std::string_view>({
    "ETH",   "GDIS", "HIV",     "MST",    "SCA",   "SDV",     "SEX",    "SPI",    "BH",
    "COGN",  "DVD",  "EMOTDIS", "MH",     "PSY",   "PSYTHPN", "SUD",    "ETHUD",  "OPIOIDUD",
    "STD",   "TBOO", "VIO",     "SICKLE", "DEMO",  "DOB",     "GENDER", "LIVARG", "MARST",
    "RACE",  "REL",  "B",       "EMPL",   "LOCIS", "SSP",     "ADOL",   "CEL",    "DIA",
    "DRGIS", "EMP",  "PDS",     "PHY",    "PRS",
});

constexpr auto kAliases = std::to_array<SystemAlias>({
    {"urn:oid:2.16.840.1.113883.5.25", kConfidentiality},
    {"urn:oid:2.16.840.1.113883.5.4", kActCode},
    {"urn:oid:2.16.840.1.113883.5.8", kActReason},
    {"http://hl7.org/fhir/consentaction", kConsentAction},
    {"http://hl7.org/fhir/consentscope", kConsentScope},
    {"http://hl7.org/fhir/fhir-types", kResourceTypes},
});

template <std::size_t N>
constexpr std::array<Below, N> Sorted(std::array<Below, N> table) {
  std::sort(table.begin(), table.end(),
            [](const Below& a, const Below& b) { return a.code < b.code; });
  return table;
}
constexpr auto kPurposesByCode = Sorted(kPurposes);
constexpr auto kSensitivitiesByCode = Sorted(kSensitivities);

constexpr std::array kSensitiveByCode = [] {
  auto table = kSensitive;
  std::sort(table.begin(), table.end());
  return table;
}();

// The tables are trees a few levels deep, so the recursion ends.
template <std::size_t N>
bool IsWithin(const std::array<Below, N>& table, std::string_view code, std::string_view ancestor) {
  if (code == ancestor) return true;
  const auto before = [](const Below& row, std::string_view wanted) { return row.code < wanted; };
  for (auto row = std::lower_bound(table.begin(), table.end(), code, before);
       row != table.end() && row->code == code; ++row) {
    if (IsWithin(table, row->parent, ancestor)) return true;
  }
  return false;
}

}  // namespace

std::span<const SystemAlias> SystemAliases() { return kAliases; }

bool IsPurposeWithin(std::string_view code, std::string_view ancestor) {
  return IsWithin(kPurposesByCode, code, ancestor);
}

bool IsSensitivity(std::string_view code) {
  return std::binary_search(kSensitiveByCode.begin(), kSensitiveByCode.end(), code);
}

bool IsSensitivityWithin(std::string_view code, std::string_view ancestor) {
  return IsWithin(kSensitivitiesByCode, code, ancestor);
}

bool IsSensitivityWrittenAsConfidentiality(std::string_view code) {
  return code == "ETH" || code == "HIV" || code == "PSY" || code == "SDV";
}

std::optional<int> ConfidentialityRank(std::string_view code) {
  constexpr std::string_view kOrder = "ULMNRV";
  if (code.size() != 1 || kOrder.find(code[0]) == kOrder.npos) return std::nullopt;
  return int(kOrder.find(code[0]));
}

}  // namespace chartbridge::bridge::consent
