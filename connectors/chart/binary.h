// Binaries in and out, raw or as FHIR JSON, in flat memory (R4 2.31, promise P12).
#pragma once

#include <optional>
#include <string>

#include "connectors/chart/interactions.h"
#include "connectors/chart/negotiate.h"

namespace chartbridge::chart {

constexpr std::uint64_t kLargestBinary = 128U << 20U;

// The body of the request, whatever its type, as a Binary. `id` empty: a new one.
Result<Saved, Refusal> UploadBinary(Interactions& interactions, http::Request& request,
                                    const std::string& id, std::string_view base,
                                    const Reach& reach);

// Raw bytes as an attachment, whole or one Range of them; FHIR JSON when that is asked for.
void SendBinary(ResourceStore& store, const Version& version, const http::Request& request,
                const Wishes& wishes, http::Responder& responder);

// FHIR JSON with the bytes in base64.
void SendBinaryJson(ResourceStore& store, const Version& version, int status, http::Pairs headers,
                    http::Responder& responder);

}  // namespace chartbridge::chart
