#include <openssl/crypto.h>

#include "bridge/ports/vault.h"

namespace chartbridge::bridge {

DataKey::~DataKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

}  // namespace chartbridge::bridge
