#include "bridge/app/rung.h"

namespace chartbridge {
namespace {

constexpr const char* kName = "A";

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size();
    text += (i == 0 ? "" : last ? " and " : ", ") + words[i];
  }
  return text;
}

}  // namespace

api::Rung RungOf(const ehr::Declared& declared) {
  std::vector<std::string> missing;
  if (!declared.transaction) missing.emplace_back("transactions");
  for (const std::string& type : declared.without_conditional_create)
    missing.push_back("conditional create of " + type);
  for (const std::string& type : declared.without_update_create)
    missing.push_back("update as create of " + type);
  if (missing.empty()) {
    return {kName,
            "The server declares transactions, and conditional create of Communication and "
            "DocumentReference, so each message goes as one Bundle."};
  }
  return {kName, "The server does not declare " + Joined(missing) +
                     ", so pushes may fail; rung B is not in this version."};
}

void RungKept::Note(const ehr::Declared& declared) {
  const std::lock_guard lock(mutex_);
  declared_ = declared;
}

api::Rung RungKept::Read() {
  const std::lock_guard lock(mutex_);
  if (declared_) return RungOf(*declared_);
  return {kName, "This version has no other rung; what the server declares has not been read yet."};
}

}  // namespace chartbridge
