#include "connectors/sql/named_requests.h"

#include "base/codec.h"

namespace chartbridge::sql {
namespace {

using bridge::BegunRequest;
using bridge::NamedRequest;
using bridge::RequestAnswer;
using bridge::RequestState;

constexpr std::string_view kTable = "named_request";

// The length in front keeps ("ab", "c") and ("a", "bc") apart.
Bytes NameOf(const StoreContext& context, const NamedRequest& request) {
  return Lookup(context, "named-request",
                std::to_string(request.caller.size()) + "|" + request.caller + request.name);
}

BegunRequest Known(const StoreContext& context, Session& session, const NamedRequest& request,
                   const Bytes& name) {
  const Rows rows = session.Execute(
      "SELECT fingerprint, begun, status, key_id, answer FROM named_request WHERE tenant = $1 "
      "AND name = $2" +
          std::string(context.dialect.lock),
      {context.tenant(), name});
  if (rows.empty()) FailWith(FailureKind::kBusy, "The request was just forgotten.");
  const Row& row = rows.front();
  if (row[0].bytes() != Lookup(context, "request", request.fingerprint).value)
    return {RequestState::kOther};
  if (const int status = int(row[2].number()); status != 0) {
    const auto key = session.OpenKey(row[3].number());
    if (!key) throw TransactionError(key.error());
    auto answer = OpenCell(context, *key, kTable, "answer", ToBase64(name.value), row[4].bytes());
    if (!answer) throw TransactionError(answer.error());
    return {RequestState::kAnswered, {status, std::move(*answer)}};
  }
  const Instant now = context.clock.Now();
  if (FromUnixMillis(row[1].number()) > now - bridge::kNamedRequestLives)
    return {RequestState::kInFlight};
  session.Execute("UPDATE named_request SET begun = $3 WHERE tenant = $1 AND name = $2",
                  {context.tenant(), name, ToUnixMillis(now)});
  return {RequestState::kNew};
}

BegunRequest BeginOne(const StoreContext& context, Session& session, const NamedRequest& request) {
  ForgetOldRequests(context, session);
  const Bytes name = NameOf(context, request);
  const Bytes caller = Lookup(context, "caller", request.caller);
  const Rows added = session.Execute(
      "INSERT INTO named_request (tenant, name, caller, fingerprint, begun, status) "
      "VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING",
      {context.tenant(), name, caller, Lookup(context, "request", request.fingerprint),
       ToUnixMillis(context.clock.Now())});
  if (added.affected == 0) return Known(context, session, request, name);
  const std::int64_t all =
      session
          .Execute("SELECT COUNT(*) FROM named_request WHERE tenant = $1 AND caller = $2",
                   {context.tenant(), caller})
          .front()[0]
          .number();
  if (all <= bridge::kMostNamedRequests) return {RequestState::kNew};
  session.Execute("DELETE FROM named_request WHERE tenant = $1 AND name = $2",
                  {context.tenant(), name});
  return {RequestState::kTooMany};
}

}  // namespace

void ForgetOldRequests(const StoreContext& context, Session& session) {
  const std::int64_t before = ToUnixMillis(context.clock.Now() - bridge::kNamedRequestKept);
  const Rows rows =
      session.Execute("DELETE FROM named_request WHERE tenant = $1 AND begun < $2 RETURNING key_id",
                      {context.tenant(), before});
  for (const Row& row : rows) {
    if (row[0].maybe_number()) session.DestroyKey(row[0].number());
  }
}

Result<BegunRequest, Failure> SqlNamedRequests::Begin(const NamedRequest& request) {
  BegunRequest begun;
  auto written =
      engine_.Write([&](Session& session) { begun = BeginOne(context_, session, request); });
  if (!written) return Unexpected<Failure>(written.error());
  return begun;
}

Result<void, Failure> SqlNamedRequests::End(const NamedRequest& request,
                                            const RequestAnswer& answer) {
  return engine_.Write([&](Session& session) {
    const Bytes name = NameOf(context_, request);
    const bridge::DataKey key = session.NewKey();
    const Rows ended = session.Execute(
        "UPDATE named_request SET status = $3, key_id = $4, answer = $5 WHERE tenant = $1 AND "
        "name = $2 AND status = 0",
        {context_.tenant(), name, answer.status, key.id(),
         SealCell(context_, key, kTable, "answer", ToBase64(name.value), answer.body)});
    if (ended.affected == 0) session.DestroyKey(key.id());
  });
}

Result<void, Failure> SqlNamedRequests::Forget(const NamedRequest& request) {
  return engine_.Write([&](Session& session) {
    session.Execute("DELETE FROM named_request WHERE tenant = $1 AND name = $2 AND status = 0",
                    {context_.tenant(), NameOf(context_, request)});
  });
}

}  // namespace chartbridge::sql
