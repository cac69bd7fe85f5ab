// What a stack needs from the program before and while it serves: the first files, and whether it
// is ready.
#include <fstream>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/data_files.h"
#include "bridge/app/opening.h"
#include "connectors/crypto/keyring.h"
#include "connectors/http/client.h"

namespace chartbridge {
namespace {

namespace fs = std::filesystem;

// A TOML basic string.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    if (static_cast<unsigned char>(c) >= 0x20) quoted.push_back(c);
  }
  return quoted + "\"";
}

std::string FirstSettings(const std::string& clinic, const std::string& public_url) {
  return "# Written once by `chartbridge prepare`; yours to change. Every key: "
         "docs/chartbridge.sample.toml\n"
         "[server]\nlisten = \"127.0.0.1:8080\"\n" +
         (public_url.empty() ? std::string() : "public_url = " + Quoted(public_url) + "\n") +
         "\n[keys]\nmaster_file = \"master.key\"\n\n[clinic]\nid = " + Quoted(clinic) +
         "\nname = " + Quoted(clinic) +
         "\n\n[audit]\n# Better on another disk, where the database cannot reach it.\n"
         "anchor_file = \"anchors.jsonl\"\n\n# A number goes on air with a [[channel]]: "
         "docs/first-number.md\n";
}

}  // namespace

int Prepare(const std::string& clinic, const std::string& public_url) {
  const fs::path data = DataFolder();
  if (!MakeDataFolder(data))
    return Complain("cannot make the folder " + data.string() +
                    "; set CHARTBRIDGE_DATA to one that can be written");
  crypto::SystemEntropy entropy;
  WriteSecret(data / "master.key", crypto::KeyRing::Generate(entropy, 1));
  WriteSecret(data / "postgres.password", RandomWord(entropy));
  const fs::path settings = data / "chartbridge.toml";
  if (fs::exists(settings)) {
    std::cout << "settings are there already: " << settings.string() << "\n";
    return kDone;
  }
  std::ofstream file(settings);
  file << FirstSettings(clinic, public_url);
  if (!file.flush()) return Complain("cannot write " + settings.string());
  std::cout << "wrote " << settings.string()
            << ", a master key and a database password beside it\n";
  return kDone;
}

int Ready(const Common& common) {
  const auto settings = OpenSettings(common, SecretFiles::kNotLookedAt);
  if (!settings) return kWrongUse;
  http::Client client(http::ClientSettings{});
  http::Call call;
  call.url = OwnAddressesOf(*settings).local() + "/readyz";
  call.deadline = std::chrono::seconds(4);
  const auto answer = client.Send(call);
  if (!answer) return Complain("the service does not answer");
  if (answer->status != 200) return Complain(answer->body.substr(0, answer->body.find('\n')));
  std::cout << "ready\n";
  return kDone;
}

}  // namespace chartbridge
