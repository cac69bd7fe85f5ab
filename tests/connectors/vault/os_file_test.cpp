#include "connectors/vault/os_file.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace chartbridge::vault {
namespace {

TEST(SystemFailure, SaysWhatTheCallerDoesNext) {
  EXPECT_EQ(SystemFailure(ENOSPC, "x").error().kind, FailureKind::kFull);
  EXPECT_EQ(SystemFailure(EDQUOT, "x").error().kind, FailureKind::kFull);
  EXPECT_EQ(SystemFailure(ENOENT, "x").error().kind, FailureKind::kNotFound);
  EXPECT_EQ(SystemFailure(EACCES, "x").error().kind, FailureKind::kForbidden);
  EXPECT_EQ(SystemFailure(EROFS, "x").error().kind, FailureKind::kForbidden);
  EXPECT_EQ(SystemFailure(EMFILE, "x").error().kind, FailureKind::kBusy);
  EXPECT_EQ(SystemFailure(EFBIG, "x").error().kind, FailureKind::kTooLarge);
  EXPECT_EQ(SystemFailure(EIO, "x").error().kind, FailureKind::kUnreachable);
}

TEST(SystemFailure, IsOneSentence) {
  EXPECT_EQ(SystemFailure(ENOSPC, "write an object").error().text,
            "the vault cannot write an object: the disk is full (error 28)");
}

}  // namespace
}  // namespace chartbridge::vault
