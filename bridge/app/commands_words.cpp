#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/lexicon/lexicon.h"

namespace chartbridge {

int WordsJudge() {
  const auto lexicon = bridge::lexicon::Lexicon::Load();
  if (!lexicon) return Complain(lexicon.error().expression + " " + lexicon.error().text);
  std::size_t unreadable = 0;
  // Each answer leaves at once: the other side may wait for it before it writes the next line.
  for (std::string line; std::cout && std::getline(std::cin, line);) {
    const bridge::lexicon::LineAnswer answer = JudgeLine(*lexicon, line);
    unreadable += answer.readable ? 0 : 1;
    std::cout << answer.json << std::endl;
  }
  if (!std::cout) return Complain("cannot write all answers; is the disk full?");
  if (unreadable == 0) return kDone;
  return Complain(std::to_string(unreadable) + " of the lines are no JSON object with a text",
                  kWrongUse);
}

}  // namespace chartbridge
