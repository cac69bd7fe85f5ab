// Binaries in and out, raw or as FHIR JSON (R4 2.31). Raw ones in flat memory (promise P12), between
// the client and the vault: the store is not kept meanwhile.
#pragma once

#include <optional>
#include <string>

#include "connectors/chart/exchange.h"

namespace chartbridge::chart {

constexpr std::uint64_t kLargestBinary = 128U << 20U;

// The body of the request, whatever its type, as a Binary; its bytes are with `upload`, which keeps
// them only when it is told to.
Draft ReceiveBinary(ResourceStore& store, http::Request& request, const std::string& id,
                    std::optional<Upload>& upload);

// Raw bytes as an attachment, whole or one Range of them; FHIR JSON when that is asked for, up to
// 12 MiB.
void SendBinary(ResourceStore& store, const Version& version, const http::Request& request,
                const Wishes& wishes, http::Responder& responder);

}  // namespace chartbridge::chart
