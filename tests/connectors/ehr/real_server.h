// A FHIR server of somebody else, started for one test program and ended with it.
#pragma once

#include <sys/types.h>

#include <string>

namespace chartbridge::ehr::testing {

class RealServer {
 public:
  // `script` lies in tests/tools/fhir. Waits until the server says READY; base() is "" when it
  // never does, because Node, Java or a registry is missing.
  explicit RealServer(const std::string& script);
  ~RealServer();
  RealServer(const RealServer&) = delete;
  RealServer& operator=(const RealServer&) = delete;

  const std::string& base() const { return base_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string base_;
};

}  // namespace chartbridge::ehr::testing
