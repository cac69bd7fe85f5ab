// The labeller that runs and finds nothing: the gate is told `labels: []`, which says "looked", and
// not the absence of labels, which would hold the message (rule R0).
#pragma once

#include "bridge/ports/content_check.h"

namespace chartbridge::scanner {

// Any thread.
class NoFindingsLabeller final : public bridge::Labeller {
 public:
  std::vector<std::string> Label(const mappings::Message& message) const override;
};

}  // namespace chartbridge::scanner
