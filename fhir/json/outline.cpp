#include "fhir/json/outline.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "fhir/json/parse.h"

namespace chartbridge::fhir::json {
namespace {

// Counts how deep the reader is and keeps nothing.
class DepthCounter : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, DepthCounter> {
 public:
  explicit DepthCounter(std::size_t limit) : limit_(limit) {}
  bool StartObject() { return ++depth_ <= limit_; }
  bool StartArray() { return ++depth_ <= limit_; }
  bool EndObject(rapidjson::SizeType) { return Leave(); }
  bool EndArray(rapidjson::SizeType) { return Leave(); }

 private:
  bool Leave() {
    --depth_;
    return true;
  }
  const std::size_t limit_;
  std::size_t depth_ = 0;
};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// A place in the text that moves forward over whole values.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ >= text_.size(); }
  char Now() const { return AtEnd() ? '\0' : text_[at_]; }
  void SkipSpace() {
    while (!AtEnd() && IsSpace(text_[at_])) ++at_;
  }
  // Moves over `c` and the space around it, if it stands here.
  bool Take(char c) {
    SkipSpace();
    if (Now() != c) return false;
    ++at_;
    SkipSpace();
    return true;
  }
  // The value that begins here.
  std::string_view TakeValue() {
    const std::size_t begin = at_;
    if (Now() == '"') {
      SkipString();
    } else if (Now() == '{' || Now() == '[') {
      SkipNested();
    } else {
      while (!AtEnd() && !IsSpace(Now()) && Now() != ',' && Now() != ']' && Now() != '}') ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

 private:
  void SkipString() {
    for (++at_; !AtEnd() && Now() != '"'; ++at_) {
      if (Now() == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
  }
  void SkipNested() {
    std::size_t depth = 0;
    while (!AtEnd()) {
      const char c = Now();
      if (c == '"') {
        SkipString();
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// `quoted` with its quotes. A name that cannot be read is no name that anybody asks for.
std::string ReadName(std::string_view quoted) {
  if (quoted.size() < 2) return {};
  const bool plain = std::all_of(quoted.begin(), quoted.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && c != '\\';
  });
  if (plain) return std::string(quoted.substr(1, quoted.size() - 2));
  const auto name = Parse(quoted, {.repair_lone_surrogates = true});
  return name ? name->text() : "\xEF\xBF\xBD";
}

}  // namespace

Result<void, Issue> CheckOutline(std::string_view text, std::size_t max_depth) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    return Fault("structure", "", "the document begins with a byte order mark");
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream raw(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(raw);
  rapidjson::Reader reader;
  DepthCounter counter(max_depth);
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, counter);
  if (!result.IsError()) return {};
  const std::string where = " at byte " + std::to_string(result.Offset());
  if (result.Code() == rapidjson::kParseErrorTermination)
    return Fault("too-costly", "", "nested deeper than allowed" + where);
  return Fault("structure", "",
               std::string("not JSON: ") + rapidjson::GetParseError_En(result.Code()) + where);
}

Kind KindOf(std::string_view text) {
  Cursor cursor(text);
  cursor.SkipSpace();
  switch (cursor.Now()) {
    case '{':
      return Kind::kObject;
    case '[':
      return Kind::kArray;
    case '"':
      return Kind::kString;
    case 't':
    case 'f':
      return Kind::kBool;
    case 'n':
    case '\0':
      return Kind::kNull;
    default:
      return Kind::kNumber;
  }
}

bool ForEachMember(
    std::string_view object,
    const std::function<bool(const std::string& name, std::string_view value)>& take) {
  Cursor cursor(object);
  if (!cursor.Take('{') || cursor.Take('}')) return true;
  do {
    const std::string name = ReadName(cursor.TakeValue());
    if (!cursor.Take(':')) return true;
    if (!take(name, cursor.TakeValue())) return false;
  } while (cursor.Take(','));
  return true;
}

bool ForEachElement(std::string_view array,
                    const std::function<bool(std::size_t index, std::string_view value)>& take) {
  Cursor cursor(array);
  if (!cursor.Take('[') || cursor.Take(']')) return true;
  std::size_t index = 0;
  do {
    if (!take(index++, cursor.TakeValue())) return false;
  } while (cursor.Take(','));
  return true;
}

bool IsEmpty(std::string_view value) {
  Cursor cursor(value);
  if (cursor.Take('{')) return cursor.Now() == '}';
  return cursor.Take('[') && cursor.Now() == ']';
}

}  // namespace chartbridge::fhir::json
