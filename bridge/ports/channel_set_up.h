// The way from nothing to a working channel, step by step, as a page shows it and `check` tries it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/channel.h"

namespace chartbridge::bridge {

struct SetUpValue {
  std::string label;  // of "label" in words/<language>.json
  std::string value;
  bool copy = false;         // to be pasted at the provider
  words::Statement instead;  // where there is no value to show
};

struct SetUpStep {
  std::string id;  // of "step" in words/<language>.json
  std::vector<SetUpValue> values;
};

class ChannelSetUp {
 public:
  virtual ~ChannelSetUp() = default;

  // In the order in which they are done; none for a channel that is not of this kind. Tries
  // nothing. Secrets never appear: a value names the file that holds one.
  virtual std::vector<SetUpStep> Steps(const std::string& channel) const = 0;
  // nullopt: no such channel or step. At most some deadlines long. Any thread.
  virtual std::optional<ChannelFinding> Try(const std::string& channel,
                                            const std::string& step) = 0;
};

}  // namespace chartbridge::bridge
