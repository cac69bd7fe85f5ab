#include "bridge/app/rung.h"

#include "words/say.h"

namespace chartbridge {
namespace {

constexpr const char* kName = "A";

}  // namespace

api::Rung RungOf(const ehr::Declared& declared) {
  words::Statements why;
  if (!declared.transaction) why.push_back(words::Say("rung-no-transactions"));
  for (const std::string& type : declared.without_conditional_create)
    why.push_back(words::Say("rung-no-conditional-create", {{"type", type}}));
  for (const std::string& type : declared.without_update_create)
    why.push_back(words::Say("rung-no-update-create", {{"type", type}}));
  why.insert(why.begin(),
             why.empty() ? words::Say("rung-declared") : words::Say("rung-undeclared"));
  return {kName, std::move(why)};
}

void RungKept::Note(const ehr::Declared& declared) {
  const std::lock_guard lock(mutex_);
  declared_ = declared;
}

api::Rung RungKept::Read() {
  const std::lock_guard lock(mutex_);
  if (declared_) return RungOf(*declared_);
  return {kName, {words::Say("rung-unread")}};
}

}  // namespace chartbridge
