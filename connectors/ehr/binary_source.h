// A Binary's bytes on their way from the vault to the wire, piece by piece.
#pragma once

#include <memory>
#include <string>

#include "bridge/ports/ehr.h"
#include "connectors/http/exchange.h"

namespace chartbridge::ehr {

using BinaryBytes = std::unique_ptr<http::ByteSource>;

// The bytes as they are. kCorrupt from Read when the vault holds more or fewer than
// `content.size`.
Result<BinaryBytes, Failure> OpenRaw(bridge::Vault& vault, bridge::KeyStore& keys,
                                     const bridge::BinaryContent& content);

// `prefix`, the bytes in base64, `suffix`: a Binary resource in JSON that is never whole in memory.
Result<BinaryBytes, Failure> OpenInJson(bridge::Vault& vault, bridge::KeyStore& keys,
                                        const bridge::BinaryContent& content, std::string prefix,
                                        std::string suffix);

// The length of `size` bytes in base64.
constexpr std::uint64_t Base64Length(std::uint64_t size) { return (size + 2) / 3 * 4; }

// All bytes in base64.
Result<std::string, Failure> ReadBase64(bridge::Vault& vault, bridge::KeyStore& keys,
                                        const bridge::BinaryContent& content);

}  // namespace chartbridge::ehr
