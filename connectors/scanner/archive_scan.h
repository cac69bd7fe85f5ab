// Looks into a zip container (docx, xlsx, pptx, or a plain zip) without keeping anything of it:
// how much comes out of it, how many entries there are, and what they are
// (reference/audit-and-roles.md section 7, «bombs»).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/failure.h"

namespace chartbridge::scanner {

inline constexpr std::uint64_t kMostExpanded = 200'000'000;  // bytes of all entries
inline constexpr std::uint64_t kMostRatio = 100;             // expanded to compressed
inline constexpr int kMostEntries = 1'000;

enum class ArchiveFinding : std::uint8_t { kNothing, kSuspicious, kInfected };

// Fills as much of `into` as there is; 0 at the end.
using Pull = std::function<Result<std::size_t, Failure>(std::span<char> into)>;

// Reads entry after entry from the beginning and expands them to look, at most kMostExpanded bytes;
// does not necessarily read to the end. `is_malware`: of the first bytes of an entry. Errors are
// those of `pull`. `entries`: how many it saw.
Result<ArchiveFinding, Failure> ScanEntries(const Pull& pull,
                                            const std::function<bool(std::string_view)>& is_malware,
                                            int& entries);

// The last bytes of an archive of `size` bytes, at least kTail of them or all: does its directory
// say what its entries were (APPNOTE 4.3)? An archive that shows one reader other entries than the
// next is suspicious.
inline constexpr std::size_t kTail = 1U << 20U;
bool IsDirectorySuspicious(std::string_view tail, std::uint64_t size, int entries);

}  // namespace chartbridge::scanner
