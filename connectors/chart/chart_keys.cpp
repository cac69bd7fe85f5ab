#include "connectors/chart/chart_keys.h"

#include "connectors/chart/rows.h"

namespace chartbridge::chart {

namespace {

// Ids of the key store's data keys count up from 1; this one is outside of them.
constexpr std::int64_t kChartKeyId = -1;
constexpr std::uint32_t kKeyVersion = 1;

}  // namespace

ChartKeys::ChartKeys(const crypto::KeyRing& ring, const crypto::Key& key)
    : ring_(&ring), key_(key), digest_key_(crypto::DeriveKey(key, "chart blob digest")) {}

Result<ChartKeys, Failure> ChartKeys::Load(sqlite::Connection& connection,
                                           const crypto::KeyRing& ring, Entropy& entropy) {
  {
    Rows rows(connection, "SELECT wrapped FROM chart_key WHERE id = 1");
    if (rows.Next()) {
      auto key = ring.Unwrap(rows.Text(0), kChartKeyId);
      if (!key)
        return Fail(FailureKind::kCorrupt, "The chart was written under another master key.");
      return ChartKeys(ring, *key);
    }
  }
  crypto::Key key;
  entropy.Fill(key);
  Execute(connection, "INSERT INTO chart_key (id, wrapped) VALUES (1, ?)",
          {Bytes{ring.Wrap(key, kChartKeyId)}});
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

std::string BodyContext(const Version& version) {
  return "body|" + version.type + "/" + version.id + "/" + std::to_string(version.number);
}

std::string ChunkContext(std::int64_t blob, std::int64_t number, bool last) {
  return "chunk|" + std::to_string(blob) + "|" + std::to_string(number) +
         (last ? "|last" : "|more");
}

}  // namespace chartbridge::chart
