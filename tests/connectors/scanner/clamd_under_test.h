// A clamd that says what the test wants, on a port that the system chooses or on a unix socket.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace chartbridge::scanner {

class ClamdUnderTest {
 public:
  struct Script {
    std::string answer = "stream: OK";  // after the whole content; without its zero byte
    std::size_t closes_after =
        SIZE_MAX;              // of the content: then the answer comes at once, and the end
    bool silent = false;       // takes everything and never answers
    bool knows_eicar = false;  // «FOUND» for it, `answer` for everything else
  };
  // `socket`: path of a unix socket; "": TCP.
  explicit ClamdUnderTest(Script script, const std::string& socket = "");
  ~ClamdUnderTest();
  ClamdUnderTest(const ClamdUnderTest&) = delete;
  ClamdUnderTest& operator=(const ClamdUnderTest&) = delete;

  int port() const;
  std::string received() const;  // the contents of all connections
  int connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chartbridge::scanner
