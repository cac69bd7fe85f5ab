#include <array>
#include <cstdio>

#include "base/instant.h"
#include "bridge/app/settings_parts.h"

namespace chartbridge {
namespace {

// A TOML basic string (TOML 1.0, String).
std::string Quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.append(1, '\\').append(1, c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\u%04X", static_cast<unsigned>(c));
      quoted.append(code.data());
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + "\"";
}

class Page {
 public:
  void Section(const std::string& head) { text_ += (text_.empty() ? "" : "\n") + head + "\n"; }
  void Text(const char* key, const std::string& value) { Line(key, Quote(value)); }
  void TextIfSet(const char* key, const std::string& value) {
    if (!value.empty()) Text(key, value);
  }
  void Flag(const char* key, bool value) { Line(key, value ? "true" : "false"); }
  void Number(const char* key, int value) { Line(key, std::to_string(value)); }
  void List(const char* key, const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + Quote(word);
    Line(key, "[" + list + "]");
  }
  std::string Take() { return std::move(text_); }

 private:
  void Line(const char* key, const std::string& value) {
    text_ += std::string(key) + " = " + value + "\n";
  }
  std::string text_;
};

void PrintScanner(const ScannerSettings& scanner, Page& page) {
  page.Text("kind", scanner.kind);
  page.TextIfSet("socket", scanner.socket);
  page.Text("host", scanner.host);
  page.Number("port", scanner.port);
  page.Number("timeout_seconds", scanner.timeout_seconds);
  page.Number("most_megabytes", scanner.most_megabytes);
}

void PrintHours(const bridge::hours::DayHours& hours, Page& page) {
  page.Text("open", TimeText(hours.open));
  page.Text("close", TimeText(hours.close));
}

std::string DateText(std::chrono::year_month_day day) {
  return ToDateTimeText(std::chrono::sys_days(day)).substr(0, 10);
}

void PrintClinic(const ClinicSettings& clinic, Page& page) {
  page.Section("[clinic]");
  page.Text("id", clinic.id);
  page.Text("name", clinic.name);
  page.Text("timezone", clinic.timezone);
  page.List("languages", clinic.languages);
  page.TextIfSet("default_country", clinic.default_country);
  page.TextIfSet("emergency_number", clinic.emergency_number);
  for (const bridge::hours::Shift& shift : clinic.hours) {
    page.Section("[[clinic.hours]]");
    std::vector<std::string> days;
    for (const auto day : shift.days) days.emplace_back(DayText(day));
    page.List("days", days);
    PrintHours(shift.hours, page);
  }
  for (const bridge::hours::Holiday& holiday : clinic.holidays) {
    page.Section("[[clinic.holiday]]");
    page.Text("name", holiday.name);
    if (holiday.from == holiday.to) {
      page.Text("date", DateText(holiday.from));
    } else {
      page.Text("from", DateText(holiday.from));
      page.Text("to", DateText(holiday.to));
    }
    if (holiday.hours) PrintHours(*holiday.hours, page);
  }
}

void PrintChannel(const ChannelSettings& channel, Page& page) {
  page.Section("[[channel]]");
  page.Text("id", channel.id);
  page.Text("kind", channel.kind);
  page.Text("phone_number_id", channel.phone_number_id);
  page.TextIfSet("app_secret_file", channel.app_secret_file.string());
  page.TextIfSet("app_secret_previous_file", channel.app_secret_previous_file.string());
  page.TextIfSet("verify_token_file", channel.verify_token_file.string());
  page.TextIfSet("access_token_file", channel.access_token_file.string());
  page.Text("graph_url", channel.graph_url);
}

void PrintEhr(const EhrSettings& ehr, Page& page) {
  page.Section("[ehr]");
  if (!ehr.embedded()) {
    page.Text("kind", ehr.kind);
    page.Text("base_url", ehr.base_url);
    page.Text("auth", ehr.auth);
    page.TextIfSet("user", ehr.user);
    page.TextIfSet("password_file", ehr.password_file.string());
    page.TextIfSet("token_file", ehr.token_file.string());
    page.Flag("allow_http", ehr.allow_http);
  }
  page.Text("organization", ehr.organization);
  page.Text("device", ehr.device);
}

}  // namespace

std::string PrintSettings(const Settings& settings) {
  Page page;
  page.Section("[server]");
  page.Text("listen", settings.server.listen);
  page.TextIfSet("public_url", settings.server.public_url);
  page.Section("[store]");
  page.Text("url", settings.store.url);
  page.TextIfSet("password_file", settings.store.password_file.string());
  page.Section("[vault]");
  page.Text("url", settings.vault.url);
  page.Section("[keys]");
  page.Text("master_file", settings.keys.master_file.string());
  page.Section("[scanner]");
  PrintScanner(settings.scanner, page);
  PrintClinic(settings.clinic, page);
  for (const ChannelSettings& channel : settings.channels) PrintChannel(channel, page);
  PrintEhr(settings.ehr, page);
  page.Section("[chart]");
  page.Text("file", settings.chart.file.string());
  page.Flag("beside_ehr", settings.chart.beside_ehr);
  page.Section("[consent]");
  page.Text("when_missing", settings.consent.when_missing);
  page.Flag("channel_must_be_named", settings.consent.channel_must_be_named);
  page.Number("quarantine_hours", settings.consent.quarantine_hours);
  page.Number("hold_days", settings.consent.hold_days);
  if (!settings.texts.folder.empty()) {
    page.Section("[texts]");
    page.Text("folder", settings.texts.folder.string());
  }
  page.Section("[audit]");
  page.TextIfSet("anchor_file", settings.audit.anchor_file.string());
  page.Text("anchor_every", settings.audit.anchor_every);
  page.Section("[smart]");
  page.List("issuers", settings.smart.issuers);
  page.Text("client_id", settings.smart.client_id);
  page.List("connect", settings.smart.connect);
  page.List("frame_ancestors", settings.smart.frame_ancestors);
  return page.Take();
}

}  // namespace chartbridge
