// Looks in a PDF for what acts by itself: scripts, programs to start, files inside
// (ISO 32000-1, 12.6 and 7.11.4). Nothing is rendered; names are read as they stand, also where
// letters are written as #xx and inside compressed object streams. It knows no syntax beyond that:
// a name in a string or in the bytes of a picture counts too, so that nothing hides there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/scanner/inflater.h"

namespace chartbridge::scanner {

// Fed with the file from its beginning, in pieces of any size. Flat memory; not for several
// threads.
class PdfScan {
 public:
  static constexpr std::uint64_t kMostInflated = 64U << 20U;
  // `inflate`: how much may come out of all object streams; none is read inside another one.
  explicit PdfScan(std::uint64_t inflate = kMostInflated) : inflate_left_(inflate) {}
  ~PdfScan();
  PdfScan(const PdfScan&) = delete;
  PdfScan& operator=(const PdfScan&) = delete;

  void Feed(std::string_view piece);
  // After the last piece: active content, or something that cannot be looked into.
  bool IsSuspicious();

 private:
  // What was said of the object that is being read.
  struct Object {
    bool object_stream = false;
    bool flate = false;
    bool other_filter = false;
  };
  enum class Filter : std::uint8_t { kNo, kNext, kList };

  void TakeByte(char byte);
  void EndName();
  void TakeLetter(char byte);
  void BeginStream();
  void Inflate(bool all);

  bool in_name_ = false;
  std::string name_;  // as it stands
  std::string word_;  // the letters since the last byte that was none
  bool after_stream_word_ = false;
  bool after_open_action_ = false;  // the next byte that counts says whether it only opens a page
  Filter filter_ = Filter::kNo;
  Object object_;

  std::unique_ptr<Inflater> inflater_;  // of the object stream that is being read
  std::unique_ptr<PdfScan> inside_;     // reads what comes out of it
  std::string compressed_;              // of it, not inflated yet

  std::uint64_t inflate_left_;
  std::int64_t objects_ = 0;
  std::int64_t object_streams_ = 0;  // that were named
  std::int64_t looked_into_ = 0;     // of these
  bool encrypted_ = false;
  bool active_ = false;
};

}  // namespace chartbridge::scanner
