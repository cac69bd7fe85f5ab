// The people who work with the bridge: accounts, sessions, API tokens and failed sign-ins. Values
// only: what a password must be, when a session ends and who may do what is decided above
// (connectors/login, bridge/access). Names, hashes and second factors rest encrypted.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "bridge/ports/audit.h"

namespace chartbridge::bridge {

struct Account {
  std::string id;            // UUID, random
  std::string name;          // what is typed at sign-in; unique without regard to case
  std::string display_name;  // what others see
  std::string practitioner;  // "Practitioner/…" in the EHR, "" for none
  std::string language;      // "en", "es", "he"
  std::vector<std::string> roles;
  bool active = true;
  bool enrolled = false;  // has a password and a confirmed second factor
  Instant created;
  std::string password;               // encoded Argon2id hash
  std::string totp_secret;            // 20 bytes
  std::int64_t totp_step = 0;         // the last time step whose code was taken
  std::vector<std::string> recovery;  // encoded hashes of the codes that are left
  std::string invitation;             // SHA-256 in hex of the one-time set-up link, "" for none
  Instant invitation_until;
  std::int64_t version = 0;  // grows by one with each change; 0: not stored yet
};

struct LoginSession {
  std::string id;     // UUID; names the session to people
  std::string token;  // SHA-256 in hex of what the cookie says
  std::string account;
  std::string csrf;  // what a state-changing request must bring along
  Instant created;
  Instant seen;      // moved at most once a minute
  Instant verified;  // when the second factor was last given
  std::string address;
  std::string agent;
};

struct ApiToken {
  std::string id;     // UUID
  std::string token;  // SHA-256 in hex of the bearer token
  std::string name;   // what it is for
  std::string role;
  std::string made_by;  // account id, or "cli"
  Instant created;
  Instant until;
  std::optional<Instant> revoked;
};

// Failed sign-ins of one account from one network, or of one address.
struct LoginAttempts {
  int failures = 0;
  Instant first;
  Instant blocked_until;
};

// Any thread. What writes is durable on return and brings its audit entries along in the same
// transaction. kNotFound where the thing is not there.
class People {
 public:
  virtual ~People() = default;

  virtual Result<Account, Failure> FindAccount(const std::string& name) = 0;
  virtual Result<Account, Failure> ReadAccount(const std::string& id) = 0;
  virtual Result<Account, Failure> FindInvitation(const std::string& hash) = 0;
  virtual Result<std::vector<Account>, Failure> Accounts() = 0;
  // Stores `account` when its version is the one that is there (0: none); kConflict otherwise, and
  // when the name is taken. Its version is one higher afterwards.
  virtual Result<void, Failure> PutAccount(const Account& account,
                                           const std::vector<AuditEntry>& audit) = 0;
  // The same where `rule` allows it: it is told all accounts as they stand in the transaction, so
  // that no other change comes between. What it says, "" for nothing, is the text of a kRefused.
  // It may be asked more than once.
  using AccountRule = std::function<std::string(const std::vector<Account>& all)>;
  virtual Result<void, Failure> PutAccountIf(const Account& account, const AccountRule& rule,
                                             const std::vector<AuditEntry>& audit) = 0;

  virtual Result<void, Failure> AddSession(const LoginSession& session,
                                           const std::vector<AuditEntry>& audit) = 0;
  virtual Result<LoginSession, Failure> FindSession(const std::string& token) = 0;
  virtual Result<std::vector<LoginSession>, Failure> Sessions(const std::string& account) = 0;
  // Writes `seen`, `verified`, `token` and `csrf` of the session with this id.
  virtual Result<void, Failure> MoveSession(const LoginSession& session,
                                            const std::vector<AuditEntry>& audit) = 0;
  virtual Result<void, Failure> EndSession(const std::string& id,
                                           const std::vector<AuditEntry>& audit) = 0;
  virtual Result<void, Failure> EndSessions(const std::string& account,
                                            const std::vector<AuditEntry>& audit) = 0;
  // Forgets sessions that were last seen or created before these instants.
  virtual Result<void, Failure> SweepSessions(Instant seen_before, Instant created_before) = 0;

  virtual Result<void, Failure> AddToken(const ApiToken& token,
                                         const std::vector<AuditEntry>& audit) = 0;
  virtual Result<ApiToken, Failure> FindToken(const std::string& token) = 0;
  virtual Result<std::vector<ApiToken>, Failure> Tokens() = 0;
  virtual Result<void, Failure> RevokeToken(const std::string& id, Instant at,
                                            const std::vector<AuditEntry>& audit) = 0;

  // `key` is kept as an HMAC. None: zero failures.
  virtual Result<LoginAttempts, Failure> ReadLoginAttempts(const std::string& key) = 0;
  virtual Result<void, Failure> PutLoginAttempts(const std::string& key,
                                                 const LoginAttempts& attempts) = 0;
};

}  // namespace chartbridge::bridge
