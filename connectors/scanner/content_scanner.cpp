#include "connectors/scanner/content_scanner.h"

#include "connectors/scanner/content_scan.h"

namespace chartbridge::scanner {
namespace {

using bridge::ScanVerdict;

Result<ScanVerdict, Failure> ScanWith(const ClamdSettings& settings, bridge::VaultReader& content) {
  // What is infected by itself is known without clamd, so its failure is kept back until the
  // content was looked at.
  auto stream = ClamdStream::Open(settings);
  std::optional<Failure> unreachable;
  if (!stream) unreachable = stream.error();
  const auto found = ScanContent(content, [&](std::string_view piece) -> Result<void, Failure> {
    if (unreachable) return {};
    if (auto sent = stream->Send(piece); !sent) unreachable = sent.error();
    return {};
  });
  if (!found || *found == ScanVerdict::kInfected) return found;
  if (unreachable) return Unexpected<Failure>(*unreachable);
  const auto said = stream->Finish();
  if (!said) return Unexpected<Failure>(said.error());
  if (*said == ClamdVerdict::kInfected) return ScanVerdict::kInfected;
  return *said == ClamdVerdict::kCannotLook ? ScanVerdict::kSuspicious : *found;
}

}  // namespace

Result<ScanVerdict, Failure> ContentScanner::Scan(bridge::VaultReader& content) {
  if (clamd_) return ScanWith(*clamd_, content);
  const auto found =
      ScanContent(content, [](std::string_view) -> Result<void, Failure> { return {}; });
  if (found && *found == ScanVerdict::kClean) return ScanVerdict::kNotScanned;
  return found;
}

}  // namespace chartbridge::scanner
