// Reads of the chart over one connection: whoever lends it decides what they see (the last commit,
// or the transaction under way).
#pragma once

#include "connectors/chart/chart_keys.h"
#include "connectors/chart/resource_store.h"

namespace chartbridge::chart {

Result<Version, Failure> ReadCurrent(Connection& connection, const ChartKeys& keys,
                                     const std::string& type, const std::string& id);
Result<Version, Failure> ReadNumbered(Connection& connection, const ChartKeys& keys,
                                      const std::string& type, const std::string& id,
                                      std::int64_t number);
Result<Page, Failure> ReadHistory(Connection& connection, const ChartKeys& keys,
                                  const std::string& type, const std::string& id,
                                  std::int64_t before, int limit);
Result<Page, Failure> SearchRows(Connection& connection, const ChartKeys& keys, const Query& query);
Result<std::vector<std::string>, Failure> SearchIds(Connection& connection, const ChartKeys& keys,
                                                    const Query& query);

// Where a body rests; its seal is bound to it.
std::string BodyContext(const std::string& type, const std::string& id, std::int64_t number);

}  // namespace chartbridge::chart
