// ResourceStore in one SQLite file of its own (chart.db): WAL, one writing connection behind a
// commit group, a few reading ones beside it. Bodies and bytes are encrypted (promise P9).
#pragma once

#include <memory>
#include <string>

#include "connectors/chart/resource_store.h"
#include "connectors/crypto/keyring.h"

namespace chartbridge::chart {

// Makes the file when it is not there. `ring` and `entropy` must outlive the store. kCorrupt when
// the file was written under another master key or by a newer program.
Result<std::unique_ptr<ResourceStore>, Failure> OpenSqliteResourceStore(const std::string& path,
                                                                        const crypto::KeyRing& ring,
                                                                        Entropy& entropy);

}  // namespace chartbridge::chart
