#include "connectors/sql/row_macs.h"

#include "connectors/sql/packed.h"
#include "connectors/sql/payloads.h"

namespace chartbridge::sql {
namespace {

constexpr const char* kDone = "row-macs";
constexpr int kSlice = 256;

bool IsDone(const StoreContext& context, Session& session) {
  return !session
              .Execute("SELECT what FROM once_done WHERE tenant = $1 AND what = $2",
                       {context.tenant(), kDone})
              .empty();
}

// Each of these seals some rows and returns how many; 0 at the end.
std::size_t SealLinks(const StoreContext& context, Session& session) {
  const Rows rows = session.Execute(
      "SELECT conversation, patient, confirmed_by, without_number FROM patient_link "
      "WHERE tenant = $1 AND mac IS NULL LIMIT $2",
      {context.tenant(), kSlice});
  for (const Row& row : rows) {
    bridge::PatientLink link;
    link.conversation = UuidText(row[0].bytes());
    link.patient = row[1].text();
    link.confirmed_by = row[2].text();
    link.without_number = row[3].number() != 0;
    session.Execute("UPDATE patient_link SET mac = $2 WHERE conversation = $1",
                    {row[0], MacOf(context, link)});
  }
  return rows.rows.size();
}

std::size_t SealFilings(const StoreContext& context, Session& session) {
  const Rows rows = session.Execute(
      "SELECT f.ordinal, f.number, f.patient, i.item_key FROM filing f "
      "JOIN item i ON i.ordinal = f.ordinal WHERE f.tenant = $1 AND f.mac IS NULL LIMIT $2",
      {context.tenant(), kSlice});
  for (const Row& row : rows) {
    bridge::Filing filing;
    filing.number = int(row[1].number());
    filing.patient = row[2].text();
    session.Execute("UPDATE filing SET mac = $3 WHERE ordinal = $1 AND number = $2",
                    {row[0], row[1], MacOf(context, UuidText(row[3].bytes()), filing)});
  }
  return rows.rows.size();
}

void Repeat(Engine& engine, const StoreContext& context,
            std::size_t (*seal)(const StoreContext&, Session&)) {
  std::size_t sealed = 0;
  do {
    auto done = engine.Write([&](Session& session) { sealed = seal(context, session); });
    if (!done) throw TransactionError(done.error());
  } while (sealed > 0);
}

}  // namespace

Bytes MacOf(const StoreContext& context, const bridge::PatientLink& link) {
  return Lookup(context, "patient-link-mac",
                Pack({context.tenant(), link.conversation, link.patient, link.confirmed_by,
                      link.without_number ? "1" : "0"}));
}

Bytes MacOf(const StoreContext& context, const bridge::ItemKey& key, const bridge::Filing& filing) {
  return Lookup(context, "filing-mac",
                Pack({context.tenant(), key, std::to_string(filing.number), filing.patient}));
}

bool IsMac(const Value& cell, const Bytes& mac) {
  return cell.blob() != nullptr && crypto::ConstantTimeEqual(cell.bytes(), mac.value);
}

void SealMigratedRows(Engine& engine, const StoreContext& context) {
  bool is_done = false;
  auto looked = engine.Read([&](Session& session) { is_done = IsDone(context, session); });
  if (!looked) throw TransactionError(looked.error());
  if (is_done) return;
  Repeat(engine, context, SealLinks);
  Repeat(engine, context, SealFilings);
  Repeat(engine, context, BindPayloads);
  auto noted = engine.Write([&](Session& session) {
    session.Execute("INSERT INTO once_done (tenant, what) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    {context.tenant(), kDone});
  });
  if (!noted) throw TransactionError(noted.error());
}

}  // namespace chartbridge::sql
