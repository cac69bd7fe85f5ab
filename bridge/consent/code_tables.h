// The code tables that rules R10.4 and R10.5 lean on, as data to be reviewed: code_tables.cpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "bridge/consent/code.h"

namespace chartbridge::bridge::consent {

struct SystemAlias {
  std::string_view written;
  System means;
};
std::span<const SystemAlias> SystemAliases();

// True when `code` of v3-ActReason is `ancestor` or below it.
bool IsPurposeWithin(std::string_view code, std::string_view ancestor);

// True for the codes of v3-ActCode that mark content as sensitive (InformationSensitivityPolicy).
bool IsSensitivity(std::string_view code);

// True when the sensitivity code is `ancestor` or below it in the tree of rule R10.4.
bool IsSensitivityWithin(std::string_view code, std::string_view ancestor);

bool IsSensitivityWrittenAsConfidentiality(std::string_view code);

// 0 for U up to 5 for V (U < L < M < N < R < V); nullopt for any other code.
std::optional<int> ConfidentialityRank(std::string_view code);

}  // namespace chartbridge::bridge::consent
