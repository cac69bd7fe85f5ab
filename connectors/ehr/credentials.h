// What proves to the EHR who is asking. Callers know only this seam, so that a token fetched by
// SMART Backend Services can take the place of a fixed one.
#pragma once

#include <functional>
#include <string>

#include "base/failure.h"

namespace chartbridge::ehr {

// Reads a secret again each time it is called: files change under a running program.
using Secret = std::function<Result<std::string, Failure>()>;

class Credentials {
 public:
  virtual ~Credentials() = default;
  // The value of the Authorization header; "" for none. Any thread.
  virtual Result<std::string, Failure> Authorization() = 0;
  // The EHR answered 401 to `refused`. True when another value is to be had now: then the request
  // is sent once more.
  virtual bool Renew(const std::string& refused) = 0;
};

class NoCredentials final : public Credentials {
 public:
  Result<std::string, Failure> Authorization() override { return std::string(); }
  bool Renew(const std::string&) override { return false; }
};

// RFC 7617, UTF-8.
class BasicCredentials final : public Credentials {
 public:
  BasicCredentials(std::string user, Secret password);
  Result<std::string, Failure> Authorization() override;
  bool Renew(const std::string& refused) override;

 private:
  std::string user_;
  Secret password_;
};

class BearerCredentials final : public Credentials {
 public:
  explicit BearerCredentials(Secret token);
  Result<std::string, Failure> Authorization() override;
  bool Renew(const std::string& refused) override;

 private:
  Secret token_;
};

}  // namespace chartbridge::ehr
