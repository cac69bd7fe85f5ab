#include <fcntl.h>
#include <unistd.h>

#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"

namespace chartbridge {

int PrintTheSettings(const Common& common) {
  const auto settings = OpenSettings(common, SecretFiles::kNotLookedAt);
  if (!settings) return kWrongUse;
  std::cout << PrintSettings(*settings);
  return kDone;
}

int KeysCreate(const Common& common) {
  const auto settings = OpenSettings(common, SecretFiles::kNotLookedAt);
  if (!settings) return kWrongUse;
  const std::string path = settings->keys.master_file.string();
  crypto::SystemEntropy entropy;
  const std::string line = crypto::KeyRing::Generate(entropy, 1);
  // Never over an old one: whatever it sealed would be lost.
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return Complain(errno == EEXIST ? path + " is there already and was left as it is"
                                    : "cannot write " + path +
                                          "; make its folder, or correct [keys] master_file");
  }
  const bool written =
      ::write(file, line.data(), line.size()) == ssize_t(line.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written) return Complain("cannot write " + path + "; is the disk full?");
  std::cout << "made " << path
            << "; keep a copy apart from the data: without it nothing can be read again\n";
  return kDone;
}

int Migrate(const Common& common, bool dry_run) {
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  const auto due = MigrateStore(*settings, dry_run);
  if (!due) return Complain(due.error());
  for (const std::string& name : *due)
    std::cout << (dry_run ? "would run " : "ran ") << name << "\n";
  if (due->empty()) std::cout << "the schema is up to date\n";
  return kDone;
}

}  // namespace chartbridge
