// A FHIR server of somebody else, started for one test program and ended with it.
#pragma once

#include <sys/types.h>

#include <string>

namespace chartbridge::ehr::testing {

class RealServer {
 public:
  // `command`: a script of tests/tools/fhir, or an absolute path of a program that takes a port and
  // a folder. Waits until the server says READY; base() is "" when it never does, because Node,
  // Java or a registry is missing.
  // `setting` is one more argument of a script, as "validate=true".
  explicit RealServer(const std::string& command, const std::string& setting = "");
  ~RealServer();
  RealServer(const RealServer&) = delete;
  RealServer& operator=(const RealServer&) = delete;

  const std::string& base() const { return base_; }

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string folder_;
  std::string base_;
};

}  // namespace chartbridge::ehr::testing
