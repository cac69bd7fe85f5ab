#include "real_server.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace chartbridge::ehr::testing {

namespace {

// The address after "READY", once its line is whole enough; "" before.
std::string ReadyAddress(const std::string& text) {
  const std::size_t ready = text.find("READY ");
  if (ready == std::string::npos) return "";
  const std::size_t url = text.find("http://", ready);
  const std::size_t end = text.find_first_of(" \n", url);
  return url == std::string::npos || end == std::string::npos ? "" : text.substr(url, end - url);
}

[[noreturn]] void Become(const std::string& command, const std::string& folder,
                         const std::string& setting) {
  if (command.front() == '/') {
    execl(command.c_str(), command.c_str(), "0", folder.c_str(), nullptr);
  } else {
    const std::string path = std::string(CHARTBRIDGE_TESTS_DIR) + "/tools/fhir/" + command;
    const char* more = setting.empty() ? nullptr : setting.c_str();
    execl("/bin/bash", "bash", path.c_str(), "0", more, nullptr);
  }
  _exit(127);
}

}  // namespace

RealServer::RealServer(const std::string& command, const std::string& setting) {
  char name[] = "/tmp/chartbridge-fhir-XXXXXX";
  int in[2];
  int out[2];
  if (mkdtemp(name) == nullptr || pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) return;
  folder_ = name;
  pid_ = fork();
  if (pid_ == 0) {
    setpgid(0, 0);
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    Become(command, folder_, setting);
  }
  close(in[0]);
  close(out[1]);
  input_ = in[1];  // some end with their standard input
  output_ = out[0];
  std::string text;
  char piece[256];
  while (base_.empty()) {
    const ssize_t count = read(output_, piece, sizeof piece);
    if (count <= 0) return;  // ended before it was ready
    text.append(piece, static_cast<std::size_t>(count));
    base_ = ReadyAddress(text);
  }
}

RealServer::~RealServer() {
  if (pid_ > 0) {
    kill(-pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  for (const int end : {input_, output_}) {
    if (end >= 0) close(end);
  }
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

}  // namespace chartbridge::ehr::testing
