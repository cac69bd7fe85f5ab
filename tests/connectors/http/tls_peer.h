// A throwaway certificate, and the server's side of TLS over a raw connection.
#pragma once

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>

#include "tests/connectors/http/raw_peer.h"

namespace chartbridge::http {

struct CertificateWish {
  std::string names = "DNS:localhost,IP:127.0.0.1";  // as OpenSSL writes subjectAltName
  long valid_seconds = 3600;                         // from now; negative: expired
  int newest_tls = TLS1_3_VERSION;
};

// Self-signed: its PEM file is the authority that vouches for it.
class TlsPeer {
 public:
  explicit TlsPeer(const CertificateWish& wish);
  ~TlsPeer();

  const std::string& ca_file() const { return ca_file_; }

  // Shakes hands, then calls `talk`; says goodbye properly unless `abrupt`. Nothing happens when
  // the client turns away.
  void Serve(const RawPeer& peer, const std::function<void(SSL*)>& talk, bool abrupt = false) const;

  static std::string HearHead(SSL* session);
  static void Say(SSL* session, const std::string& text);

 private:
  struct Freed {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Freed> context_;
  std::string ca_file_;
};

}  // namespace chartbridge::http
