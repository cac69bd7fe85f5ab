// SHA-256 as the chain uses it: many small messages after each other, so the context is kept.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;
struct evp_md_st;

namespace chartbridge::bridge::audit {

std::string Sha256Hex(std::string_view bytes);

// 64 lower-case hex digits.
bool IsHash(std::string_view text);

// One thread at a time.
class LinkHasher {
 public:
  LinkHasher();
  ~LinkHasher();
  LinkHasher(const LinkHasher&) = delete;
  LinkHasher& operator=(const LinkHasher&) = delete;

  // Writes the 64 hex digits of LinkHash into `hash`. `previous` must be a hash.
  void Hash(std::string_view previous, std::string_view canonical, std::string& hash);

 private:
  evp_md_st* digest_;
  evp_md_ctx_st* context_;
};

}  // namespace chartbridge::bridge::audit
