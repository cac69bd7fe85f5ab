#include "connectors/postgres/appender.h"

#include <pthread.h>

#include <chrono>
#include <optional>

#include "connectors/sql/deliveries.h"

namespace chartbridge::postgres {
namespace {

constexpr std::chrono::milliseconds kProbe{1000};

// To the outside every failure of the store means: not now, send it again.
Failure AsFull(const Failure& failure) {
  Failure full = failure;
  full.kind = FailureKind::kFull;
  return full;
}

}  // namespace

Appender::Appender(ConnectionPool& pool, const sql::StoreContext& context, sql::WriteQueue& queue)
    : pool_(pool), context_(context), queue_(queue) {
  thread_ = std::jthread([this] {
    ::pthread_setname_np(::pthread_self(), "writer");
    Loop();
  });
}

Appender::~Appender() { Close(); }

void Appender::Close() {
  queue_.Close();
  if (thread_.joinable()) thread_.join();
}

void Appender::Loop() {
  sql::WriteGroup group;
  const auto patience = [this]() -> std::optional<std::chrono::milliseconds> {
    return well_.load() ? std::nullopt : std::optional(kProbe);
  };
  while (queue_.Take(patience(), group)) {
    if (group.empty()) {
      Probe();
      continue;
    }
    Commit(group);
    queue_.Finish(group);
  }
}

// A row that PostgreSQL refuses fails alone; a server that is away is not asked once per row.
void Appender::Commit(Requests requests) {
  const auto stored = Store(requests);
  well_.store(stored || stored.error().kind == FailureKind::kRefused ||
              stored.error().kind == FailureKind::kConflict);
  if (stored) return;
  if (well_.load() && requests.size() > 1) {
    for (std::size_t i = 0; i < requests.size(); ++i) Commit(requests.subspan(i, 1));
    return;
  }
  for (const auto& request : requests) request->Note(AsFull(stored.error()));
}

Result<void, Failure> Appender::Store(Requests requests) {
  return pool_.Transact(Access::kReadWrite, [&](Transaction& transaction, KeyIds& ids) {
    Transaction::Batch batch;
    batch.tenant = context_.tenant();
    for (const auto& request : requests) {
      crypto::Key bytes{};
      context_.entropy.Fill(bytes);
      const bridge::DataKey key(ids.Next(transaction), bytes);
      batch.received.push_back(ToUnixMillis(request->received()));
      batch.key_ids.push_back(key.id());
      batch.wrapped.push_back(context_.keys.Wrap(bytes, key.id()));
      batch.bodies.push_back(sql::SealDelivery(context_, key, request->packed()).value);
    }
    const std::vector<std::int64_t> seqs = transaction.AppendDeliveries(batch);
    for (std::size_t i = 0; i < requests.size(); ++i) requests[i]->Note(bridge::Seq(seqs.at(i)));
  });
}

void Appender::Probe() {
  well_.store(pool_
                  .Transact(Access::kReadWrite,
                            [&](Transaction& transaction, KeyIds& /*ids*/) {
                              transaction.Execute(
                                  "UPDATE writer_slot SET owner = owner WHERE tenant = $1",
                                  {context_.tenant()});
                            })
                  .has_value());
}

}  // namespace chartbridge::postgres
