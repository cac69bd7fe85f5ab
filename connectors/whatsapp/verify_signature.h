// Did Meta sign these bytes with our app secret? Values in, an answer out.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chartbridge::whatsapp {

// `header` is the value of X-Hub-Signature-256: "sha256=" and 64 hexadecimal digits, 71 characters
// in all (Meta, "Validating payloads"). The answer is the index of the first secret under which the
// HMAC-SHA256 of the raw bytes is that value; nullopt when there is none. Several secrets are in
// force while one is being replaced. A blank secret never matches: anybody can sign with it.
// Digits are compared in constant time and in either case: Meta writes lower case, proxies may not.
std::optional<std::size_t> VerifySignature(std::string_view body, std::string_view header,
                                           std::span<const std::string> secrets);

}  // namespace chartbridge::whatsapp
