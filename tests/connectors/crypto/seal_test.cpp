#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <set>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {
namespace {

const Key kKey = [] {
  Key key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<unsigned char>(i);
  return key;
}();
constexpr char kContext[] = "clinic|items|content|42";

TEST(Seal, OpensWithTheSameKeyAndContext) {
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string(100'000, 'y'), std::string("\0\xff\0", 3)}) {
    EXPECT_EQ(Open(kKey, kContext, Seal(kKey, 7, kContext, plain)).value(), plain);
  }
  EXPECT_EQ(Open(kKey, "", Seal(kKey, 7, "", "plain")).value(), "plain");
}

TEST(Seal, P9_NamesAlgorithmAndKeyVersion) {
  const std::string sealed = Seal(kKey, 0x01020304, kContext, "plain");
  EXPECT_EQ(sealed.substr(0, 7), std::string("CB\x01\x01\x02\x03\x04", 7));
  EXPECT_EQ(sealed.size(), 7U + 12U + 5U + 16U);
}

TEST(Seal, P9_ThePlaintextIsNotInIt) {
  const std::string canary = "CANARY-9d1b-patient-words";
  EXPECT_EQ(Seal(kKey, 1, kContext, canary).find(canary.substr(0, 6)), std::string::npos);
}

TEST(Seal, P9_NoNonceComesTwice) {
  std::set<std::string> nonces;
  for (int i = 0; i < 2000; ++i) {
    EXPECT_TRUE(nonces.insert(Seal(kKey, 1, kContext, "same").substr(7, 12)).second);
  }
}

TEST(Open, P9_EveryChangedBitIsCorrupt) {
  const std::string sealed = Seal(kKey, 7, kContext, "the patient's words");
  for (std::size_t i = 0; i < sealed.size() * 8; ++i) {
    std::string bad = sealed;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
    const auto opened = Open(kKey, kContext, bad);
    ASSERT_FALSE(opened) << "bit " << i;
    EXPECT_EQ(opened.error().kind, FailureKind::kCorrupt);
  }
}

TEST(Open, P9_EveryCutAndEveryAppendedByteIsCorrupt) {
  const std::string sealed = Seal(kKey, 7, kContext, "the patient's words");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(Open(kKey, kContext, sealed.substr(0, size)));
  }
  EXPECT_FALSE(Open(kKey, kContext, sealed + '\0'));
}

TEST(Open, P9_AnotherPlaceOrAnotherKeyIsCorrupt) {
  const std::string sealed = Seal(kKey, 7, kContext, "the patient's words");
  Key other = kKey;
  other[31] ^= 1;
  EXPECT_FALSE(Open(other, kContext, sealed));
  EXPECT_FALSE(Open(kKey, "clinic|items|content|43", sealed));
  EXPECT_FALSE(Open(kKey, "", sealed));
}

std::string Bytes(const char* hex) { return FromHex(hex).value(); }

// The Galois/Counter Mode specification (McGrew, Viega), test case 14 of AES-256: key, nonce and
// plaintext of zeros. Our form puts a header under the tag, so only the ciphertext can agree.
TEST(Open, TheCipherIsAes256GcmOfTheSpecification) {
  const Key zeros{};
  std::string plain(16, '\0');
  EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
  std::string nonce(12, '\0');
  const std::string aad = std::string("CB\x01\0\0\0\x01", 7) + "ctx";
  std::string sealed = aad.substr(0, 7) + nonce + std::string(32, '\0');
  auto* at = reinterpret_cast<unsigned char*>(sealed.data()) + 19;
  int length = 0;
  EVP_EncryptInit_ex2(cipher, EVP_aes_256_gcm(), zeros.data(),
                      reinterpret_cast<const unsigned char*>(nonce.data()), nullptr);
  EVP_EncryptUpdate(cipher, nullptr, &length, reinterpret_cast<const unsigned char*>(aad.data()),
                    int(aad.size()));
  EVP_EncryptUpdate(cipher, at, &length, reinterpret_cast<const unsigned char*>(plain.data()), 16);
  EVP_EncryptFinal_ex(cipher, at + 16, &length);
  EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, at + 16);
  EVP_CIPHER_CTX_free(cipher);
  EXPECT_EQ(sealed.substr(19, 16), Bytes("cea7403d4d606b6e074ec5d3baf39d18"));
  EXPECT_EQ(Open(zeros, "ctx", sealed).value(), plain);
}

}  // namespace
}  // namespace chartbridge::crypto
