// Each thing that can be wrong with settings, and the sentence that says so.
#include "tests/bridge/app/settings_folder.h"

namespace chartbridge {
namespace {

struct Fault {
  std::string name;
  std::string toml;
  Environment environment;
  std::string sentence;
};

constexpr char kUrlForm[] = "must be an absolute https:// URL without user, query and fragment";

std::string Channel(const std::string& id, const std::string& number) {
  return "[[channel]]\nid = \"" + id + "\"\nphone_number_id = \"" + number +
         "\"\napp_secret_file = \"app\"\nverify_token_file = \"verify\"\naccess_token_file = "
         "\"access\"\n";
}

std::vector<Fault> ShapeFaults() {
  return {
      {"unknown key",
       "[server]\nport = 80\n",
       {},
       "server.port is no setting; see docs/chartbridge.sample.toml"},
      {"unknown section",
       "[sever]\nlisten = \"x\"\n",
       {},
       "sever is no setting; see docs/chartbridge.sample.toml"},
      {"unknown key of a channel",
       Channel("a", "1") + "secret = \"x\"\n",
       {},
       "channel[0].secret is no setting; see docs/chartbridge.sample.toml"},
      {"unknown key in the environment",
       "",
       {{"CHARTBRIDGE_SERVER__PORT", "80"}},
       "server.port (CHARTBRIDGE_SERVER__PORT) is no setting; see docs/chartbridge.sample.toml"},
      {"unknown variable",
       "",
       {{"CHARTBRIDGE_SERVER_LISTEN", "x"}},
       "CHARTBRIDGE_SERVER_LISTEN is no setting; settings are CHARTBRIDGE_SECTION__KEY"},
      {"entry without the one before it",
       "",
       {{"CHARTBRIDGE_CHANNEL__1__ID", "x"}},
       "CHARTBRIDGE_CHANNEL__1__ID does not fit: channel[1].id is a section or a list, or the "
       "entry "
       "before it is missing"},
      {"key of no section",
       "",
       {{"CHARTBRIDGE_SERVER__LISTEN__X", "x"}, {"CHARTBRIDGE_SERVER__LISTEN", "127.0.0.1:1"}},
       "CHARTBRIDGE_SERVER__LISTEN__X does not fit: server.listen.x is a section or a list, or the "
       "entry "
       "before it is missing"},
      {"number for text", "[clinic]\nname = 7\n", {}, "clinic.name must be text in quotes"},
      {"time without quotes",
       "[[clinic.hours]]\ndays = [\"sun\"]\nopen = 09:00:00\nclose = \"10:00\"\n",
       {},
       "clinic.hours[0].open must be written in quotes, as a whole number, or as true or false"},
      {"text for a flag",
       "[ehr]\nallow_http = \"yes\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.allow_http must be true or false"},
      {"text for a list",
       "[clinic]\nlanguages = \"he\"\n",
       {},
       "clinic.languages must be a list of texts in quotes, none of them blank"},
      {"number out of range",
       "[consent]\nhold_days = 1000\n",
       {},
       "consent.hold_days must be a whole number from 0 to 365"},
      {"text for a number",
       "",
       {{"CHARTBRIDGE_CONSENT__HOLD_DAYS", "7 days"}},
       "consent.hold_days (CHARTBRIDGE_CONSENT__HOLD_DAYS) must be a whole number from 0 to 365"},
      {"blank text",
       "[clinic]\nname = \"  \"\n",
       {},
       "clinic.name is blank; give it a value or leave it out"},
      {"control character",
       "[clinic]\nname = \"a\\u0000b\"\n",
       {},
       "clinic.name holds a control character or is not UTF-8"},
      {"not UTF-8",
       "",
       {{"CHARTBRIDGE_CLINIC__NAME", "a\xff"}},
       "clinic.name (CHARTBRIDGE_CLINIC__NAME) holds a control character or is not UTF-8"},
      {"blank word of a list",
       "",
       {{"CHARTBRIDGE_CLINIC__LANGUAGES", "es,,en"}},
       "clinic.languages (CHARTBRIDGE_CLINIC__LANGUAGES) must be a list of texts in quotes, none "
       "of them "
       "blank"},
      {"section that is none", "server = 1\n", {}, "server must be a section"},
      {"one channel for a list",
       "[channel]\nid = \"a\"\n",
       {},
       "channel must be a list of sections, each begun by [[channel]]"},
  };
}

std::vector<Fault> ValueFaults() {
  return {
      {"no port",
       "[server]\nlisten = \"127.0.0.1\"\n",
       {},
       "server.listen must be an address and a port, like \"127.0.0.1:8080\""},
      {"port too large",
       "[server]\nlisten = \"127.0.0.1:65536\"\n",
       {},
       "server.listen must be an address and a port, like \"127.0.0.1:8080\""},
      {"public url over http",
       "[server]\npublic_url = \"http://a.example\"\n",
       {},
       "server.public_url must be https://; plain http is only for this machine"},
      {"other store",
       "[store]\nurl = \"mysql://x\"\n",
       {},
       "store.url must be sqlite:FILE or postgresql://user@host/database"},
      {"store without a file",
       "[store]\nurl = \"sqlite:\"\n",
       {},
       "store.url must be sqlite:FILE or postgresql://user@host/database"},
      {"password in the store's url",
       "[store]\nurl = \"postgresql://u:p@h/db\"\n",
       {},
       "store.url may not carry a password; write it to a file and set store.password_file"},
      {"password in its query",
       "[store]\nurl = \"postgresql://u@h/db?password=p\"\n",
       {},
       "store.url may not carry a password; write it to a file and set store.password_file"},
      {"password file for SQLite",
       "[store]\npassword_file = \"app\"\n",
       {},
       "store.password_file is only for a postgresql:// store.url"},
      {"other vault", "[vault]\nurl = \"s3://bucket\"\n", {}, "vault.url must be file:DIRECTORY"},
      {"other scanner",
       "[scanner]\nkind = \"icap\"\n",
       {},
       "scanner.kind must be \"clamd\" or \"none\""},
      {"clinic id",
       "[clinic]\nid = \"a/b\"\n",
       {},
       "clinic.id must be 1 to 64 letters, digits, \".\", \"_\" or \"-\""},
      {"unknown zone",
       "[clinic]\ntimezone = \"Mars/Olympus\"\n",
       {},
       "clinic.timezone must be a zone of the IANA database, like \"Europe/Madrid\""},
      {"zone that climbs",
       "[clinic]\ntimezone = \"../etc/passwd\"\n",
       {},
       "clinic.timezone must be a zone of the IANA database, like \"Europe/Madrid\""},
      {"country",
       "[clinic]\ndefault_country = \"il\"\n",
       {},
       "clinic.default_country must be a country code of two capital letters, like \"ES\""},
      {"no language",
       "[clinic]\nlanguages = []\n",
       {},
       "clinic.languages must name at least one language, each once, like [\"es\", \"en\"]"},
      {"language twice",
       "[clinic]\nlanguages = [\"es\", \"es\"]\n",
       {},
       "clinic.languages must name at least one language, each once, like [\"es\", \"en\"]"},
      {"emergency number",
       "[clinic]\nemergency_number = \"call us\"\n",
       {},
       "clinic.emergency_number must be a number to dial: digits, with or without a leading +"},
      {"other channel",
       Channel("a", "1") + "kind = \"sms\"\n",
       {},
       "channel[0].kind must be \"whatsapp-cloud\": this version has no other channel"},
      {"same channel id",
       Channel("a", "1") + Channel("a", "2"),
       {},
       "channel[1].id is the id of another channel, too"},
      {"same number",
       Channel("a", "1") + Channel("b", "1"),
       {},
       "channel[1].phone_number_id belongs to another channel, too"},
      {"phone number for its id",
       Channel("a", "+34 600"),
       {},
       "channel[0].phone_number_id must be the number's id at Meta: digits, not the number itself"},
      {"graph over http",
       Channel("a", "1") + "graph_url = \"http://graph.example\"\n",
       {},
       "channel[0].graph_url must be https://; plain http is only for this machine"},
      {"consent word",
       "[consent]\nwhen_missing = \"permit\"\n",
       {},
       "consent.when_missing must be \"deny\", \"hold\" or \"permit-treatment\""},
      {"issuer",
       "[smart]\nissuers = [\"ehr.example\"]\n",
       {},
       std::string("smart.issuers ") + kUrlForm},
      {"token endpoint's host with a path",
       "[smart]\nconnect = [\"https://auth.example/token\"]\n",
       {},
       "smart.connect must be an origin: scheme and host, no path"},
      {"frame with a path",
       "[smart]\nframe_ancestors = [\"https://ehr.example/x\"]\n",
       {},
       "smart.frame_ancestors must be an origin: scheme and host, no path"},
  };
}

std::vector<Fault> EhrFaults() {
  return {
      {"EHR over http",
       "[ehr]\nbase_url = \"http://ehr.example/fhir\"\n",
       {},
       "ehr.base_url must be https://; plain http is only for this machine, or set ehr.allow_http "
       "= true "
       "and accept the risk"},
      {"EHR with a user in the url",
       "[ehr]\nbase_url = \"https://u:p@ehr.example/fhir\"\n",
       {},
       std::string("ehr.base_url ") + kUrlForm},
      {"EHR kind without its url",
       "[ehr]\nkind = \"fhir\"\n",
       {},
       "ehr.base_url is missing; without kind, auth and allow_http the embedded chart is used"},
      {"blank EHR url",
       "",
       {{"CHARTBRIDGE_EHR__BASE_URL", ""}},
       "ehr.base_url (CHARTBRIDGE_EHR__BASE_URL) is blank; give it a value or leave it out"},
      {"other EHR",
       "[ehr]\nkind = \"hl7v2\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.kind must be \"fhir\": this version has no other connector"},
      {"other way in",
       "[ehr]\nauth = \"mtls\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.auth must be \"none\", \"basic\" or \"bearer\": this version has no other way"},
      {"basic without user",
       "[ehr]\nauth = \"basic\"\npassword_file = \"app\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.user is needed for auth = \"basic\""},
      {"basic without password",
       "[ehr]\nauth = \"basic\"\nuser = \"u\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.password_file is needed for auth = \"basic\""},
      {"bearer without token",
       "[ehr]\nauth = \"bearer\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.token_file is needed for auth = \"bearer\""},
      {"token without bearer",
       "[ehr]\ntoken_file = \"app\"\nbase_url = \"https://e.example\"\n",
       {},
       "ehr.token_file is only for auth = \"bearer\""},
      {"organization",
       "[ehr]\norganization = \"clinic\"\n",
       {},
       "ehr.organization must be a reference like \"Organization/clinic\""},
      {"device",
       "[ehr]\ndevice = \"Device/a_b\"\n",
       {},
       "ehr.device must be a reference like \"Device/clinic\""},
  };
}

class SettingsFaults : public SettingsFolder {
 protected:
  // Exactly this one sentence.
  void Expect(const std::vector<Fault>& rows) {
    for (const Fault& row : rows) {
      EXPECT_EQ(Sentences(Load(row.toml, row.environment)), row.sentence + "\n") << row.name;
    }
  }
};

TEST_F(SettingsFaults, WrongShapes) { Expect(ShapeFaults()); }

TEST_F(SettingsFaults, WrongValues) { Expect(ValueFaults()); }

TEST_F(SettingsFaults, WrongEhr) { Expect(EhrFaults()); }

TEST_F(SettingsFaults, AllFaultsAreReportedAtOnce) {
  std::string toml;
  for (const char* part :
       {"[server]\nlisten = \"0.0.0.0\"\nport = 1\n",
        "[clinic]\nid = \"\"\ntimezone = \"Nowhere\"\n",
        "[consent]\nwhen_missing = \"x\"\nhold_days = -1\n", "[vault]\nurl = \"s3://x\"\n"}) {
    toml += part;
  }
  const auto loaded = Load(toml + "[[channel]]\n", {{"CHARTBRIDGE_TYPO__X", "1"}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().size(), 7U + 1U + 5U) << Sentences(loaded);
}

TEST_F(SettingsFaults, EveryAddressMayBeListenedOnSinceThereIsLogIn) {
  for (const char* listen : {"0.0.0.0:8080", "[::]:8080", "192.0.2.7:8080"})
    EXPECT_TRUE(Load(std::string("[server]\nlisten = \"") + listen + "\"\n")) << listen;
}

TEST_F(SettingsFaults, EachFaultNamesItsKey) {
  const auto loaded = Load("[server]\nlisten = \"0.0.0.0\"\n");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error()[0].expression, "server.listen");
}

TEST_F(SettingsFaults, AFileThatIsNoTomlIsOneSentenceWithItsLine) {
  EXPECT_EQ(Sentences(Load("[server]\nlisten = \n")), "the settings file " +
                                                          (folder_ / "chartbridge.toml").string() +
                                                          " is not TOML: line 2, column 10\n");
  EXPECT_FALSE(Load("[server]\n[server]\n"));
  EXPECT_FALSE(Load("a = \"\xff\"\n"));
}

TEST_F(SettingsFaults, AFileThatIsNotThereIsOneSentence) {
  for (const auto& path : {folder_ / "absent.toml", folder_}) {
    const auto loaded =
        LoadSettings(path, {{"CHARTBRIDGE_KEYS__MASTER_FILE", (folder_ / "master.key").string()}});
    EXPECT_EQ(Sentences(loaded), "the settings file " + path.string() + " cannot be read\n");
  }
}

}  // namespace
}  // namespace chartbridge
