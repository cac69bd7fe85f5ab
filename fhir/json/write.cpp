#include "fhir/json/write.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "fhir/json/utf8.h"

namespace chartbridge::fhir::json {
namespace {

template <class Writer>
void Put(const Value& value, Writer& writer) {
  switch (value.kind()) {
    case Kind::kNull:
      writer.Null();
      break;
    case Kind::kBool:
      writer.Bool(*value.boolean());
      break;
    case Kind::kNumber:
      writer.RawValue(value.number()->text.data(), value.number()->text.size(),
                      rapidjson::kNumberType);
      break;
    case Kind::kString: {
      const std::string text = ToValidUtf8(value.text());
      writer.String(text.data(), rapidjson::SizeType(text.size()));
      break;
    }
    case Kind::kArray:
      writer.StartArray();
      for (const Value& element : *value.array()) Put(element, writer);
      writer.EndArray();
      break;
    case Kind::kObject:
      writer.StartObject();
      for (const Member& member : *value.object()) {
        const std::string key = ToValidUtf8(member.first);
        writer.Key(key.data(), rapidjson::SizeType(key.size()));
        Put(member.second, writer);
      }
      writer.EndObject();
      break;
  }
}

// The order of RFC 8785 section 3.2.3: by UTF-16 code units. That of UTF-8 bytes is the same, but
// where U+E000 and above meets a character of two units.
bool LessUtf16(const Member* left, const Member* right) {
  constexpr unsigned char kFromE000 = 0xEE;
  const std::string& a = left->first;
  const std::string& b = right->first;
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return x == a.end() && y != b.end();
  const auto first = static_cast<unsigned char>(*x);
  const auto second = static_cast<unsigned char>(*y);
  if (first < kFromE000 || second < kFromE000) return first < second;
  return ToUtf16(a) < ToUtf16(b);
}

// The place of a fault is told from inside out.
Unexpected<Issue> Within(const std::string& place, Issue fault) {
  const bool dot = !fault.expression.empty() && fault.expression.front() != '[';
  fault.expression.insert(0, place + (dot ? "." : ""));
  return Unexpected<Issue>(std::move(fault));
}

void PutCanonicalText(const std::string& text, std::string& out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\b':
        out.append("\\b");
        break;
      case '\f':
        out.append("\\f");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out.append("\\u00").push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
          out.push_back(kDigits[c & 15]);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

constexpr std::int64_t kLargestExact = (std::int64_t(1) << 53) - 1;

Result<void, Issue> PutCanonical(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Kind::kNull:
      out.append("null");
      return {};
    case Kind::kBool:
      out.append(*value.boolean() ? "true" : "false");
      return {};
    case Kind::kNumber: {
      const auto n = value.integer();
      if (!n || *n > kLargestExact || *n < -kLargestExact) {
        return Fault("value", "", "a canonical number is an integer of at most 2^53-1");
      }
      out.append(std::to_string(*n));
      return {};
    }
    case Kind::kString:
      if (!IsValidUtf8(value.text())) return Fault("value", "", "a string is not valid UTF-8");
      PutCanonicalText(value.text(), out);
      return {};
    case Kind::kArray: {
      out.push_back('[');
      for (std::size_t i = 0; i < value.array()->size(); ++i) {
        if (i > 0) out.push_back(',');
        if (auto put = PutCanonical(value.at(i), out); !put)
          return Within("[" + std::to_string(i) + "]", std::move(put).error());
      }
      out.push_back(']');
      return {};
    }
    case Kind::kObject:
      break;
  }
  std::vector<const Member*> members;
  for (const Member& member : *value.object()) members.push_back(&member);
  std::sort(members.begin(), members.end(), LessUtf16);
  out.push_back('{');
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out.push_back(',');
    if (i > 0 && members[i]->first == members[i - 1]->first)
      return Fault("duplicate", "", "a member is named twice");
    if (!IsValidUtf8(members[i]->first))
      return Fault("value", "", "a member name is not valid UTF-8");
    PutCanonicalText(members[i]->first, out);
    out.push_back(':');
    if (auto put = PutCanonical(members[i]->second, out); !put)
      return Within(members[i]->first, std::move(put).error());
  }
  out.push_back('}');
  return {};
}

}  // namespace

std::string Write(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  Put(value, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string WriteIndented(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  Put(value, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

Result<std::string, Issue> WriteCanonical(const Value& value) {
  std::string out;
  if (auto put = PutCanonical(value, out); !put) return Unexpected<Issue>(put.error());
  return out;
}

}  // namespace chartbridge::fhir::json
