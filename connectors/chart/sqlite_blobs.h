// Binaries in and out of the SQLite chart in flat memory (promise P12): one piece at a time is
// held, and neither the writer nor a reader is kept between pieces.
#pragma once

#include "connectors/chart/blob_rows.h"
#include "connectors/chart/commit_group.h"
#include "connectors/chart/reader_pool.h"

namespace chartbridge::chart {

// All pieces at once, inside the transaction under way on `connection`.
Result<Blob, Failure> KeepBlob(Connection& connection, const ChartKeys& keys,
                               std::string_view bytes);

Result<std::unique_ptr<BlobWriter>, Failure> MakeBlobWriter(Connection& connection,
                                                            CommitGroup& commits,
                                                            const ChartKeys& keys);
std::unique_ptr<http::ByteSource> MakeBlobSource(ReaderPool& readers, const ChartKeys& keys,
                                                 const Blob& blob, std::uint64_t offset,
                                                 std::uint64_t length);

}  // namespace chartbridge::chart
