// What content shows by itself, without a scanner: the EICAR test file, images that are larger than
// anybody needs, archives that are bombs or cannot be looked into, PDFs with scripts
// (findings F4, reference/audit-and-roles.md section 7).
#pragma once

#include <string>
#include <string_view>

#include "bridge/ports/content_check.h"
#include "connectors/scanner/archive_scan.h"

namespace chartbridge::scanner {

// The test file that every scanner knows (eicar.org): its string, then at most white space, in at
// most 128 bytes.
bool IsEicar(std::string_view content);
const std::string& EicarText();

// Whoever else wants to see the content as it is read.
using Sink = std::function<Result<void, Failure>(std::string_view)>;

// Reads all of it, once, in at most a few megabytes of memory, and hands every piece to `sink`.
// kClean: nothing was found. Errors are those of reading and of the sink; what was found is then
// unknown, except for kInfected.
Result<bridge::ScanVerdict, Failure> ScanContent(bridge::VaultReader& content, const Sink& sink);

}  // namespace chartbridge::scanner
