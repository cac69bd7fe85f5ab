#include "connectors/http/client.h"

#include <exception>

#include "connectors/http/session_pool.h"
#include "connectors/http/transfer.h"

namespace chartbridge::http {

class Client::State {
 public:
  explicit State(const ClientSettings& settings) : settings_(settings), tls_(settings.ca_file) {}

  Result<Answer, Failure> Send(const Call& call) {
    const auto url = ParseUrl(call.url);
    if (!url) return Fail(FailureKind::kRefused, "The URL cannot be called.");
    if (!url->tls && !settings_.allow_http)
      return Fail(FailureKind::kRefused, "Plain http is not allowed here.");
    const auto head = CallHead(call, *url, settings_.user_agent);
    if (!head) return Fail(FailureKind::kRefused, "A header of the call is not valid.");
    const Deadline deadline = std::chrono::steady_clock::now() + call.deadline;
    if (auto kept = pool_.Take(url->Origin())) {
      Transfer transfer = Run(call, *url, *head, std::move(kept), deadline);
      if (!MayRepeat(call, transfer)) return std::move(transfer.answer);
    }
    auto dialled = Dial(*url, settings_.public_addresses_only, tls_, deadline);
    if (!dialled) return Unexpected(dialled.error());
    return Run(call, *url, *head, *std::move(dialled), deadline).answer;
  }

 private:
  Transfer Run(const Call& call, const Url& url, const std::string& head,
               std::unique_ptr<Session> session, Deadline deadline) {
    Transfer transfer = Perform(call, head, *session, deadline);
    if (transfer.reusable) pool_.Keep(url.Origin(), std::move(session));
    return transfer;
  }

  // A kept session may be closed by the server in the very moment we use it. Asking again is safe
  // when the server cannot have acted: nothing left us, or the question changes nothing.
  static bool MayRepeat(const Call& call, const Transfer& transfer) {
    if (!transfer.untouched || call.source != nullptr) return false;
    return transfer.unsent || call.method == "GET" || call.method == "HEAD";
  }

  ClientSettings settings_;
  TlsClient tls_;
  SessionPool pool_;
};

Client::Client(const ClientSettings& settings) : state_(std::make_unique<State>(settings)) {}
Client::~Client() = default;

Result<Answer, Failure> Client::Send(const Call& call) {
  try {
    return state_->Send(call);
  } catch (const std::exception&) {
    // Out of memory, or a sink or source of the caller that throws.
    return Fail(FailureKind::kInDoubt, "The call broke off inside the client.");
  }
}

}  // namespace chartbridge::http
