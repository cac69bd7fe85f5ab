#include "connectors/http/tls.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>

#include "words/say.h"

namespace chartbridge::http {
namespace {

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Method = std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>>;
using Settings = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL_free>>;

int DescriptorOf(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

int Report(BIO* bio, ssize_t moved, int retry) {
  BIO_clear_retry_flags(bio);
  if (moved < 0 && (errno == EAGAIN || errno == EINTR))
    BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
  return static_cast<int>(moved);
}

int Receive(BIO* bio, char* into, int size) {
  const ssize_t got = ::recv(DescriptorOf(bio), into, static_cast<std::size_t>(size), MSG_DONTWAIT);
  return Report(bio, got, BIO_FLAGS_READ);
}

int Transmit(BIO* bio, const char* from, int size) {
  const ssize_t sent =
      ::send(DescriptorOf(bio), from, static_cast<std::size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
  return Report(bio, sent, BIO_FLAGS_WRITE);
}

long Control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// OpenSSL's own socket BIO writes with write(), which raises SIGPIPE when the peer has gone.
Method MakeMethod() {
  Method method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socket"));
  BIO_meth_set_read(method.get(), Receive);
  BIO_meth_set_write(method.get(), Transmit);
  BIO_meth_set_ctrl(method.get(), Control);
  return method;
}

class TlsTransport final : public Transport {
 public:
  TlsTransport(Ssl session, int descriptor)
      : session_(std::move(session)), descriptor_(descriptor) {}

  Io Handshake(Deadline deadline) {
    return Repeat([this] { return SSL_connect(session_.get()); }, deadline);
  }

  IoResult Read(char* into, std::size_t size, Deadline deadline) override {
    const int most = static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    int got = 0;
    const Io io = Repeat([&] { return got = SSL_read(session_.get(), into, most); }, deadline);
    return {io, io == Io::kData ? static_cast<std::size_t>(got) : 0};
  }

  IoResult Write(std::string_view first, std::string_view second, Deadline deadline) override {
    std::string joined;
    if (first.size() + second.size() <= kRecord && !second.empty()) {
      joined.append(first).append(second);
      first = joined;
      second = {};
    }
    std::size_t sent = 0;
    for (std::string_view rest : {first, second}) {
      while (!rest.empty()) {
        const int piece = static_cast<int>(std::min(rest.size(), kRecord));
        const Io io =
            Repeat([&] { return SSL_write(session_.get(), rest.data(), piece); }, deadline);
        if (io != Io::kData) return {io == Io::kEnd ? Io::kBroken : io, sent};
        sent += static_cast<std::size_t>(piece);
        rest.remove_prefix(static_cast<std::size_t>(piece));
      }
    }
    return {Io::kData, sent};
  }

  bool Holds() const override { return SSL_pending(session_.get()) > 0; }

 private:
  static constexpr std::size_t kRecord = 16384;

  template <class Step>
  Io Repeat(Step step, Deadline deadline) {
    for (;;) {
      ERR_clear_error();
      const int done = step();
      if (done > 0) return Io::kData;
      const int reason = SSL_get_error(session_.get(), done);
      if (reason == SSL_ERROR_ZERO_RETURN) return Io::kEnd;
      if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) return Io::kBroken;
      const short events = reason == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
      if (WaitFor(descriptor_, events, deadline) == Io::kTimedOut) return Io::kTimedOut;
    }
  }

  Ssl session_;
  int descriptor_;
};

bool IsNumeric(const std::string& host) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

bool ExpectName(SSL* session, const std::string& host) {
  if (IsNumeric(host))
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) == 1;
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(session, host.c_str()) == 1 &&
         SSL_set_tlsext_host_name(session, host.c_str()) == 1;
}

}  // namespace

class TlsClient::Context {
 public:
  explicit Context(const std::string& ca_file)
      : method_(MakeMethod()), settings_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX* context = settings_.get();
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    const bool limited = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
    const int loaded = ca_file.empty()
                           ? SSL_CTX_set_default_verify_paths(context)
                           : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
    usable_ = limited && loaded == 1;
  }

  bool usable() const { return usable_; }

  Ssl Start(int descriptor) const {
    Ssl session(SSL_new(settings_.get()));
    BIO* bio = BIO_new(method_.get());
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
    BIO_set_init(bio, 1);
    SSL_set_bio(session.get(), bio, bio);
    return session;
  }

 private:
  Method method_;
  Settings settings_;
  bool usable_ = false;
};

TlsClient::TlsClient(const std::string& ca_file) : context_(std::make_unique<Context>(ca_file)) {}
TlsClient::~TlsClient() = default;

Result<std::unique_ptr<Transport>, Failure> TlsClient::Handshake(int descriptor,
                                                                 const std::string& host,
                                                                 Deadline deadline) const {
  if (!context_->usable()) return Fail(FailureKind::kRefused, words::Say("trust-unreadable"));
  Ssl session = context_->Start(descriptor);
  SSL* raw = session.get();
  if (!ExpectName(raw, host)) return Fail(FailureKind::kRefused, words::Say("host-uncheckable"));
  auto transport = std::make_unique<TlsTransport>(std::move(session), descriptor);
  switch (transport->Handshake(deadline)) {
    case Io::kData:
      return std::unique_ptr<Transport>(std::move(transport));
    case Io::kTimedOut:
      return Fail(FailureKind::kUnreachable, words::Say("tls-late"));
    case Io::kEnd:
    case Io::kBroken:
    case Io::kMalformed:
      break;
  }
  if (const long verdict = SSL_get_verify_result(raw); verdict != X509_V_OK) {
    return Fail(FailureKind::kUnreachable,
                words::Say("tls-untrusted", {{"why", X509_verify_cert_error_string(verdict)}}));
  }
  return Fail(FailureKind::kUnreachable, words::Say("tls-failed"));
}

}  // namespace chartbridge::http
