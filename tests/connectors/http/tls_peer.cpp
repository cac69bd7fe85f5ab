#include "tests/connectors/http/tls_peer.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace chartbridge::http {
namespace {

void AddNames(X509* certificate, const std::string& names) {
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* SelfSigned(EVP_PKEY* key, const CertificateWish& wish) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.valid_seconds);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("throwaway"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  AddNames(certificate, wish.names);
  X509_sign(certificate, key, EVP_sha256());
  return certificate;
}

std::string WritePem(X509* certificate) {
  std::string path = testing::TempDir() + "chartbridge-ca-XXXXXX";
  const int descriptor = mkstemp(path.data());
  FILE* file = fdopen(descriptor, "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  return path;
}

}  // namespace

TlsPeer::TlsPeer(const CertificateWish& wish) : context_(SSL_CTX_new(TLS_server_method())) {
  // OpenSSL writes to a client that has turned away.
  std::signal(SIGPIPE, SIG_IGN);
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = SelfSigned(key, wish);
  SSL_CTX_use_certificate(context_.get(), certificate);
  SSL_CTX_use_PrivateKey(context_.get(), key);
  if (wish.newest_tls < TLS1_2_VERSION) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
  }
  SSL_CTX_set_max_proto_version(context_.get(), wish.newest_tls);
  ca_file_ = WritePem(certificate);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TlsPeer::~TlsPeer() { ::unlink(ca_file_.c_str()); }

void TlsPeer::Serve(const RawPeer& peer, const std::function<void(SSL*)>& talk, bool abrupt) const {
  SSL* session = SSL_new(context_.get());
  SSL_set_fd(session, peer.descriptor());
  if (SSL_accept(session) == 1) {
    talk(session);
    if (!abrupt) SSL_shutdown(session);
  }
  SSL_free(session);
}

std::string TlsPeer::HearHead(SSL* session) {
  std::string heard;
  char byte = 0;
  while (!heard.ends_with("\r\n\r\n") && SSL_read(session, &byte, 1) == 1) heard += byte;
  return heard;
}

void TlsPeer::Say(SSL* session, const std::string& text) {
  SSL_write(session, text.data(), static_cast<int>(text.size()));
}

}  // namespace chartbridge::http
