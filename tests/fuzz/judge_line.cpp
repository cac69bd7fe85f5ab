// Words of patients: one line out, known names in order, one spelling; what stands around a message
// changes nothing, and more text never hides an emergency.
#include <algorithm>

#include "bridge/lexicon/lexicon.h"
#include "bridge/lexicon/normalise.h"
#include "fhir/json/parse.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using bridge::lexicon::Findings;
using bridge::lexicon::Meaning;

const bridge::lexicon::Lexicon& Words() {
  static const auto lexicon = bridge::lexicon::Lexicon::Load().value();
  return lexicon;
}

void RequireOneLine(std::string_view line) {
  const auto [answer, readable] = JudgeLine(Words(), line);
  Require(answer.find('\n') == std::string::npos);
  const auto read = fhir::json::Parse(answer);
  Require(read.has_value() && (*read)["is"].is_array());
  const auto& names = (*read)["is"].items();
  for (std::size_t i = 1; i < names.size(); ++i) Require(names[i - 1].text() < names[i].text());
  Require(readable == (*read)["error"].is_null() && (readable || names.empty()));
}

bool Includes(const Findings& more, const Findings& fewer, Meaning meaning) {
  const auto found = fewer.find(meaning);
  if (found == fewer.end()) return true;
  const auto all = more.find(meaning);
  return all != more.end() && std::includes(all->second.begin(), all->second.end(),
                                            found->second.begin(), found->second.end());
}

}  // namespace

int JudgeLine(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = TextOf(data, size);
  RequireOneLine(text);
  const std::string words = bridge::lexicon::Normalise(text);
  Require(bridge::lexicon::Normalise(words) == words);
  const Findings all = Words().Judge(text);
  Require(Words().Judge("\xE2\x80\x8F!" + std::string(text) + "!") == all);
  const Lines lines = SplitFirstLine(text);
  for (const std::string_view part : {lines.first, lines.rest}) {
    const Findings some = Words().Judge(part);
    Require(Includes(all, some, Meaning::kEmergency) && Includes(all, some, Meaning::kSelfHarm));
  }
  return 0;
}

}  // namespace chartbridge::fuzz
