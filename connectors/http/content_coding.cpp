#include "connectors/http/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "connectors/http/fields.h"
#include "words/say.h"

namespace chartbridge::http {
namespace {

constexpr std::size_t kPiece = 64U << 10U;
constexpr std::size_t kMostCodings = 2;
constexpr int kGzip = MAX_WBITS + 16;
constexpr int kGzipOrZlib = MAX_WBITS + 32;
constexpr int kRawDeflate = -MAX_WBITS;  // what some servers call deflate

Unexpected<Failure> Damaged() {
  return Fail(FailureKind::kCorrupt, "The answer's compression is damaged or cut short.");
}

class Inflater {
 public:
  explicit Inflater(int window_bits) { usable_ = inflateInit2(&stream_, window_bits) == Z_OK; }
  ~Inflater() {
    if (usable_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Result<std::string, Failure> Run(std::string_view body, std::size_t most) {
    if (!usable_ || body.size() > std::numeric_limits<uInt>::max()) return Damaged();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream_.avail_in = static_cast<uInt>(body.size());
    std::vector<char> piece(kPiece);
    std::string out;
    for (;;) {
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = static_cast<uInt>(piece.size());
      const int done = inflate(&stream_, Z_NO_FLUSH);
      if (done != Z_OK && done != Z_STREAM_END) return Damaged();
      out.append(piece.data(), piece.size() - stream_.avail_out);
      if (out.size() > most) return Fail(FailureKind::kTooLarge, words::Say("answer-too-large"));
      if (done != Z_STREAM_END) continue;
      if (stream_.avail_in == 0) return out;
      if (inflateReset(&stream_) != Z_OK) return Damaged();  // a further member (RFC 1952 2.2)
    }
  }

 private:
  z_stream stream_{};
  bool usable_ = false;
};

Result<std::string, Failure> Undo(std::string_view coding, std::string_view body,
                                  std::size_t most) {
  if (coding.empty() || SameWord(coding, "identity")) return std::string(body);
  const bool deflated = SameWord(coding, "deflate");
  if (!deflated && !SameWord(coding, "gzip") && !SameWord(coding, "x-gzip")) {
    return Fail(FailureKind::kCorrupt, "The answer is compressed in a way that nobody asked for.");
  }
  auto out = Inflater(kGzipOrZlib).Run(body, most);
  if (!out && deflated && out.error().kind == FailureKind::kCorrupt)
    return Inflater(kRawDeflate).Run(body, most);
  return out;
}

std::vector<std::string_view> Split(std::string_view list) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t comma = list.find(',');
    std::string_view word = list.substr(0, comma);
    while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) word.remove_prefix(1);
    while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
    words.push_back(word);
    if (comma == std::string_view::npos) return words;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<std::string, Failure> Decode(std::string_view codings, std::string_view body,
                                    std::size_t most) {
  std::string out(body);
  if (out.empty()) return out;
  auto words = Split(codings);
  if (words.size() > kMostCodings)
    return Fail(FailureKind::kCorrupt, "The answer is compressed too many times over.");
  std::reverse(words.begin(), words.end());  // the last one was applied last
  for (const std::string_view word : words) {
    auto undone = Undo(word, out, most);
    if (!undone) return undone;
    out = *std::move(undone);
  }
  return out;
}

bool AcceptsGzip(const Pairs& headers) {
  const std::string text = FindHeader(headers, "Accept-Encoding").value_or("");
  for (const std::string_view member : Split(text)) {
    std::string_view name = member.substr(0, member.find(';'));
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!SameWord(name, "gzip") && !SameWord(name, "x-gzip") && name != "*") continue;
    const std::size_t weight = member.find("q=");  // "q=0" and its longer spellings take it back
    return weight == std::string_view::npos ||
           member.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

void Compress(bool accepted, Response& response) {
  constexpr std::size_t kGains = 1024;
  if (response.body.size() < kGains) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!accepted) return;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return;
  std::string packed(deflateBound(&stream, response.body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(response.body.data());
  stream.avail_in = static_cast<uInt>(response.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole) return;
  response.body = std::move(packed);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace chartbridge::http
