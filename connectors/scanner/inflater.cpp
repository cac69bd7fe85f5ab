#include "connectors/scanner/inflater.h"

#include <array>

namespace chartbridge::scanner {

Inflater::Inflater(std::uint64_t most) : left_(most), ready_(inflateInit(&stream_) == Z_OK) {}

Inflater::~Inflater() {
  if (ready_) inflateEnd(&stream_);
}

bool Inflater::Feed(std::string_view piece, const std::function<void(std::string_view)>& take) {
  if (!ready_) return false;
  std::array<char, 16 * 1024> out;  // NOLINT(*-member-init): written before it is read
  // zlib does not write to what it reads.
  stream_.next_in = reinterpret_cast<Bytef*>(
      const_cast<char*>(piece.data()));  // NOLINT(*-const-cast,*-reinterpret-cast)
  stream_.avail_in = static_cast<uInt>(piece.size());
  do {
    if (ended_) return true;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());  // NOLINT(*-reinterpret-cast)
    stream_.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return false;
    const std::size_t written = out.size() - stream_.avail_out;
    if (written > left_) return false;
    left_ -= written;
    if (written > 0) take({out.data(), written});
    ended_ = result == Z_STREAM_END;
    if (result == Z_BUF_ERROR) return true;
  } while (stream_.avail_in > 0 || stream_.avail_out == 0);
  return true;
}

}  // namespace chartbridge::scanner
