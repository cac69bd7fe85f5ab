#include "tests/connectors/store/postgres_server.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>
#include <vector>

namespace chartbridge::store_test {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

// PostgreSQL refuses to run as root.
const passwd* OtherUser() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

// Starts a program as a user who is not root; it ends with us.
pid_t Spawn(std::vector<std::string> words, const std::string& log) {
  const passwd* user = OtherUser();
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (user != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 ||
                          ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

bool Succeeds(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Answers(const std::string& url) {
  for (int i = 0; i < 600; ++i) {
    try {
      PostgresServer::Run(url, "SELECT 1");
      return true;
    } catch (const pqxx::failure&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  return false;
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::Start() {
  if (!std::filesystem::exists(std::string(kPrograms) + "postgres")) {
    std::cerr
        << "\n*** PostgreSQL 15 is not installed: its half of the contract is NOT tested ***\n";
    return nullptr;
  }
  std::string folder = "/tmp/chartbridge-pg-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  const passwd* user = OtherUser();
  if (user != nullptr && ::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot hand the folder to the user postgres");
  }
  const std::string data = folder + "/data";
  const std::string log = folder + "/log";
  if (!Succeeds(Spawn({std::string(kPrograms) + "initdb", "-D", data, "-U", "chartbridge", "-A",
                       "trust", "-E", "UTF8", "--no-sync"},
                      log))) {
    throw std::runtime_error("initdb failed; see " + log);
  }
  // What PostgreSQL does when the machine dies is not what is tested here, so it need not sync.
  const pid_t process = Spawn({std::string(kPrograms) + "postgres", "-D", data, "-k", folder, "-c",
                               "listen_addresses=", "-c", "fsync=off"},
                              log);
  std::unique_ptr<PostgresServer> server(new PostgresServer(folder, process));
  if (!Answers(server->UrlOf("postgres"))) throw std::runtime_error("no answer; see " + log);
  return server;
}

PostgresServer::~PostgresServer() {
  ::kill(process_, SIGQUIT);
  ::waitpid(process_, nullptr, 0);
  std::filesystem::remove_all(folder_);
}

std::string PostgresServer::UrlOf(const std::string& database) const {
  return "postgresql://chartbridge@/" + database + "?host=" + folder_;
}

std::string PostgresServer::CreateDatabase() {
  const std::string name = "store" + std::to_string(++databases_);
  pqxx::connection connection(UrlOf("postgres"));
  pqxx::nontransaction(connection).exec("CREATE DATABASE " + name);
  return UrlOf(name);
}

void PostgresServer::DropDatabase(const std::string& url) {
  const std::size_t slash = url.rfind('/', url.find('?'));
  const std::string name = url.substr(slash + 1, url.find('?') - slash - 1);
  pqxx::connection connection(UrlOf("postgres"));
  pqxx::nontransaction(connection).exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

std::string PostgresServer::Run(const std::string& url, const std::string& statement) {
  pqxx::connection connection(url);
  pqxx::nontransaction transaction(connection);
  const pqxx::result result = transaction.exec(statement);
  if (result.empty() || result.columns() == 0) return {};
  return result[0][0].is_null() ? std::string() : result[0][0].as<std::string>();
}

}  // namespace chartbridge::store_test
