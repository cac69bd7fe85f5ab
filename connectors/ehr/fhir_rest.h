// One FHIR server by REST (FHIR R4 http.html): credentials, headers and deadline of every call.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "connectors/ehr/base_url.h"
#include "connectors/ehr/credentials.h"
#include "connectors/http/client.h"
#include "fhir/json/value.h"

namespace chartbridge::ehr {

struct RestSettings {
  std::chrono::milliseconds deadline{30000};  // total, of one call
  std::size_t largest_answer = 16U << 20U;
};

struct RestCall {
  std::string method = "GET";
  std::string path;  // relative to the base, encoded; "" is the base itself
  http::Pairs headers;
  std::string body;
  // Instead of `body`: opened anew when the call is sent a second time after a 401.
  std::function<Result<std::unique_ptr<http::ByteSource>, Failure>()> open_body;
  std::uint64_t body_length = 0;
  std::chrono::milliseconds more_time{0};  // on top of the deadline
  std::size_t largest_answer = 0;          // 0: as the settings say
};

struct RestAnswer : http::Answer {
  std::string request_id;  // ours, as sent in X-Request-Id
};

class FhirRest {
 public:
  // All references must outlive this object.
  FhirRest(BaseUrl base, const RestSettings& settings, http::Client& client,
           Credentials& credentials, const Clock& clock, Entropy& entropy);

  // Any answer, errors included; a byte order mark before JSON is gone. A 401 asks the credentials
  // to renew, once. A GET is never in doubt: it is kUnreachable instead. A change whose answer is
  // too large is in doubt. Never follows a redirect. Any thread.
  Result<RestAnswer, Failure> Send(const RestCall& call);

  // An answer of 2xx that the EHR itself gave and that reports no error; all others sorted into a
  // Failure (SortAnswer).
  Result<RestAnswer, Failure> SendForSuccess(const RestCall& call);

  // GET past every cache, as JSON. kCorrupt when it is none.
  Result<fhir::json::Value, Failure> Get(const std::string& path);

  // The Failure for what an answer of this server said.
  Failure Sort(const RestAnswer& answer, bool reading) const;

  std::string RandomUuid() const;

  const BaseUrl& base() const { return base_; }
  Instant Now() const { return clock_.Now(); }

 private:
  Result<RestAnswer, Failure> SendOnce(const RestCall& call, const std::string& authorization);
  // A log-in that was refused is not tried again for 15 s, whoever asks: servers lock accounts.
  bool WasRefused(const std::string& authorization);
  void NoteRefused(const std::string& authorization, bool refused);

  BaseUrl base_;
  RestSettings settings_;
  http::Client& client_;
  Credentials& credentials_;
  const Clock& clock_;
  Entropy& entropy_;
  std::mutex mutex_;
  std::string refused_;  // the Authorization that was; guarded by mutex_, as the next
  Instant refused_until_{};
};

// PUT Type/id of a resource that carries its own id.
Result<void, Failure> PutResource(FhirRest& rest, const fhir::json::Value& resource);

// One value of a token, reference or string parameter: escaped as FHIR R4 search.html 3.1.1.4.0.1
// says, then percent-encoded.
std::string SearchValue(std::string_view value);

}  // namespace chartbridge::ehr
