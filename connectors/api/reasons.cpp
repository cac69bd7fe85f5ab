#include "connectors/api/reasons.h"

#include "bridge/flow/reason.h"

namespace chartbridge {
namespace {

std::string_view English(std::string_view word, bool on_console) {
  const auto reason = bridge::ReadReason(word);
  return reason ? bridge::SentenceOf(*reason, bridge::Language::kEnglish, on_console) : "";
}

}  // namespace

std::string_view ReasonSentence(std::string_view reason) { return English(reason, false); }
std::string_view ReasonForConsole(std::string_view reason) { return English(reason, true); }

}  // namespace chartbridge
