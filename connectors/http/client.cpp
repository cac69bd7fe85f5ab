#include "connectors/http/client.h"

#include <exception>

#include "connectors/http/content_coding.h"
#include "connectors/http/fields.h"
#include "connectors/http/session_pool.h"
#include "connectors/http/transfer.h"
#include "words/say.h"

namespace chartbridge::http {

class Client::State {
 public:
  explicit State(const ClientSettings& settings) : settings_(settings), tls_(settings.ca_file) {}

  Result<Answer, Failure> Send(const Call& call) {
    const auto url = ParseUrl(call.url);
    if (!url) return Fail(FailureKind::kRefused, words::Say("url-invalid"));
    if (!url->tls && !settings_.allow_http)
      return Fail(FailureKind::kRefused, words::Say("plain-http-forbidden"));
    const auto head = CallHead(call, *url, settings_.user_agent);
    if (!head) return Fail(FailureKind::kRefused, "A header of the call is not valid.");
    const Deadline deadline = std::chrono::steady_clock::now() + call.deadline;
    const std::uint64_t generation = sockets_.generation();
    if (sockets_.aborted()) return Ended(FailureKind::kUnreachable);
    Transfer transfer = SendBy(call, *url, *head, deadline, generation);
    auto& answer = transfer.answer;
    // An answer that ends with the connection cannot be told from one that was cut short.
    const bool whole = answer.has_value() && !transfer.until_close;
    if (!whole && sockets_.generation() != generation) {
      if (answer) return Ended(FailureKind::kInDoubt);
      const bool sent = answer.error().kind == FailureKind::kInDoubt;
      return Ended(sent ? FailureKind::kInDoubt : FailureKind::kUnreachable);
    }
    if (!answer || call.sink) return std::move(answer);
    return Unpack(*std::move(answer), call.largest_answer);
  }

  OpenSockets& sockets() { return sockets_; }

 private:
  static Unexpected<Failure> Ended(FailureKind kind) {
    return Fail(kind, "The call was ended because the program is stopping.");
  }

  Transfer SendBy(const Call& call, const Url& url, const std::string& head, Deadline deadline,
                  std::uint64_t generation) {
    if (auto kept = pool_.Take(url.Origin())) {
      Transfer transfer = Run(call, url, head, std::move(kept), deadline);
      if (!MayRepeat(call, transfer) || sockets_.generation() != generation) return transfer;
    }
    auto dialled = Dial(url, settings_.public_addresses_only, tls_, sockets_, deadline);
    if (!dialled) return {Unexpected(dialled.error())};
    return Run(call, url, head, *std::move(dialled), deadline);
  }

  static Result<Answer, Failure> Unpack(Answer answer, std::size_t most) {
    const auto coding = FindHeader(answer.headers, "Content-Encoding");
    if (!coding) return answer;
    auto body = Decode(*coding, answer.body, most);
    if (!body && body.error().kind == FailureKind::kTooLarge) return Unexpected(body.error());
    if (!body) return Fail(FailureKind::kInDoubt, body.error().text);
    answer.body = *std::move(body);
    std::erase_if(answer.headers, [](const auto& field) {
      return SameWord(field.first, "Content-Encoding") || SameWord(field.first, "Content-Length");
    });
    return answer;
  }

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
  OpenSockets sockets_;
  SessionPool pool_;  // its sessions' sockets are of `sockets_`
};

Client::Client(const ClientSettings& settings) : state_(std::make_unique<State>(settings)) {}
Client::~Client() = default;

void Client::Abort() { state_->sockets().Abort(); }
void Client::Resume() { state_->sockets().Resume(); }

Result<Answer, Failure> Client::Send(const Call& call) {
  try {
    return state_->Send(call);
  } catch (const std::exception&) {
    // Out of memory, or a sink or source of the caller that throws.
    return Fail(FailureKind::kInDoubt, words::Say("call-broken"));
  }
}

}  // namespace chartbridge::http
