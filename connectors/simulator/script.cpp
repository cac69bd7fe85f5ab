#include "connectors/simulator/script.h"

#include <algorithm>

#include "embedded/simulator.h"
#include "fhir/json/parse.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Value;

std::vector<Persona> ReadPersonas(const Value& list) {
  std::vector<Persona> personas;
  for (const Value& one : list.items()) {
    personas.push_back({one["id"].text(), one["name"].text(), one["wa"].text(), one["bsuid"].text(),
                        one["language"].text(), one});
  }
  return personas;
}

Expected ReadExpected(const Value& told) {
  const std::string& patient = told["patient"].text();
  return {told["kind"].text(), told["progress"].text(), told["reason"].text(),
          patient.empty() ? "" : "Patient/" + patient, told["media"].text()};
}

void ReadAct(const Value& told, Line& line) {
  if (told.Find("message") != nullptr) line.content = told["message"];
  if (told.Find("from") != nullptr) {
    line.act = Act::kMessage;
    line.who = told["from"].text();
  } else if (told.Find("staff_reply_to") != nullptr) {
    line.act = Act::kStaffReply;
    line.who = told["staff_reply_to"].text();
  } else if (told.Find("status_of") != nullptr) {
    line.act = Act::kStatus;
    line.who = told["to"].text();
    line.target = told["status_of"].text();
    line.content = told["status"];
  } else if (told.Find("withdraw") != nullptr) {
    line.act = Act::kWithdraw;
    line.who = told["withdraw"].text();
  } else {
    line.act = Act::kAccountEvent;
    line.content = told["account_event"];
  }
}

Result<Line, Issue> ReadLine(const Script& script, const Value& told) {
  Line line;
  line.key = told["key"].text();
  line.minute = static_cast<int>(told["minute"].integer().value_or(-1));
  line.reply_to = told["reply_to"].text();
  line.forwarded = told["forwarded"].boolean().value_or(false);
  line.twice = told["twice"].boolean().value_or(false);
  line.note = told["note"].text();
  line.expected = ReadExpected(told["expect"]);
  ReadAct(told, line);
  if (line.key.empty() || line.minute < 0)
    return Fault("required", "lines", "a line has no key or minute");
  if (line.act == Act::kAccountEvent ? !line.content.is_object()
                                     : script.Find(line.who) == nullptr) {
    return Fault("not-found", "lines[" + line.key + "]", "a line names nobody of the day");
  }
  return line;
}

}  // namespace

const Persona* Script::Find(const std::string& id) const {
  for (const auto* list : {&patients, &strangers, &staff}) {
    const auto found =
        std::find_if(list->begin(), list->end(), [&](const Persona& p) { return p.id == id; });
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

Result<Script, Issue> ReadScript(std::string_view json) {
  const auto told = fhir::json::Parse(json);
  if (!told) return Unexpected<Issue>(told.error());
  Script script;
  script.patients = ReadPersonas((*told)["people"]);
  script.strangers = ReadPersonas((*told)["strangers"]);
  script.staff = ReadPersonas((*told)["staff"]);
  for (const Value& one : (*told)["lines"].items()) {
    auto line = ReadLine(script, one);
    if (!line) return Unexpected<Issue>(line.error());
    if (!script.lines.empty() && line->minute < script.lines.back().minute) {
      return Fault("value", "lines[" + line->key + "]", "a line is earlier than the one before it");
    }
    script.lines.push_back(std::move(*line));
  }
  return script;
}

Result<Script, Issue> ReadDay() {
  const auto* day = embedded::simulator::Find("day.json");
  if (day == nullptr) return Fault("not-found", "day.json", "the program carries no clinic day");
  return ReadScript(day->bytes);
}

}  // namespace chartbridge::simulator
