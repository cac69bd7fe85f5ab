#include "bridge/flow/progress.h"

#include <array>
#include <utility>

namespace chartbridge::bridge {
namespace {

constexpr std::array<std::pair<Progress, std::string_view>, 10> kWords{{
    {Progress::kReceived, "received"},
    {Progress::kParsed, "parsed"},
    {Progress::kMatched, "matched"},
    {Progress::kPermitted, "permitted"},
    {Progress::kMapped, "mapped"},
    {Progress::kFiled, "filed"},
    {Progress::kHeld, "held"},
    {Progress::kNoted, "noted"},
    {Progress::kDropped, "dropped"},
    {Progress::kFailed, "failed"},
}};

}  // namespace

std::string_view ToString(Progress progress) {
  for (const auto& [value, word] : kWords) {
    if (value == progress) return word;
  }
  return "received";
}

std::optional<Progress> ReadProgress(std::string_view word) {
  for (const auto& [value, name] : kWords) {
    if (name == word) return value;
  }
  return std::nullopt;
}

bool MayMove(Progress progress) {
  return progress != Progress::kFiled && progress != Progress::kNoted &&
         progress != Progress::kDropped;
}

}  // namespace chartbridge::bridge
