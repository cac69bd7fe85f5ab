#include "tests/bridge/app/settings_folder.h"

namespace chartbridge {
namespace {

using namespace std::chrono_literals;

// The defaults as they come out of a load: with absolute paths.
Settings DefaultsIn(const std::filesystem::path& folder) {
  Settings settings;
  settings.store.url = "sqlite:" + (folder / "chartbridge.db").string();
  settings.vault.url = "file:" + (folder / "media").string();
  settings.keys.master_file = folder / "master.key";
  settings.chart.file = folder / "chart.db";
  return settings;
}

TEST_F(SettingsFolder, AnEmptyFileGivesTheDefaults) {
  const auto loaded = Load("");
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(*loaded, DefaultsIn(folder_));
}

TEST_F(SettingsFolder, WithoutAFilePathsStartAtTheDataFolder) {
  const auto loaded = LoadSettings(std::nullopt, {{"CHARTBRIDGE_DATA", folder_.string()}});
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(*loaded, DefaultsIn(folder_));
}

constexpr char kEverything[] = R"(
[server]
listen = "[::1]:0"
public_url = "https://bridge.clinic.example/"
[store]
url = "sqlite:sub/../store.db"
[vault]
url = "file:/srv/media"
[keys]
master_file = "master.key"
[scanner]
kind = "none"
[clinic]
id = "clinica-1"
name = "Clínica «Sol» \"1\""
timezone = "Asia/Jerusalem"
languages = ["he", "en", "es-MX"]
default_country = "IL"
emergency_number = "101"
[[clinic.hours]]
days = ["sun", "mon"]
open = "09:00"
close = "13:00"
[[clinic.hours]]
days = ["sun"]
open = "14:00"
close = "24:00"
[[clinic.hours]]
days = ["sun", "sat"]
open = "23:00"
close = "02:30"
[[clinic.holiday]]
name = "Yom Kippur"
date = "2026-09-21"
[[clinic.holiday]]
name = "Sukkot"
from = "2026-09-26"
to = "2026-10-03"
open = "09:00"
close = "12:00"
[[channel]]
id = "main"
kind = "whatsapp-cloud"
phone_number_id = "109876543210987"
app_secret_file = "app"
app_secret_previous_file = "app"
verify_token_file = "verify"
access_token_file = "access"
graph_url = "http://127.0.0.1:9/v25.0/"
[ehr]
kind = "fhir"
base_url = "https://ehr.example/fhir/"
auth = "basic"
user = "bridge"
password_file = "access"
organization = "Organization/o-1"
device = "Device/d.1"
[chart]
file = "own.db"
beside_ehr = true
[consent]
when_missing = "hold"
channel_must_be_named = false
quarantine_hours = 24
hold_days = 7
[texts]
folder = "own/../texts"
[smart]
issuers = ["https://ehr.example/fhir/"]
connect = ["https://auth.example/"]
frame_ancestors = ["https://ehr.example"]
)";

TEST_F(SettingsFolder, EachKeyIsRead) {
  const auto loaded = Load(kEverything);
  ASSERT_TRUE(loaded) << Sentences(loaded);
  const Settings& settings = *loaded;
  EXPECT_EQ(settings.server.address, "::1");
  EXPECT_EQ(settings.server.port, 0);
  EXPECT_EQ(settings.server.public_url, "https://bridge.clinic.example");
  EXPECT_EQ(settings.store.url, "sqlite:" + (folder_ / "store.db").string());
  EXPECT_EQ(settings.vault.url, "file:/srv/media");
  EXPECT_EQ(settings.clinic.name, "Clínica «Sol» \"1\"");
  EXPECT_EQ(settings.clinic.languages, (std::vector<std::string>{"he", "en", "es-MX"}));
  ASSERT_EQ(settings.clinic.hours.size(), 3U);
  EXPECT_EQ(settings.clinic.hours[1].hours.close, 24h);
  EXPECT_EQ(settings.clinic.hours[2].days,
            (std::vector{std::chrono::Sunday, std::chrono::Saturday}));
  ASSERT_EQ(settings.clinic.holidays.size(), 2U);
  EXPECT_EQ(settings.clinic.holidays[0],
            (bridge::hours::Holiday{"Yom Kippur", 2026y / 9 / 21, 2026y / 9 / 21}));
  EXPECT_EQ(settings.clinic.holidays[1],
            (bridge::hours::Holiday{"Sukkot", 2026y / 9 / 26, 2026y / 10 / 3, {{9h, 12h}}}));
  ASSERT_EQ(settings.channels.size(), 1U);
  EXPECT_EQ(settings.channels[0].app_secret_previous_file, folder_ / "app");
  EXPECT_EQ(settings.channels[0].graph_url, "http://127.0.0.1:9/v25.0");
  EXPECT_EQ(settings.ehr.base_url, "https://ehr.example/fhir");
  EXPECT_FALSE(settings.ehr.embedded());
  EXPECT_EQ(settings.ehr.user, "bridge");
  EXPECT_EQ(settings.chart.file, folder_ / "own.db");
  EXPECT_EQ(settings.consent.hold_days, 7);
  EXPECT_EQ(settings.texts.folder, folder_ / "texts");
  EXPECT_EQ(settings.smart.issuers, std::vector<std::string>{"https://ehr.example/fhir"});
  EXPECT_EQ(settings.smart.connect, std::vector<std::string>{"https://auth.example"});
}

TEST_F(SettingsFolder, WhatIsPrintedLoadsAgainFromAnyFolder) {
  for (const std::string& toml : {std::string(), kChannel, std::string(kEverything)}) {
    const auto first = Load(toml);
    ASSERT_TRUE(first) << Sentences(first);
    const std::string printed = PrintSettings(*first);
    std::filesystem::create_directories(folder_ / "elsewhere");
    const auto again = LoadSettings(Write("elsewhere/printed.toml", printed), {});
    ASSERT_TRUE(again) << Sentences(again) << printed;
    EXPECT_EQ(*again, *first) << printed;
  }
}

TEST_F(SettingsFolder, P8_NoSecretIsPrinted) {
  const auto loaded = Load(kEverything);
  ASSERT_TRUE(loaded);
  const std::string printed = PrintSettings(*loaded);
  EXPECT_EQ(printed.find("-secret"), std::string::npos);
  EXPECT_EQ(printed.find("aaaa"), std::string::npos);
}

TEST_F(SettingsFolder, TheEnvironmentWinsOverTheFileAndFlagsOverBoth) {
  const auto path = Write("chartbridge.toml", "[server]\nlisten = \"127.0.0.1:1\"\n");
  const Environment environment{{"CHARTBRIDGE_SERVER__LISTEN", "127.0.0.1:2"},
                                {"CHARTBRIDGE_CONSENT__HOLD_DAYS", "3"},
                                {"CHARTBRIDGE_CHART__BESIDE_EHR", "true"},
                                {"CHARTBRIDGE_CLINIC__LANGUAGES", "es, en"}};
  const auto loaded = LoadSettings(path, environment);
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(loaded->server.port, 2);
  EXPECT_EQ(loaded->consent.hold_days, 3);
  EXPECT_TRUE(loaded->chart.beside_ehr);
  EXPECT_EQ(loaded->clinic.languages, (std::vector<std::string>{"es", "en"}));
  EXPECT_EQ(LoadSettings(path, environment, {{"server.listen", "127.0.0.1:3"}})->server.port, 3);
}

TEST_F(SettingsFolder, AWholeChannelFromTheEnvironment) {
  const auto loaded =
      Load("", {{"CHARTBRIDGE_CHANNEL__0__ID", "main"},
                {"CHARTBRIDGE_CHANNEL__0__PHONE_NUMBER_ID", "109876543210987"},
                {"CHARTBRIDGE_CHANNEL__0__APP_SECRET_FILE", (folder_ / "app").string()},
                {"CHARTBRIDGE_CHANNEL__0__VERIFY_TOKEN_FILE", "verify"},
                {"CHARTBRIDGE_CHANNEL__0__ACCESS_TOKEN_FILE", "access"}});
  ASSERT_TRUE(loaded) << Sentences(loaded);
  ASSERT_EQ(loaded->channels.size(), 1U);
  EXPECT_EQ(loaded->channels[0].app_secret_file, folder_ / "app");
  EXPECT_EQ(loaded->channels[0].verify_token_file, folder_ / "verify");
}

TEST_F(SettingsFolder, ASecretsPathFromTheEnvironmentBesideAChannelOfTheFile) {
  Write("other", "x");
  const auto loaded = Load(kChannel, {{"CHARTBRIDGE_CHANNEL__0__APP_SECRET_FILE", "other"}});
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(loaded->channels[0].app_secret_file, folder_ / "other");
  EXPECT_EQ(loaded->channels[0].id, "main");
}

TEST_F(SettingsFolder, TheTenthEntryComesAfterTheSecond) {
  Environment environment;
  for (int i = 0; i <= 10; ++i) {
    environment["CHARTBRIDGE_SMART__ISSUERS__" + std::to_string(i)] =
        "https://ehr" + std::to_string(i) + ".example";
  }
  const auto loaded = Load("", environment);
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(loaded->smart.issuers.at(10), "https://ehr10.example");
}

TEST_F(SettingsFolder, VariablesOfScriptsAndTestsAreNoSettings) {
  const auto loaded = Load("", {{"CHARTBRIDGE_DATA", "/x"},
                                {"CHARTBRIDGE_TOOLS_DIR", "/x"},
                                {"CHARTBRIDGE_IG_DIR", "/x"},
                                {"CHARTBRIDGE_TEST_PATIENCE", "9"},
                                {"CHARTBRIDGE_BENCH_SECONDS", "9"},
                                {"PATH", "/bin"}});
  EXPECT_TRUE(loaded) << Sentences(loaded);
}

}  // namespace
}  // namespace chartbridge
