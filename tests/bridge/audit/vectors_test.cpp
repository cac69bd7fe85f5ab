// tests/fixtures/consent/audit-vectors.json, all of it (reference/audit-and-roles.md section 2).
#include "tests/bridge/audit/vectors.h"

#include <gtest/gtest.h>

#include <map>

#include "bridge/audit/canonical.h"
#include "bridge/audit/sha256.h"

namespace chartbridge::bridge::audit {
namespace {

using fhir::json::Value;

TEST(AuditVectors, EachInputHasItsCanonicalFormAndHash) {
  const Value vectors = Vectors();
  ASSERT_EQ(vectors["canonical"].items().size(), 5U);
  for (const Value& row : vectors["canonical"].items()) {
    const auto canonical = Canonicalise(Write(row["input"]));
    ASSERT_TRUE(canonical) << canonical.error().text;
    EXPECT_EQ(*canonical, row["canonical"].text());
    EXPECT_EQ(Sha256Hex(*canonical), row["sha256"].text());
  }
}

TEST(AuditVectors, WhatHasNoCanonicalFormIsRefused) {
  const Value vectors = Vectors();
  ASSERT_EQ(vectors["mustReject"].items().size(), 5U);
  for (const Value& text : vectors["mustReject"].items()) {
    EXPECT_FALSE(Canonicalise(text.text())) << text.text();
  }
}

TEST(AuditVectors, TheChainLinks) {
  std::string previous(kGenesisHash);
  for (const AuditLink& link : LinksOf(Vectors()["chain"])) {
    EXPECT_EQ(link.previous_hash, previous);
    EXPECT_EQ(LinkHash(previous, link.record), link.hash);
    previous = link.hash;
  }
}

TEST(AuditVectors, TheAnchorIsSigned) {
  const Value vectors = Vectors();
  const SignedAnchor anchor = AnchorOf(vectors);
  EXPECT_TRUE(IsSignedBy(anchor, vectors["publicKey"].text()));
  EXPECT_EQ(CanonicalAnchor(anchor.anchor), WriteCanonical(vectors["anchor"]).value());
}

// Without anchors: what the links alone can prove.
TEST(AuditVectors, P10_EachTamperedChainIsFoundAtItsSeq) {
  const Value vectors = Vectors();
  ASSERT_EQ(vectors["tampered"].items().size(), 6U);
  for (const Value& row : vectors["tampered"].items()) {
    const Verdict verdict = Verify(LinksOf(row["entries"]), {}, {});
    EXPECT_EQ(verdict.first_bad_seq, row["firstBadSeq"].integer()) << row["name"].text();
    EXPECT_EQ(verdict.finding == Finding::kIntact, row["firstBadSeq"].integer() == -1);
  }
}

TEST(AuditVectors, P10_WithTheAnchorEachTamperedChainGetsItsExitCode) {
  struct Want {
    Finding finding;
    std::int64_t seq;
  };
  const std::map<std::string, Want> wanted{
      {"intact", {Finding::kIntact, -1}},
      {"field changed", {Finding::kAltered, 2}},
      {"record deleted", {Finding::kAltered, 3}},
      {"records swapped", {Finding::kAltered, 1}},
      {"changed and rehashed to the end", {Finding::kAltered, 5}},
      {"tail truncated", {Finding::kIncomplete, 5}},
  };
  const Value vectors = Vectors();
  for (const Value& row : vectors["tampered"].items()) {
    const Want want = wanted.at(row["name"].text());
    const Verdict verdict = Verify(LinksOf(row["entries"]), {AnchorOf(vectors)}, KeysOf(vectors));
    EXPECT_EQ(verdict.finding, want.finding) << row["name"].text() << ": " << verdict.cause.code;
    EXPECT_EQ(verdict.first_bad_seq, want.seq) << row["name"].text();
    EXPECT_EQ(verdict.cause.code.empty(), want.finding == Finding::kIntact);
  }
}

}  // namespace
}  // namespace chartbridge::bridge::audit
