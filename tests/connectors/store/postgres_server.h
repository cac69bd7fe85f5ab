// A real PostgreSQL 15 from Debian's package, in a folder of its own, on a socket in that folder.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

namespace chartbridge::store_test {

class PostgresServer {
 public:
  // nullptr, after a loud word, when the package is not installed.
  static std::unique_ptr<PostgresServer> Start();
  ~PostgresServer();

  // A fresh database; its URL.
  std::string CreateDatabase();
  void DropDatabase(const std::string& url);
  // Runs `statement` and returns the first cell of its answer; throws pqxx::failure.
  static std::string Run(const std::string& url, const std::string& statement);

 private:
  PostgresServer(std::string folder, pid_t process)
      : folder_(std::move(folder)), process_(process) {}
  std::string UrlOf(const std::string& database) const;

  const std::string folder_;
  const pid_t process_;
  int databases_ = 0;
};

}  // namespace chartbridge::store_test
