// A settings file. It is loaded, or every fault is one sentence; what was loaded is printed so that
// it loads again to the same.
#include "bridge/app/settings.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

namespace fs = std::filesystem;

// One file per process, so that fuzzers may run side by side.
class ScratchFile {
 public:
  ScratchFile()
      : path_(fs::temp_directory_path() / ("fuzz-settings-" + std::to_string(::getpid()))) {}
  ~ScratchFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  auto Load(std::string_view toml) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << toml;
    return LoadSettings(path_, {}, {}, SecretFiles::kNotLookedAt);
  }

 private:
  fs::path path_;
};

}  // namespace

int Settings(const std::uint8_t* data, std::size_t size) {
  static const ScratchFile kFile;
  const auto loaded = kFile.Load(TextOf(data, size));
  if (!loaded) {
    Require(!loaded.error().empty());
    for (const Issue& fault : loaded.error()) Require(!fault.text.empty());
    return 0;
  }
  const auto again = kFile.Load(PrintSettings(*loaded));
  Require(again.has_value() && *again == *loaded);
  return 0;
}

}  // namespace chartbridge::fuzz
