#include "real_server.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace chartbridge::ehr::testing {

RealServer::RealServer(const std::string& script) {
  const std::string path = std::string(CHARTBRIDGE_TESTS_DIR) + "/tools/fhir/" + script;
  int ends[2];
  if (pipe(ends) != 0) return;
  pid_ = fork();
  if (pid_ == 0) {
    setpgid(0, 0);
    dup2(ends[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/bin/bash", "bash", path.c_str(), "0", nullptr);
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  std::string text;
  char piece[256];
  while (true) {
    const ssize_t count = read(output_, piece, sizeof piece);
    if (count <= 0) return;  // ended before it was ready
    text.append(piece, static_cast<std::size_t>(count));
    const std::size_t ready = text.find("READY ");
    const std::size_t end = text.find(" after", ready);
    if (ready == std::string::npos || end == std::string::npos) continue;
    const std::size_t url = text.find("http", ready);
    base_ = text.substr(url, end - url);
    return;
  }
}

RealServer::~RealServer() {
  if (pid_ > 0) {
    kill(-pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) close(output_);
}

}  // namespace chartbridge::ehr::testing
