#include "bridge/consent/rule.h"

namespace chartbridge::bridge::consent {
namespace {

struct Reading {
  const ClinicTime& clock;
  const ReferenceNames& names;
  Rules rules;
};

void AppendCodings(const Element& rule, std::string_view name, std::vector<Code>& into) {
  rule.ForEach(name, [&](const Element& coding) {
    if (const auto code = ReadCoding(coding)) into.push_back(*code);
  });
}

void AppendConcepts(const Element& rule, std::string_view name, std::vector<Code>& into) {
  rule.ForEach(name, [&](const Element& item) { AppendConcept(item, into); });
}

bool IsAuthorRole(const Code& role) {
  return (role.code == "AUT" || role.code == "INF") &&
         (role.system.empty() || role.system == kParticipationType);
}

void AppendActor(const Element& actor, const ReferenceNames& names,
                 std::vector<ListedActor>& into) {
  ListedActor listed;
  actor.RefuseModifiers();
  if (const auto role = actor.Object("role")) {
    std::vector<Code> roles;
    AppendConcept(*role, roles);
    for (const Code& code : roles) listed.author = listed.author || IsAuthorRole(code);
  }
  if (const auto reference = actor.Object("reference"))
    listed.who = ReadReference(*reference, names);
  if (listed.who.reference.empty() && listed.who.identifiers.empty()) actor.Defect("reference");
  into.push_back(std::move(listed));
}

std::optional<Meaning> ReadMeaning(std::string_view word) {
  if (word == "instance") return Meaning::kInstance;
  if (word == "related") return Meaning::kRelated;
  if (word == "dependents") return Meaning::kDependents;
  if (word == "authoredby") return Meaning::kAuthoredBy;
  return std::nullopt;
}

void AppendData(const Element& data, const ReferenceNames& names, std::vector<ListedData>& into) {
  ListedData listed;
  data.RefuseModifiers();
  const auto meaning = ReadMeaning(data.Text("meaning").value_or(""));
  if (!meaning) data.Defect("meaning");
  if (const auto reference = data.Object("reference")) {
    listed.reference = ReadReference(*reference, names).reference;
  }
  if (listed.reference.empty()) data.Defect("reference");
  listed.meaning = meaning.value_or(Meaning::kInstance);
  into.push_back(listed);
}

Criteria ReadCriteria(const Element& rule, const Reading& reading) {
  Criteria made;
  const auto state = [&](Kind kind, bool stated) { made.stated[std::size_t(kind)] = stated; };
  const auto period = [&](Kind kind, std::string_view name, Period& into) {
    const auto element = rule.Object(name);
    const auto read = element ? ReadPeriod(*element, reading.clock) : std::nullopt;
    if (read) into = *read;
    state(kind, read.has_value());
  };
  period(Kind::kPeriod, "period", made.period);
  period(Kind::kDataPeriod, "dataPeriod", made.data_period);
  rule.ForEach("actor",
               [&](const Element& actor) { AppendActor(actor, reading.names, made.actors); });
  rule.ForEach("data", [&](const Element& data) { AppendData(data, reading.names, made.data); });
  AppendConcepts(rule, "action", made.actions);
  AppendConcepts(rule, "code", made.codes);
  AppendCodings(rule, "securityLabel", made.labels);
  AppendCodings(rule, "purpose", made.purposes);
  AppendCodings(rule, "class", made.classes);
  state(Kind::kActor, !made.actors.empty());
  state(Kind::kData, !made.data.empty());
  state(Kind::kAction, !made.actions.empty());
  state(Kind::kCode, !made.codes.empty());
  state(Kind::kLabel, !made.labels.empty());
  state(Kind::kPurpose, !made.purposes.empty());
  state(Kind::kClass, !made.classes.empty());
  return made;
}

std::optional<RuleType> ReadType(const Element& rule) {
  const auto word = rule.Text("type");
  if (!word) return std::nullopt;
  if (*word == "permit") return RuleType::kPermit;
  if (*word != "deny") rule.Defect("type");
  return RuleType::kDeny;
}

// The recursion ends at kMaxLevels.
void ReadRule(const Element& element, int level, int parent, int number, Reading& reading) {
  if (level > kMaxLevels || reading.rules.size() >= kMaxRules) return element.Defect();
  const int self = int(reading.rules.size());
  element.RefuseModifiers();
  Rule rule{ReadType(element), ReadCriteria(element, reading), {}, parent, number};
  reading.rules.push_back(std::move(rule));
  if (parent >= 0) reading.rules[std::size_t(parent)].nested.push_back(self);
  int next = 0;
  element.ForEach("provision", [&](const Element& nested) {
    ReadRule(nested, level + 1, self, next++, reading);
  });
}

}  // namespace

bool Criteria::HasOtherThanPeriod() const {
  for (int kind = 0; kind < kKinds; ++kind) {
    if (stated[std::size_t(kind)] && Kind(kind) != Kind::kPeriod) return true;
  }
  return false;
}

Rules ReadRules(const Element& provision, const ClinicTime& clock, const ReferenceNames& names) {
  Reading reading{clock, names, {}};
  constexpr std::size_t kUsual = 32;
  reading.rules.reserve(kUsual);
  ReadRule(provision, 1, -1, 0, reading);
  return std::move(reading.rules);
}

std::string PathOf(const Rules& rules, int rule) {
  const Rule& at = rules[std::size_t(rule)];
  if (at.parent < 0) return "provision";
  return PathOf(rules, at.parent) + ".provision[" + std::to_string(at.number) + "]";
}

}  // namespace chartbridge::bridge::consent
