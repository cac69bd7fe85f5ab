// What script/server starts from: settings and secrets of a pretend clinic, made once.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/data_files.h"
#include "connectors/crypto/keyring.h"

namespace chartbridge {
namespace {

namespace fs = std::filesystem;

std::string DemoSettings(int port) {
  const std::string base = "http://127.0.0.1:" + std::to_string(port);
  return "# Written once by script/server; yours to change. Every key: "
         "docs/chartbridge.sample.toml\n"
         "[server]\nlisten = \"127.0.0.1:" +
         std::to_string(port) + "\"\npublic_url = \"" + base +
         "\"\n\n"
         "[store]\nurl = \"sqlite:chartbridge.db\"\n\n[vault]\nurl = \"file:media\"\n\n"
         "[keys]\nmaster_file = \"master.key\"\n\n[scanner]\nkind = \"none\"\n\n"
         "[clinic]\nid = \"demo\"\nname = \"Demo Clinic\"\ntimezone = "
         "\"Asia/Jerusalem\"\nlanguages = [\"he\", \"en\", \"es\"]\n"
         "default_country = \"IL\"\nemergency_number = \"101\"\n\n"
         "[[clinic.hours]]\ndays = [\"sun\", \"mon\", \"tue\", \"wed\", \"thu\"]\nopen = "
         "\"09:00\"\nclose = \"18:00\"\n\n"
         "[[channel]]\nid = \"main\"\nkind = \"whatsapp-cloud\"\nphone_number_id = "
         "\"100000000000001\"\n"
         "app_secret_file = \"app.secret\"\nverify_token_file = "
         "\"verify.token\"\naccess_token_file = \"access.token\"\n"
         "graph_url = \"" +
         base +
         "/simulator/graph\"\n\n"
         "[consent]\nwhen_missing = \"deny\"\n\n"
         "[audit]\nanchor_file = \"anchors.jsonl\"\n";
}

}  // namespace

int DemoPrepare(int port) {
  const fs::path data = DataFolder();
  if (!MakeDataFolder(data))
    return Complain("cannot make the folder " + data.string() +
                    "; set CHARTBRIDGE_DATA to one that can be written");
  if (fs::exists(data / "chartbridge.toml")) return kDone;
  crypto::SystemEntropy entropy;
  bool made = false;
  for (const char* name : {"app.secret", "verify.token", "access.token"})
    made = WriteSecret(data / name, RandomWord(entropy)) || made;
  made = WriteSecret(data / "master.key", crypto::KeyRing::Generate(entropy, 1)) || made;
  if (made)
    std::cout << "made keys and secrets for the demo in " << data.string()
              << " (mode 0600); a real clinic brings its own" << std::endl;
  std::ofstream file(data / "chartbridge.toml");
  file << DemoSettings(port);
  return file.flush() ? kDone : Complain("cannot write " + (data / "chartbridge.toml").string());
}

int DemoReset() {
  const fs::path data = DataFolder();
  std::error_code error;
  for (const char* name : {"chartbridge.db", "chartbridge.db-wal", "chartbridge.db-shm", "keys.db",
                           "keys.db-wal", "keys.db-shm", "chart.db", "chart.db-wal", "chart.db-shm",
                           "chart-keys.db", "chart-keys.db-wal", "chart-keys.db-shm", "media",
                           "demo.played", "anchors.jsonl", "anchors.jsonl.keys"}) {
    fs::remove_all(data / name, error);
  }
  return kDone;
}

}  // namespace chartbridge
