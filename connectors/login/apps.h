// Apps that people let in (SMART App Launch), as the API and the pages ask for them.
#pragma once

#include <string>

#include "base/failure.h"
#include "connectors/login/caller.h"

namespace chartbridge::login {

// What an app was granted; it lives no longer than the session of the person who let it in.
struct AppGrant {
  std::string account;
  std::string session;
  std::string patient;
  std::string scope;
  std::string origin;  // names what came of one code, so that all of it can be taken back
};

// An app that waits for a person to say whose record it may open.
struct AppRequest {
  std::string client;  // its name
  bool needs_patient = false;
  std::string patient;  // "" when one is to be chosen
};

// Any thread.
class Apps {
 public:
  virtual ~Apps() = default;
  // The request that waits under `id`. kNotFound: none (any more), or somebody else's.
  virtual Result<AppRequest, Failure> Describe(const std::string& id, const Caller& caller) = 0;
  // Ends it: where the browser goes now, with a code or with an error. `patient`: "Patient/1", or
  // "" when the launch has named one. kRefused: one must be named, or another one was.
  virtual Result<std::string, Failure> Approve(const std::string& id, const Caller& caller,
                                               const std::string& patient) = 0;
  virtual Result<std::string, Failure> Deny(const std::string& id, const Caller& caller) = 0;
  // Where the embedded chart's viewer opens for this patient and person. kForbidden for somebody
  // who may not read messages, kRefused for what is no patient.
  virtual Result<std::string, Failure> LaunchUrl(const Caller& caller,
                                                 const std::string& patient) = 0;
};

}  // namespace chartbridge::login
