#include "connectors/chart/references.h"

#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Object;
using fhir::json::Value;

bool IsConditional(const std::string& reference) {
  const std::size_t mark = reference.find('?');
  return mark != std::string::npos &&
         FindType(std::string_view(reference).substr(0, mark)) != nullptr;
}

class Rewriting {
 public:
  Rewriting(const FullUrls& urls, const FindConditional& find) : urls_(urls), find_(find) {}

  // The parser's depth limit bounds the recursion.
  Result<void, Refusal> Walk(Value& value, const std::string& at) const {
    if (value.is_array()) {
      std::size_t index = 0;
      for (Value& item : *value.array()) {
        if (auto done = Walk(item, at + "[" + std::to_string(index++) + "]"); !done) return done;
      }
      return {};
    }
    if (!value.is_object()) return {};
    for (auto& [name, member] : *value.object()) {
      const std::string path = at + "." + name;
      const bool reference = name == "reference" && member.is_string();
      const bool url =
          (name == "url" || name == "uri" || name == "valueUri" || name == "valueUrl") &&
          member.is_string();
      auto done = reference ? Rewrite(member, path) : url ? RewriteUrl(member) : Walk(member, path);
      if (!done) return done;
    }
    return {};
  }

 private:
  Result<void, Refusal> RewriteUrl(Value& url) const {
    if (const auto found = urls_.find(url.text()); found != urls_.end()) url = found->second;
    return {};
  }

  Result<void, Refusal> Rewrite(Value& reference, const std::string& path) const {
    const std::string text = reference.text();
    if (const auto found = urls_.find(text); found != urls_.end()) {
      reference = found->second;
      return {};
    }
    if (text.starts_with("urn:uuid:") || text.starts_with("urn:oid:")) {
      return Refuse(400, "not-found", "The reference names no entry of the Bundle.", path);
    }
    if (!IsConditional(text)) return {};
    auto target = find_(text);
    if (!target) {
      Refusal refusal = target.error();
      for (Issue& issue : refusal.issues) issue.expression = path;
      return Unexpected(std::move(refusal));
    }
    reference = *target;
    return {};
  }

  const FullUrls& urls_;
  const FindConditional& find_;
};

}  // namespace

Result<void, Refusal> RewriteReferences(Value& resource, const std::string& expression,
                                        const FullUrls& urls, const FindConditional& find) {
  return Rewriting(urls, find).Walk(resource, expression);
}

}  // namespace chartbridge::chart
