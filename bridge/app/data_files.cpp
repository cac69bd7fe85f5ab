#include "bridge/app/data_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "connectors/crypto/crypto.h"

namespace chartbridge {

namespace fs = std::filesystem;

fs::path DataFolder() {
  const char* data = std::getenv("CHARTBRIDGE_DATA");
  return data != nullptr && *data != '\0' ? fs::path(data) : fs::path("var");
}

bool MakeDataFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return false;
  fs::permissions(folder, fs::perms::owner_all, error);
  return true;
}

bool WriteSecret(const fs::path& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == ssize_t(text.size());
  ::close(file);
  return written;
}

std::string RandomWord(Entropy& entropy) {
  unsigned char bytes[24];
  entropy.Fill(bytes);
  return ToHex(bytes) + "\n";
}

}  // namespace chartbridge
