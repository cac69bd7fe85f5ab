#include "connectors/chart/chart_keys.h"

#include "base/codec.h"

namespace chartbridge::chart {

namespace {

// Ids of the key store's data keys count up from 1; this one is outside of them.
constexpr std::int64_t kChartKeyId = -1;
constexpr std::uint32_t kKeyVersion = 1;

}  // namespace

ChartKeys::ChartKeys(const crypto::KeyRing& ring, const crypto::Key& key)
    : ring_(&ring), key_(key), digest_key_(crypto::DeriveKey(key, "chart blob digest")) {}

Result<ChartKeys, Failure> ChartKeys::Load(Connection& connection, const crypto::KeyRing& ring,
                                           Entropy& entropy) {
  {
    auto rows = connection.Select("SELECT wrapped FROM chart_key WHERE id = 1");
    if (!rows) return Unexpected(rows.error());
    auto found = rows->Next();
    if (!found) return Unexpected(found.error());
    if (*found) {
      auto key = ring.Unwrap(rows->Text(0), kChartKeyId);
      if (!key)
        return Fail(FailureKind::kCorrupt, "The chart was written under another master key.");
      return ChartKeys(ring, *key);
    }
  }
  crypto::Key key;
  entropy.Fill(key);
  const std::string wrapped = ring.Wrap(key, kChartKeyId);
  auto stored =
      connection.Execute("INSERT INTO chart_key (id, wrapped) VALUES (1, ?)", {Bytes{wrapped}});
  if (!stored) return Unexpected(stored.error());
  return ChartKeys(ring, key);
}

std::string ChartKeys::Seal(std::string_view context, std::string_view plain) const {
  return crypto::Seal(key_, kKeyVersion, ring_->tenant() + "|chart|" + std::string(context), plain);
}

Result<std::string, Failure> ChartKeys::Open(std::string_view context,
                                             std::string_view sealed) const {
  return crypto::Open(key_, ring_->tenant() + "|chart|" + std::string(context), sealed);
}

std::string ChartKeys::Lookup(const std::string& type, const std::string& parameter,
                              std::string_view value) const {
  return ring_->Lookup("chart:" + type + "." + parameter, value);
}

std::string ChartKeys::Digest(std::string_view before, std::string_view piece) const {
  const crypto::Digest of_piece = crypto::HmacSha256(digest_key_, piece);
  const std::string link = std::string(before) + ToHex(of_piece);
  return ToHex(crypto::HmacSha256(digest_key_, link));
}

}  // namespace chartbridge::chart
