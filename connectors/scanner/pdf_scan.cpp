#include "connectors/scanner/pdf_scan.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connectors/scanner/inflater.h"

namespace chartbridge::scanner {
namespace {

constexpr std::size_t kLongestName = 3 * 127;  // ISO 32000-1, annex C; each letter as #xx
constexpr std::size_t kLongestWord = 9;        // longer than any that is looked for
constexpr std::size_t kPiece = 4096;
constexpr std::int64_t kMostObjects = 250'000;

// Names that start something, or that carry a file or a form with scripts.
constexpr std::array<std::string_view, 9> kActive{"JavaScript",    "Launch",     "EmbeddedFile",
                                                  "EmbeddedFiles", "RichMedia",  "XFA",
                                                  "GoToE",         "ImportData", "SubmitForm"};

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}
bool IsDelimiter(char c) {
  return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

int HexOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "J#61vaScript" is the name JavaScript (7.3.5).
std::string PlainName(std::string_view name) {
  std::string plain;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '#' && at + 2 < name.size() && HexOf(name[at + 1]) >= 0 &&
        HexOf(name[at + 2]) >= 0) {
      plain += static_cast<char>(HexOf(name[at + 1]) * 16 + HexOf(name[at + 2]));
      at += 2;
    } else {
      plain += name[at];
    }
  }
  return plain;
}

}  // namespace

PdfScan::~PdfScan() = default;

void PdfScan::Feed(std::string_view piece) {
  for (const char byte : piece) {
    if (active_) return;
    TakeByte(byte);
  }
}

bool PdfScan::IsSuspicious() {
  if (in_name_) EndName();
  Inflate(true);
  return active_ || objects_ > kMostObjects || object_streams_ > looked_into_ ||
         (encrypted_ && object_streams_ > 0);
}

void PdfScan::TakeByte(char byte) {
  if (inflater_ != nullptr) {
    compressed_ += byte;
    Inflate(false);
  }
  if (after_stream_word_) {  // "stream", CR LF or LF, then its bytes (7.3.8.1)
    after_stream_word_ = byte == '\r';
    if (byte == '\n') BeginStream();
  }
  if (in_name_) {
    if (!IsSpace(byte) && !IsDelimiter(byte)) {
      if (name_.size() < kLongestName) name_ += byte;
      return;
    }
    EndName();
  }
  // An array is a place to open at; anything else is an action, or may be one.
  if (after_open_action_ && !IsSpace(byte)) {
    after_open_action_ = false;
    active_ |= byte != '[';
  }
  if (byte == '/') {
    in_name_ = true;
    name_.clear();
    return;
  }
  // No object stream says strings or comments of itself; here they would hide where it begins.
  if (object_.object_stream && (byte == '(' || byte == '%')) object_ = {};
  if (filter_ == Filter::kNext && byte == '[') filter_ = Filter::kList;
  if (filter_ == Filter::kNext && !IsSpace(byte)) filter_ = Filter::kNo;
  if (filter_ == Filter::kList && byte == ']') filter_ = Filter::kNo;
  TakeLetter(byte);
}

void PdfScan::EndName() {
  in_name_ = false;
  word_.clear();
  const std::string name = PlainName(name_);
  if (std::find(kActive.begin(), kActive.end(), name) != kActive.end()) active_ = true;
  if (filter_ != Filter::kNo) {
    const bool flate = name == "FlateDecode" || name == "Fl";
    // Of several filters none is undone here.
    object_.other_filter |= !flate || object_.flate;
    object_.flate |= flate;
    if (filter_ == Filter::kNext) filter_ = Filter::kNo;
    return;
  }
  if (name == "OpenAction") after_open_action_ = true;
  if (name == "Encrypt") encrypted_ = true;
  if (name == "Filter") filter_ = Filter::kNext;
  if (name == "ObjStm") {
    object_.object_stream = true;
    ++object_streams_;
  }
}

void PdfScan::TakeLetter(char byte) {
  if (!IsLetter(byte)) {
    word_.clear();
    return;
  }
  if (word_.size() == kLongestWord) word_.erase(0, 1);
  word_ += byte;
  if (word_ == "obj") {
    object_ = {};
  } else if (word_ == "endobj") {
    ++objects_;
  } else if (word_ == "stream") {
    after_stream_word_ = true;
  }
}

void PdfScan::BeginStream() {
  Inflate(true);
  const Object object = std::exchange(object_, {});
  if (!object.object_stream || !object.flate || object.other_filter || inflate_left_ == 0) return;
  inside_ = std::make_unique<PdfScan>(0);
  inflater_ = std::make_unique<Inflater>(inflate_left_);
}

// What does not inflate to its end stays one that was not looked into.
void PdfScan::Inflate(bool all) {
  if (inflater_ == nullptr || (!all && compressed_.size() < kPiece)) return;
  const bool well =
      inflater_->Feed(compressed_, [this](std::string_view out) { inside_->Feed(out); });
  compressed_.clear();
  if (well && !inflater_->ended() && !all) return;
  active_ |= inside_->IsSuspicious();
  if (well && inflater_->ended()) ++looked_into_;
  inflate_left_ = inflater_->left();
  inflater_.reset();
  inside_.reset();
}

}  // namespace chartbridge::scanner
