#include "fhir/json/parse.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <unordered_set>

#include "fhir/json/repair_escapes.h"

namespace chartbridge::fhir::json {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// RapidJSON lets U+0000 and, by "\udc00", encoded surrogates through (ED A0..BF xx). Both are
// replaced here: PostgreSQL and text APIs would cut or refuse them.
std::string Clean(const char* text, std::size_t size) {
  std::string clean;
  clean.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0) {
      clean.append(kReplacement);
    } else if (byte == 0xED && i + 2 < size && static_cast<unsigned char>(text[i + 1]) >= 0xA0) {
      clean.append(kReplacement);
      i += 2;
    } else {
      clean.push_back(text[i]);
    }
  }
  return clean;
}

// Builds the Value while RapidJSON reads. Returning false stops the reader.
class Builder {
 public:
  explicit Builder(const ParseLimits& limits) : limits_(limits) {}

  bool Null() { return Add(Value()); }
  bool Bool(bool b) { return Add(Value(b)); }
  bool Int(int) { return false; }  // never called: numbers come as RawNumber
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return Add(Value(Number{std::string(text, size)}));
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return Add(Value(Clean(text, size)));
  }
  bool StartObject() { return Open(Value(Object{})); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    std::string key = Clean(text, size);
    if (limits_.refuse_duplicate_keys && open_.back().Knows(key))
      return Refuse("duplicate", "an object names the same member twice");
    open_.back().key = std::move(key);
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool StartArray() { return Open(Value(Array{})); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  Value Take() { return std::move(root_); }
  const std::string& refusal_code() const { return refusal_code_; }
  const std::string& refusal() const { return refusal_; }

 private:
  struct Level {
    Value value;
    std::string key;
    std::unordered_set<std::string> keys{};  // of an object that is not small any more

    // True when the object has the key already; remembers it. Small objects are searched, large
    // ones have an index: a hostile document must not cost the square of its size.
    bool Knows(const std::string& name) {
      constexpr std::size_t kSmall = 16;
      const Object& members = *value.object();
      if (members.size() < kSmall) return value.Find(name) != nullptr;
      if (keys.empty()) {
        for (const Member& member : members) keys.insert(member.first);
      }
      return !keys.insert(name).second;
    }
  };

  bool Refuse(std::string code, std::string text) {
    refusal_code_ = std::move(code);
    refusal_ = std::move(text);
    return false;
  }

  bool Open(Value value) {
    if (int(open_.size()) >= limits_.max_depth)
      return Refuse("too-costly", "nested deeper than allowed");
    open_.push_back({std::move(value), {}, {}});
    return true;
  }

  bool Close() {
    Value done = std::move(open_.back().value);
    open_.pop_back();
    return Add(std::move(done));
  }

  bool Add(Value value) {
    if (++values_ > limits_.max_values) return Refuse("too-costly", "more values than allowed");
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Object* members = open_.back().value.object()) {
      members->emplace_back(std::move(open_.back().key), std::move(value));
    } else {
      open_.back().value.array()->push_back(std::move(value));
    }
    return true;
  }

  const ParseLimits& limits_;
  std::vector<Level> open_;
  std::size_t values_ = 0;
  Value root_;
  std::string refusal_code_;
  std::string refusal_;
};

}  // namespace

namespace {

Result<Value, Issue> ParseAsItStands(std::string_view text, const ParseLimits& limits) {
  if (text.size() > limits.max_bytes)
    return Fault("too-long", "", "the document is larger than allowed");
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  rapidjson::MemoryStream raw(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(raw);
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    return Fault("structure", "", "the document begins with a byte order mark");
  rapidjson::Reader reader;
  Builder builder(limits);
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (result.IsError()) {
    const std::string where = " at byte " + std::to_string(result.Offset());
    if (!builder.refusal().empty())
      return Fault(builder.refusal_code(), "", builder.refusal() + where);
    return Fault("structure", "",
                 std::string("not JSON: ") + rapidjson::GetParseError_En(result.Code()) + where);
  }
  return builder.Take();
}

}  // namespace

Result<Value, Issue> Parse(std::string_view text, const ParseLimits& limits) {
  auto parsed = ParseAsItStands(text, limits);
  if (parsed || !limits.repair_lone_surrogates || text.size() > limits.max_bytes) return parsed;
  return ParseAsItStands(ReplaceLoneSurrogates(text), limits);
}

}  // namespace chartbridge::fhir::json
