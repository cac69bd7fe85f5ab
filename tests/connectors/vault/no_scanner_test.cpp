#include "connectors/scanner/no_scanner.h"

#include "connectors/scanner/no_findings_labeller.h"
#include "tests/connectors/vault/vault_folder.h"

namespace chartbridge::scanner {
namespace {

class NoScannerTest : public vault::VaultFolder {};

TEST_F(NoScannerTest, SaysThatNothingWasScannedAndReadsNothing) {
  Store("ab", "content");
  auto reader = std::move(vault_->Open("ab", vault::KeyOf(1)).value());
  EXPECT_EQ(NoScanner().Scan(*reader).value(), bridge::ScanVerdict::kNotScanned);
  std::string piece(10, '\0');
  EXPECT_EQ(reader->Read(piece).value(), 7U);
}

TEST(NoFindingsLabeller, LooksAndFindsNothing) {
  EXPECT_TRUE(NoFindingsLabeller().Label({}).empty());
}

}  // namespace
}  // namespace chartbridge::scanner
