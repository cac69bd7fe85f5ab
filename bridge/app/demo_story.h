// Tells the clinic day on standard output: a line per message, and whether the day ended as
// scripted.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "bridge/ports/item_queries.h"
#include "bridge/ports/items.h"
#include "bridge/service/item_json.h"
#include "connectors/simulator/director.h"

namespace chartbridge {

class DemoStory {
 public:
  DemoStory(bridge::Items& items, bridge::ItemQueries& queries, const bridge::Channels& channels,
            std::string channel)
      : items_(items), queries_(queries), channels_(channels), channel_(std::move(channel)) {}

  void Say(const std::string& line);
  // Says what became of the items that came to rest since the last call.
  void TellNews();
  // True when all items with these provider ids have come to rest, their media too.
  bool Settled(const std::vector<std::string>& provider_ids);
  // How many of these lines did not end as they should; says each of them.
  int TellDifferences(const std::vector<simulator::ExpectedEnd>& ends);
  // For the phone page: what became of one message.
  std::string StatusJson(const std::string& provider_id);

 private:
  std::vector<bridge::ItemRow> Rows();
  bool EndedAs(const simulator::ExpectedEnd& end, const std::vector<bridge::ItemRow>& rows);

  bridge::Items& items_;
  bridge::ItemQueries& queries_;
  const bridge::Channels& channels_;
  const std::string channel_;
  std::mutex mutex_;
  std::set<std::string> told_;
};

}  // namespace chartbridge
