#include "bridge/app/parts.h"

#include "base/codec.h"
#include "base/version.h"
#include "bridge/app/secret_file.h"
#include "connectors/ehr/fhir_consents.h"
#include "connectors/ehr/fhir_directory.h"
#include "connectors/ehr/fhir_ehr.h"
#include "connectors/postgres/postgres_store.h"
#include "connectors/sqlite/sqlite_store.h"
#include "connectors/vault/file_vault.h"
#include "words/words.h"

namespace chartbridge {
namespace {

using Sentence = std::string;

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kFile = "file:";

bool IsSqlite(const Settings& settings) { return settings.store.url.starts_with(kSqlite); }

sqlite::SqliteSettings MakeSqliteSettings(const Settings& settings) {
  sqlite::SqliteSettings made;
  made.path = settings.store.url.substr(kSqlite.size());
  return made;
}

Result<postgres::PostgresSettings, Sentence> MakePostgresSettings(const Settings& settings) {
  postgres::PostgresSettings made;
  made.url = settings.store.url;
  if (!settings.store.password_file.empty()) {
    const auto password = ReadSecret(settings.store.password_file);
    if (!password) return Unexpected<Sentence>("store.password_file " + password.error().text);
    // Never in the settings' URL: libpq takes it as one more parameter.
    made.url +=
        (made.url.find('?') == std::string::npos ? "?password=" : "&password=") + Escape(*password);
  }
  return made;
}

Result<std::unique_ptr<sql::Store>, Sentence> OpenEngine(const Settings& settings,
                                                         StoreParts& parts) {
  Result<std::unique_ptr<sql::Store>, Failure> opened = Fail(FailureKind::kRefused, "");
  if (IsSqlite(settings)) {
    opened =
        sqlite::OpenSqlite(MakeSqliteSettings(settings), *parts.ring, parts.clock, parts.entropy);
  } else {
    const auto postgres = MakePostgresSettings(settings);
    if (!postgres) return Unexpected<Sentence>(postgres.error());
    opened = postgres::OpenPostgres(*postgres, *parts.ring, parts.clock, parts.entropy);
  }
  if (!opened) return Unexpected<Sentence>("the store cannot be opened: " + opened.error().text);
  return std::move(*opened);
}

Result<std::unique_ptr<ehr::Credentials>, Sentence> MakeCredentials(const Settings& settings) {
  const auto secret = [](const std::filesystem::path& path) -> ehr::Secret {
    return [file = std::make_shared<SecretFile>(path)] { return file->Read(); };
  };
  // `serve` writes it anew at each start; it and the commands beside it read the same one.
  if (settings.ehr.embedded())
    return std::unique_ptr<ehr::Credentials>(
        new ehr::BearerCredentials(secret(ChartTokenFile(settings))));
  if (settings.ehr.auth == "none") return std::unique_ptr<ehr::Credentials>(new ehr::NoCredentials);
  if (settings.ehr.auth == "basic") {
    return std::unique_ptr<ehr::Credentials>(
        new ehr::BasicCredentials(settings.ehr.user, secret(settings.ehr.password_file)));
  }
  if (settings.ehr.auth == "bearer") {
    return std::unique_ptr<ehr::Credentials>(
        new ehr::BearerCredentials(secret(settings.ehr.token_file)));
  }
  return Unexpected<Sentence>("[ehr] auth = \"" + settings.ehr.auth +
                              "\" is not available in this version; use none, basic or bearer");
}

// What the embedded chart is called (rule R3.2); an EHR says itself what it is called.
std::vector<std::string> OwnNames(const Settings& settings) {
  std::vector<std::string> names;
  if (!settings.ehr.embedded()) return names;
  for (const std::string& base : OwnAddressesOf(settings).all()) names.push_back(base + "/fhir");
  return names;
}

}  // namespace

Result<crypto::KeyRing, Sentence> ReadKeyRing(const Settings& settings) {
  const auto master = ReadSecret(settings.keys.master_file);
  if (!master)
    return Unexpected<Sentence>("the master key " + master.error().text +
                                " (`chartbridge keys create` makes one)");
  auto ring = crypto::KeyRing::Read(*master, settings.clinic.id);
  if (!ring) return Unexpected<Sentence>("the master key cannot be used: " + ring.error().text);
  return std::move(*ring);
}

Result<std::unique_ptr<StoreParts>, Sentence> OpenStore(const Settings& settings) {
  auto parts = std::make_unique<StoreParts>();
  auto ring = ReadKeyRing(settings);
  if (!ring) return Unexpected<Sentence>(ring.error());
  parts->ring = std::make_unique<crypto::KeyRing>(std::move(*ring));
  parts->kinds = ConnectChannels(
      settings, {parts->channel_client, parts->clock, parts->entropy,
                 [&parts = *parts](const std::string& channel) -> std::optional<Instant> {
                   if (parts.store == nullptr) return std::nullopt;
                   return LastReceived(parts.store->queries(), channel);
                 }});
  parts->channels = ByChannel(settings, parts->kinds);
  parts->providers = ByProvider(parts->kinds);
  auto store = OpenEngine(settings, *parts);
  if (!store) return Unexpected<Sentence>(store.error());
  parts->store = std::move(*store);
  auto vault = vault::FileVault::Open(VaultFolder(settings));
  if (!vault) return Unexpected<Sentence>("the vault cannot be opened: " + vault.error().text);
  parts->vault = std::move(*vault);
  return parts;
}

std::vector<ChannelParts> CardParts(const StoreParts& parts) {
  std::vector<ChannelParts> cards;
  for (const ChannelKind& kind : parts.kinds)
    cards.push_back({kind.kind, kind.channel.get(), kind.set_up});
  return cards;
}

Result<std::vector<std::string>, Sentence> MigrateStore(const Settings& settings, bool dry_run) {
  const SystemClock clock;
  if (IsSqlite(settings)) {
    auto due = sqlite::MigrateSqlite(MakeSqliteSettings(settings), clock, dry_run);
    if (!due) return Unexpected<Sentence>(due.error().text);
    return std::move(*due);
  }
  const auto postgres = MakePostgresSettings(settings);
  if (!postgres) return Unexpected<Sentence>(postgres.error());
  auto due = postgres::MigratePostgres(*postgres, clock, dry_run);
  if (!due) return Unexpected<Sentence>(due.error().text);
  return std::move(*due);
}

std::filesystem::path VaultFolder(const Settings& settings) {
  return settings.vault.url.substr(kFile.size());
}

std::filesystem::path ChartTokenFile(const Settings& settings) {
  return settings.chart.file.parent_path() / "chart.token";
}

http::OwnAddresses OwnAddressesOf(const Settings& settings, int port) {
  const ServerSettings& server = settings.server;
  return {server.address, port != 0 ? port : server.port, server.public_url};
}

std::string EhrBase(const Settings& settings, const http::OwnAddresses& own) {
  return settings.ehr.embedded() ? own.local() + "/fhir" : settings.ehr.base_url;
}

Result<std::unique_ptr<EhrParts>, Sentence> OpenEhr(const Settings& settings, StoreParts& parts,
                                                    const http::OwnAddresses& own) {
  auto made = std::make_unique<EhrParts>();
  // Our own address may be one of a network: what is sent to it stays on this machine.
  const bool allow_http = settings.ehr.allow_http || settings.ehr.embedded();
  auto base = ehr::BaseUrl::Read(EhrBase(settings, own), allow_http);
  if (!base) return Unexpected<Sentence>("[ehr] base_url: " + base.error().text);
  auto credentials = MakeCredentials(settings);
  if (!credentials) return Unexpected<Sentence>(credentials.error());
  made->client = std::make_unique<http::Client>(http::ClientSettings{});
  made->credentials = std::move(*credentials);
  made->rest = std::make_unique<ehr::FhirRest>(*base, ehr::RestSettings{}, *made->client,
                                               *made->credentials, parts.clock, parts.entropy);
  made->directory = std::make_unique<ehr::FhirDirectory>(*made->rest);
  made->consents = std::make_unique<ehr::FhirConsents>(*made->rest);
  made->ehr = std::make_unique<ehr::FhirEhr>(*made->rest, *parts.vault, parts.store->keys());
  return made;
}

void SeedEmbeddedChart(const Settings& settings, ehr::FhirRest& rest) {
  using fhir::json::Array;
  using fhir::json::Object;
  using fhir::json::Value;
  // What stands there stays, but for `current`, which this program knows better.
  const auto seed = [&rest](const std::string& reference, Object members, Object current) {
    const std::size_t slash = reference.find('/');
    auto there = rest.Get(reference);
    if (slash == std::string::npos || (!there && there.error().http_status != 404)) return;
    Value resource = there ? *there : Value(std::move(members));
    resource.Set("resourceType", reference.substr(0, slash));
    resource.Set("id", reference.substr(slash + 1));
    for (auto& [name, value] : current) resource.Set(name, value);
    if (!there || resource != *there) (void)ehr::PutResource(rest, resource);
  };
  seed(settings.ehr.organization, {{"active", true}, {"name", settings.clinic.name}}, {});
  seed(settings.ehr.device, {{"status", "active"}},
       {{"version", Array{Object{{"value", std::string(Version())}}}}});
}

bridge::run::RunSettings MakeRunSettings(const Settings& settings) {
  bridge::run::RunSettings run;
  run.tenant = settings.clinic.id;
  run.organization = settings.ehr.organization;
  run.device = settings.ehr.device;
  run.language = words::CatalogueOf(settings.clinic.languages).language();
  run.country = settings.clinic.default_country;
  run.flow.retention.quarantine_hours = settings.consent.quarantine_hours;
  run.flow.retention.hold_days = settings.consent.hold_days;
  return run;
}

bridge::run::GateSettings MakeGateSettings(const Settings& settings) {
  bridge::run::GateSettings gate;
  gate.consent.no_consent = settings.consent.when_missing;
  gate.consent.channel_must_be_named = settings.consent.channel_must_be_named;
  gate.consent.timezone = settings.clinic.timezone;
  gate.consent.fhir_bases = OwnNames(settings);
  gate.retention = MakeRunSettings(settings).flow.retention;
  gate.organization = settings.ehr.organization;
  gate.device = settings.ehr.device;
  return gate;
}

}  // namespace chartbridge
