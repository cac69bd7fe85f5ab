// Where media bytes lie, encrypted, each file under its own key (promise P9), in flat memory (P12).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/failure.h"

namespace chartbridge::bridge {

// A data key of 32 bytes. Wiped when it goes.
class DataKey {
 public:
  DataKey() = default;
  DataKey(std::int64_t id, const std::array<unsigned char, 32>& bytes) : id_(id), bytes_(bytes) {}
  DataKey(const DataKey&) = default;
  DataKey& operator=(const DataKey&) = default;
  ~DataKey();
  std::int64_t id() const { return id_; }
  const std::array<unsigned char, 32>& bytes() const { return bytes_; }

 private:
  std::int64_t id_ = 0;
  std::array<unsigned char, 32> bytes_{};
};

// The key store of its own. Keys rest there wrapped by the tenant key.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  // Durable on return.
  virtual Result<DataKey, Failure> CreateKey() = 0;
  // kNotFound once destroyed.
  virtual Result<DataKey, Failure> OpenKey(std::int64_t id) = 0;
  virtual Result<void, Failure> DestroyKey(std::int64_t id) = 0;
};

class VaultWriter {
 public:
  virtual ~VaultWriter() = default;
  virtual Result<void, Failure> Write(std::span<const char> bytes) = 0;
  // Durable on return. Without it the object does not exist.
  virtual Result<void, Failure> Commit() = 0;
};

class VaultReader {
 public:
  virtual ~VaultReader() = default;
  // Fills as much of `into` as there is; 0 at the end. kCorrupt when a byte was changed, cut or
  // moved.
  virtual Result<std::size_t, Failure> Read(std::span<char> into) = 0;
  // Passes over `bytes`, which need not be looked at; stops at the end.
  virtual Result<void, Failure> Skip(std::uint64_t bytes);
};

class Vault {
 public:
  virtual ~Vault() = default;
  // `object` is a name of [0-9a-f-] characters that the caller chooses.
  virtual Result<std::unique_ptr<VaultWriter>, Failure> Create(const std::string& object,
                                                               const DataKey& key) = 0;
  virtual Result<std::unique_ptr<VaultReader>, Failure> Open(const std::string& object,
                                                             const DataKey& key) = 0;
  // Done when it is not there.
  virtual Result<void, Failure> Remove(const std::string& object) = 0;
  // Names the objects that were made before `before`; stops when `visit` returns false.
  virtual Result<void, Failure> List(Instant before,
                                     const std::function<bool(const std::string&)>& visit) = 0;
};

}  // namespace chartbridge::bridge
