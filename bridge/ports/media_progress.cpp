#include <array>
#include <utility>

#include "bridge/ports/ledger.h"

namespace chartbridge::bridge {
namespace {

constexpr std::array<std::pair<MediaProgress, std::string_view>, 7> kWords{{
    {MediaProgress::kPending, "pending"},
    {MediaProgress::kWaiting, "waiting"},
    {MediaProgress::kStored, "stored"},
    {MediaProgress::kFiled, "filed"},
    {MediaProgress::kHeld, "held"},
    {MediaProgress::kDropped, "dropped"},
    {MediaProgress::kFailed, "failed"},
}};

}  // namespace

std::string_view ToString(MediaProgress progress) {
  for (const auto& [value, word] : kWords) {
    if (value == progress) return word;
  }
  return "pending";
}

std::optional<MediaProgress> ReadMediaProgress(std::string_view word) {
  for (const auto& [value, name] : kWords) {
    if (name == word) return value;
  }
  return std::nullopt;
}

}  // namespace chartbridge::bridge
