// A Query as SQL. Keys are compared as HMACs, so equality is all there is; the order comes from
// spans and times.
#pragma once

#include <string>

#include "connectors/chart/chart_keys.h"
#include "connectors/chart/resource_store.h"

namespace chartbridge::chart {

struct SearchSql {
  std::string count;  // one row, one column
  Arguments count_arguments;
  std::string page;  // columns: pid, then one per sort key
  Arguments page_arguments;
};

SearchSql ToSql(const Query& query, const ChartKeys& keys, std::int64_t bound);

}  // namespace chartbridge::chart
