#include "bridge/audit/record_reader.h"

#include <charconv>
#include <cstdlib>
#include <string>

#include "base/codec.h"
#include "fhir/json/utf8.h"

namespace chartbridge::bridge::audit {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::int64_t kLargestExact = (std::int64_t{1} << 53) - 1;

// One walk over the text. Each function stands at the first byte of what it reads and leaves
// behind its last; false means: not canonical.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  bool Record(RecordFields& fields) { return Object(0, &fields) && at_ == text_.size(); }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) { return Peek() == c && ++at_ > 0; }
  bool TakeWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool Any(int depth) {
    switch (Peek()) {
      case '{':
        return Object(depth + 1, nullptr);
      case '[':
        return Array(depth + 1);
      case '"':
        return Text(nullptr);
      case 't':
        return TakeWord("true");
      case 'f':
        return TakeWord("false");
      case 'n':
        return TakeWord("null");
      default:
        return Integer(nullptr);
    }
  }

  bool Object(int depth, RecordFields* fields) {
    if (depth > kMaxDepth || !Take('{')) return false;
    if (Take('}')) return true;
    std::string_view last;
    for (bool first = true; first || Take(','); first = false) {
      std::string_view name;
      if (!Text(&name) || !Take(':')) return false;
      if (!first && !Before(last, name)) return false;
      last = name;
      if (!(fields != nullptr ? TopMember(name, *fields) : Any(depth))) return false;
    }
    return Take('}');
  }

  bool TopMember(std::string_view name, RecordFields& fields) {
    if (name == "seq") return Integer(&fields.seq);
    if (name == "chain") return Text(&fields.chain);
    if (name == "t") return Text(&fields.t);
    return Any(0);
  }

  bool Array(int depth) {
    if (depth > kMaxDepth || !Take('[')) return false;
    if (Take(']')) return true;
    do {
      if (!Any(depth)) return false;
    } while (Take(','));
    return Take(']');
  }

  bool Integer(std::int64_t* value) {
    const char* from = text_.data() + at_;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(from, text_.data() + text_.size(), number);
    if (error != std::errc() || number > kLargestExact || number < -kLargestExact) return false;
    const std::string_view digits(from, static_cast<std::size_t>(end - from));
    const bool one_spelling = digits == "0" || (digits[0] != '0' && !digits.starts_with("-0"));
    at_ += digits.size();
    if (value != nullptr) *value = number;
    return one_spelling;
  }

  bool Text(std::string_view* raw) {
    if (!Take('"')) return false;
    const std::size_t from = at_;
    bool ascii = true;
    for (; Peek() != '"'; ++at_) {
      const auto byte = static_cast<unsigned char>(Peek());
      if (byte < 0x20) return false;  // the end of the text, too
      if (byte == '\\' && !Escape()) return false;
      ascii = ascii && byte < 0x80;
    }
    const std::string_view word = text_.substr(from, at_ - from);
    if (!ascii && !fhir::json::IsValidUtf8(word)) return false;
    if (raw != nullptr) *raw = word;
    return Take('"');
  }

  // Only what must be escaped is escaped, and by its short form where it has one (RFC
  // 8785 3.2.2.2).
  bool Escape() {
    static constexpr std::string_view kShort = "\"\\bfnrt";
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (next != '\0' && kShort.find(next) != std::string_view::npos) {
      ++at_;
      return true;
    }
    const std::string_view digits = text_.substr(at_, 6);
    if (digits.size() != 6 || !digits.starts_with("\\u00") ||
        (digits[4] != '0' && digits[4] != '1'))
      return false;
    const char low = digits[5];
    const bool hex = (low >= '0' && low <= '9') || (low >= 'a' && low <= 'f');
    const bool has_short =
        digits[4] == '0' && std::string_view("89acd").find(low) != std::string_view::npos;
    at_ += 5;
    return hex && !has_short && digits != "\\u0000";  // see Canonicalise
  }

  // Strictly before, by UTF-16 code units. Bytes decide for plain ASCII names without escapes.
  static bool Before(std::string_view left, std::string_view right) {
    const auto plain = [](std::string_view name) {
      for (const char c : name) {
        if (static_cast<unsigned char>(c) >= 0x80 || c == '\\') return false;
      }
      return true;
    };
    if (plain(left) && plain(right)) return left < right;
    return fhir::json::ToUtf16(Unescaped(left)) < fhir::json::ToUtf16(Unescaped(right));
  }

  static std::string Unescaped(std::string_view raw) {
    std::string name;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '\\') {
        name.push_back(raw[i]);
      } else if (raw[++i] == 'u') {
        name.push_back(
            static_cast<char>(std::strtol(std::string(raw.substr(i + 1, 4)).c_str(), nullptr, 16)));
        i += 4;
      } else {
        static constexpr std::string_view kFrom = "\"\\bfnrt";
        static constexpr std::string_view kTo = "\"\\\b\f\n\r\t";
        name.push_back(kTo[kFrom.find(raw[i])]);
      }
    }
    return name;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<RecordFields> ReadRecord(std::string_view record) {
  RecordFields fields;
  if (!Walk(record).Record(fields)) return std::nullopt;
  if (fields.seq < 0 || fields.chain.empty() || fields.t.empty()) return std::nullopt;
  return fields;
}

}  // namespace chartbridge::bridge::audit
