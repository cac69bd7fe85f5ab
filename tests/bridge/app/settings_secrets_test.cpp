#include "tests/bridge/app/settings_folder.h"

namespace chartbridge {
namespace {

class SettingsSecrets : public SettingsFolder {
 protected:
  std::string At(const std::string& name) const { return (folder_ / name).string(); }
};

TEST_F(SettingsSecrets, AnAbsentMasterKeySaysHowToMakeOne) {
  std::filesystem::remove(folder_ / "master.key");
  EXPECT_EQ(Sentences(Load("")), "keys.master_file cannot be used: The file " + At("master.key") +
                                     " does not exist. Make it with `chartbridge keys create`.\n");
  EXPECT_TRUE(Load("", {}, SecretFiles::kNotLookedAt));
}

TEST_F(SettingsSecrets, AnUnusableMasterKeySaysWhichLine) {
  Write("master.key", "1 abc\n");
  EXPECT_EQ(
      Sentences(Load("")),
      "keys.master_file is not usable: line 1 of the master key file has no key of exactly 64 "
      "hexadecimal digits\n");
  Write("master.key", " \n");
  EXPECT_EQ(Sentences(Load("")),
            "keys.master_file cannot be used: The file " + At("master.key") + " is blank.\n");
}

TEST_F(SettingsSecrets, EachSecretOfAChannelIsNeeded) {
  EXPECT_EQ(
      Sentences(Load("[[channel]]\nid = \"a\"\nphone_number_id = \"1\"\n")),
      "channel[0].app_secret_file is missing; it names the file with the app secret that signs the "
      "webhooks\n"
      "channel[0].verify_token_file is missing; it names the file with the token of the webhook "
      "handshake\n"
      "channel[0].access_token_file is missing; it names the file with the token for the Graph "
      "API\n");
}

TEST_F(SettingsSecrets, ASecretInTheSettingsThemselvesIsRefusedAndNotRepeated) {
  for (const char* key : {"app_secret", "app_secret_previous", "verify_token", "access_token"}) {
    const std::string sentences = Sentences(Load(kChannel + key + " = \"hunter2\"\n"));
    EXPECT_EQ(sentences, std::string("channel[0].") + key +
                             " would put a secret into the settings; write it to a file and set " +
                             key + "_file\n");
  }
  EXPECT_EQ(
      Sentences(Load("[ehr]\ntoken = \"hunter2\"\n")),
      "ehr.token would put a secret into the settings; write it to a file and set token_file\n");
  EXPECT_EQ(
      Sentences(Load(kChannel, {{"CHARTBRIDGE_CHANNEL__0__APP_SECRET", "hunter2"}})),
      "channel[0].app_secret (CHARTBRIDGE_CHANNEL__0__APP_SECRET) would put a secret into the "
      "settings; write it to a file and set app_secret_file\n");
}

TEST_F(SettingsSecrets, ABlankSecretIsRefused) {
  for (const char* content : {"", "\n", " \t\r\n "}) {
    Write("app", content);
    EXPECT_EQ(Sentences(Load(kChannel)),
              "channel[0].app_secret_file cannot be used: The file " + At("app") + " is blank.\n");
  }
}

TEST_F(SettingsSecrets, AnAbsentSecretIsRefused) {
  std::filesystem::remove(folder_ / "verify");
  EXPECT_EQ(Sentences(Load(kChannel)), "channel[0].verify_token_file cannot be used: The file " +
                                           At("verify") + " does not exist.\n");
}

TEST_F(SettingsSecrets, AFolderForASecretIsRefused) {
  std::filesystem::remove(folder_ / "app");
  std::filesystem::create_directory(folder_ / "app");
  EXPECT_EQ(Sentences(Load(kChannel)),
            "channel[0].app_secret_file cannot be used: " + At("app") + " is no file.\n");
}

TEST_F(SettingsSecrets, ASecretThatEverybodyMayUseIsRefused) {
  for (const unsigned mode : {0604U, 0602U, 0601U, 0644U, 0666U}) {
    Write("access", "x", mode);
    EXPECT_EQ(Sentences(Load(kChannel)),
              "channel[0].access_token_file cannot be used: Everybody may use the file " +
                  At("access") + "; take that away with chmod o-rwx.\n");
  }
  Write("access", "x", 0640);
  EXPECT_TRUE(Load(kChannel));
}

TEST_F(SettingsSecrets, AWorldReadableMasterKeyIsRefused) {
  Write("master.key", "1 " + std::string(64, 'a'), 0644);
  EXPECT_EQ(Sentences(Load("")), "keys.master_file cannot be used: Everybody may use the file " +
                                     At("master.key") + "; take that away with chmod o-rwx.\n");
}

TEST_F(SettingsSecrets, ThePreviousSecretIsOnlyLookedAtWhenNamed) {
  EXPECT_TRUE(Load(kChannel));
  EXPECT_EQ(Sentences(Load(kChannel + "app_secret_previous_file = \"absent\"\n")),
            "channel[0].app_secret_previous_file cannot be used: The file " + At("absent") +
                " does not exist.\n");
}

TEST_F(SettingsSecrets, NobodyLooksAtThemWhenNotAsked) {
  EXPECT_TRUE(
      Load("[[channel]]\nid = \"a\"\nphone_number_id = \"1\"\n", {}, SecretFiles::kNotLookedAt));
}

}  // namespace
}  // namespace chartbridge
