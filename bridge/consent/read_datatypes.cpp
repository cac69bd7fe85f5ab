// The FHIR datatypes that Consents are made of, with what rule R4 calls a defect in each.
#include "bridge/consent/rule.h"

namespace chartbridge::bridge::consent {

std::optional<Code> ReadCoding(const Element& coding) {
  const auto system = coding.Text("system");
  const auto code = coding.Text("code");
  if (!code || code->empty()) {
    coding.Defect("code");
    return std::nullopt;
  }
  return NormalizeCode(system.value_or(""), *code);
}

void AppendConcept(const Element& coded, std::vector<Code>& into) {
  bool any = false;
  coded.ForEach("coding", [&](const Element& coding) {
    any = true;
    if (const auto code = ReadCoding(coding)) into.push_back(*code);
  });
  if (!any) coded.Defect("coding");
}

Identity ReadReference(const Element& reference, const ReferenceNames& names) {
  Identity who;
  if (const auto text = reference.Text("reference")) who.reference = names.Normalize(*text);
  if (const auto identifier = reference.Object("identifier")) {
    const auto system = identifier->Text("system");
    const auto value = identifier->Text("value");
    if (value && !value->empty()) who.identifiers.push_back({system.value_or(""), *value});
  }
  return who;
}

std::optional<Period> ReadPeriod(const Element& element, const ClinicTime& clock) {
  Period period;
  bool readable = true;
  const auto read = [&](std::string_view name) -> std::optional<Period> {
    const auto text = element.Text(name);
    if (!text) return std::nullopt;
    const auto at = clock.Read(*text);
    if (!at) element.Defect(name);
    readable = readable && at.has_value();
    return at;
  };
  if (const auto start = read("start")) period.first = start->first;
  if (const auto end = read("end")) period.last = end->last;
  if (period.IsReversed()) element.Defect("end");
  if (!readable || period.IsReversed() || (!period.first && !period.last)) return std::nullopt;
  return period;
}

}  // namespace chartbridge::bridge::consent
