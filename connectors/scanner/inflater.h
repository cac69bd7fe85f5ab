// Undoes zlib compression piece by piece, up to a limit.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <functional>
#include <string_view>

namespace chartbridge::scanner {

class Inflater {
 public:
  // At most so many bytes come out.
  explicit Inflater(std::uint64_t most);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Hands what comes out to `take`. False: not zlib, or more than the limit.
  bool Feed(std::string_view piece, const std::function<void(std::string_view)>& take);
  // What may still come out.
  std::uint64_t left() const { return left_; }
  // The compressed data are complete.
  bool ended() const { return ended_; }

 private:
  z_stream stream_{};
  std::uint64_t left_;
  bool ready_ = false;
  bool ended_ = false;
};

}  // namespace chartbridge::scanner
