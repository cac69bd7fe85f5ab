#include "bridge/app/settings_parts.h"

#include "bridge/app/settings_rules.h"

namespace chartbridge {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kFile = "file:";

// The path behind a scheme such as "file:", made absolute.
std::string Resolve(std::string_view scheme, const std::string& url, const Reading& reading) {
  const std::filesystem::path path = url.substr(scheme.size());
  return std::string(scheme) + (reading.folder / path).lexically_normal().string();
}

}  // namespace

void Apply(Section& section, std::string_view name, const std::string& rule) {
  if (!rule.empty()) section.Refuse(name, rule);
}

std::string WithoutSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string Section::Url(std::string_view name, std::string fallback) {
  const std::string url = WithoutSlash(Text(name, std::move(fallback)));
  Apply(*this, name, UrlRule(url, PlainHttp::kToThisMachine));
  return url;
}

void ReadServer(Section section, ServerSettings& server) {
  server.listen = section.Text("listen", server.listen);
  Apply(section, "listen", ListenRule(server));
  server.public_url = WithoutSlash(section.Text("public_url"));
  if (!server.public_url.empty()) {
    Apply(section, "public_url", UrlRule(server.public_url, PlainHttp::kToThisMachine));
  }
  section.RefuseTheRest();
}

void ReadStore(Section section, const Reading& reading, StoreSettings& store) {
  store.url = section.Text("url", store.url);
  store.password_file = section.Path("password_file");
  const bool postgres =
      store.url.starts_with("postgresql://") || store.url.starts_with("postgres://");
  if (store.url.starts_with(kSqlite) && store.url.size() > kSqlite.size() &&
      store.url != "sqlite::memory:") {
    store.url = Resolve(kSqlite, store.url, reading);
  } else if (postgres) {
    Apply(section, "url", PostgresRule(store.url));
  } else {
    section.Refuse("url", "must be sqlite:FILE or postgresql://user@host/database");
  }
  if (!postgres && !store.password_file.empty()) {
    section.Refuse("password_file", "is only for a postgresql:// store.url");
  }
  section.RefuseTheRest();
}

void ReadVault(Section section, const Reading& reading, VaultSettings& vault) {
  vault.url = section.Text("url", vault.url);
  if (vault.url.starts_with(kFile) && vault.url.size() > kFile.size()) {
    vault.url = Resolve(kFile, vault.url, reading);
  } else {
    section.Refuse("url", "must be file:DIRECTORY");
  }
  section.RefuseTheRest();
}

void ReadKeys(Section section, KeysSettings& keys) {
  keys.master_file = section.Path("master_file", keys.master_file);
  section.RefuseTheRest();
}

void ReadScanner(Section section, ScannerSettings& scanner) {
  scanner.kind = section.Text("kind", scanner.kind);
  if (scanner.kind != "none" && scanner.kind != "clamd")
    section.Refuse("kind", "must be \"clamd\" or \"none\"");
  scanner.socket = section.Path("socket").string();
  scanner.host = section.Text("host", scanner.host);
  scanner.port = section.Number("port", scanner.port, 1, 65535);
  scanner.timeout_seconds = section.Number("timeout_seconds", scanner.timeout_seconds, 1, 3600);
  scanner.most_megabytes = section.Number("most_megabytes", scanner.most_megabytes, 1, 4000);
  section.RefuseTheRest();
}

void ReadChart(Section section, ChartSettings& chart) {
  chart.file = section.Path("file", chart.file);
  chart.beside_ehr = section.Flag("beside_ehr", chart.beside_ehr);
  section.RefuseTheRest();
}

void ReadConsent(Section section, ConsentSettings& consent) {
  consent.when_missing = section.Text("when_missing", consent.when_missing);
  const std::string& word = consent.when_missing;
  if (word != "deny" && word != "hold" && word != "permit-treatment") {
    section.Refuse("when_missing", "must be \"deny\", \"hold\" or \"permit-treatment\"");
  }
  consent.channel_must_be_named =
      section.Flag("channel_must_be_named", consent.channel_must_be_named);
  consent.quarantine_hours =
      section.Number("quarantine_hours", consent.quarantine_hours, 0, 24 * 365);
  consent.hold_days = section.Number("hold_days", consent.hold_days, 0, 365);
  section.RefuseTheRest();
}

void ReadAudit(Section section, AuditSettings& audit) {
  audit.anchor_file = section.Path("anchor_file");
  audit.anchor_every = section.Text("anchor_every", audit.anchor_every);
  Apply(section, "anchor_every", SpanRule(audit.anchor_every, audit.every));
  section.RefuseTheRest();
}

void ReadSmart(Section section, SmartSettings& smart) {
  for (const std::string& issuer : section.List("issuers")) {
    smart.issuers.push_back(WithoutSlash(issuer));
    Apply(section, "issuers", UrlRule(issuer, PlainHttp::kToThisMachine));
  }
  smart.client_id = section.Text("client_id", smart.client_id);
  const auto origins = [&](const char* key, std::vector<std::string>& read) {
    for (const std::string& origin : section.List(key)) {
      read.push_back(WithoutSlash(origin));
      Apply(section, key, OriginRule(read.back()));
    }
  };
  origins("connect", smart.connect);
  origins("frame_ancestors", smart.frame_ancestors);
  section.RefuseTheRest();
}

}  // namespace chartbridge
