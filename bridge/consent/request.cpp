#include "bridge/consent/request.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Value;

// The elements of an array; anything else is one element by itself; null is none.
std::vector<const Value*> OneOrMore(const Value& value) {
  std::vector<const Value*> all;
  for (const Value& item : value.items()) all.push_back(&item);
  if (!value.is_array() && !value.is_null()) all.push_back(&value);
  return all;
}

// Reads the members one after another and remembers the first that could not be.
class Reader {
 public:
  Reader(const Value& request, const ReferenceNames& names) : request_(request), names_(names) {}

  const std::string& fault() const { return fault_; }
  void Fail(std::string_view member) {
    if (fault_.empty()) fault_ = member;
  }
  void Require(bool present, std::string_view member) {
    if (!present) Fail(member);
  }

  // Strings of the array; a bare one counts as an array of one.
  std::vector<std::string_view> References(const Value& value, std::string_view member) {
    std::vector<std::string_view> found;
    for (const Value* item : OneOrMore(value)) {
      const std::string& text = item->is_object() ? (*item)["reference"].text() : item->text();
      if (text.empty()) Fail(member);
      if (!text.empty()) found.push_back(names_.Normalize(text));
    }
    return found;
  }

  std::vector<Identifier> Identifiers(const Value& value, std::string_view member) {
    std::vector<Identifier> found;
    for (const Value* item : OneOrMore(value)) {
      const std::string& text = (*item)["value"].text();
      if (text.empty()) Fail(member);
      if (!text.empty()) found.push_back({(*item)["system"].text(), text});
    }
    return found;
  }

  std::vector<Identity> Identities(const Value& value, std::string_view member) {
    std::vector<Identity> found;
    for (const Value* item : OneOrMore(value)) {
      Identity who;
      const std::string& text = item->is_object() ? (*item)["reference"].text() : item->text();
      if (!text.empty()) who.reference = names_.Normalize(text);
      if (item->is_object()) who.identifiers = Identifiers((*item)["identifier"], member);
      if (who.reference.empty() && who.identifiers.empty()) Fail(member);
      found.push_back(std::move(who));
    }
    return found;
  }

  // Codings, concepts, "system|code", or bare codes of the system `bare`.
  std::vector<Code> Codes(std::string_view member, System bare) {
    std::vector<Code> found;
    for (const Value* item : OneOrMore(request_[member])) AppendCodes(*item, member, bare, found);
    return found;
  }

  const Value& operator[](std::string_view member) const { return request_[member]; }

 private:
  void AppendCodes(const Value& item, std::string_view member, System bare,
                   std::vector<Code>& found) {
    if (const Value* codings = item.Find("coding")) {
      if (codings->items().empty()) Fail(member);
      for (const Value& coding : codings->items()) AppendCoding(coding, member, found);
    } else if (item.is_object()) {
      AppendCoding(item, member, found);
    } else {
      AppendText(item.text(), member, bare, found);
    }
  }

  void AppendCoding(const Value& coding, std::string_view member, std::vector<Code>& found) {
    const Value* system = coding.Find("system");
    const bool readable = system == nullptr || system->is_string();
    if (!readable || coding["code"].text().empty()) return Fail(member);
    found.push_back(NormalizeCode(coding["system"].text(), coding["code"].text()));
  }

  void AppendText(std::string_view text, std::string_view member, System bare,
                  std::vector<Code>& found) {
    if (text.empty()) return Fail(member);
    const auto bar = text.rfind('|');
    if (bar == text.npos) return found.push_back({bare, text});
    if (bar + 1 == text.size()) return Fail(member);
    found.push_back(NormalizeCode(text.substr(0, bar), text.substr(bar + 1)));
  }

  const Value& request_;
  const ReferenceNames& names_;
  std::string fault_;
};

void ReadContent(Reader& reader, Request& request) {
  const std::string& type = reader["resourceType"].text();
  reader.Require(!type.empty(), "resourceType");
  request.classes = reader.Codes("class", {});
  request.classes.push_back({kResourceTypes, type});
  if (const Value& channel = reader["channel"]; !channel.is_null()) {
    reader.Require(!channel.text().empty(), "channel");
    request.channel = Code{kChannels, channel.text()};
    request.classes.push_back(*request.channel);
  }
  request.codes = reader.Codes("code", {});
  if (const Value& labels = reader["labels"]; !labels.is_null()) {
    reader.Require(labels.is_array(), "labels");
    request.labels = reader.Codes("labels", {});
  }
}

std::optional<Period> ReadRange(const Value& value, const ClinicTime& clock, Reader& reader) {
  if (value.is_string()) {
    const auto at = clock.Read(value.text());
    reader.Require(at.has_value(), "dataTime");
    return at;
  }
  Period range;
  const Value& start = value["start"];
  const Value& end = value["end"];
  const auto first = clock.Read(start.text());
  const auto last = clock.Read(end.text());
  reader.Require(value.is_object() && (first || start.is_null()) && (last || end.is_null()),
                 "dataTime");
  if (first) range.first = first->first;
  if (last) range.last = last->last;
  reader.Require(!range.IsReversed(), "dataTime");
  if (!range.first && !range.last) return std::nullopt;
  return range;
}

void ReadProvenance(Reader& reader, const ClinicTime& clock, Request& request) {
  if (const Value& at = reader["dataTime"]; !at.is_null())
    request.data_time = ReadRange(at, clock, reader);
  if (const Value& author = reader["author"]; !author.is_null()) {
    request.authors = reader.Identities(author, "author");
  }
  const Value& data = reader["data"];
  reader.Require(data.is_null() || data.is_object(), "data");
  const auto list = [&](std::string_view name) -> std::optional<std::vector<std::string_view>> {
    if (data[name].is_null()) return std::nullopt;
    return reader.References(data[name], "data");
  };
  request.instance = list("instance");
  request.related = list("related");
  request.dependents = list("dependents");
}

void ReadPerson(Reader& reader, Request& request) {
  request.related_patients = reader.References(reader["relatedPatient"], "relatedPatient");
  request.patient_identifiers =
      reader.Identifiers(reader["patientIdentifiers"], "patientIdentifiers");
  if (const Value& birth = reader["patientBirthDate"]; !birth.is_null()) {
    request.birth = ReadDate(birth.text());
    reader.Require(request.birth.has_value(), "patientBirthDate");
  }
}

}  // namespace

Result<Request, UnreadableRequest> ReadRequest(const Value& json, const ClinicTime& clock,
                                               const ReferenceNames& names) {
  Request request;
  Reader patient(json, names);
  request.patients = patient.References(json["patient"], "patient");
  if (request.patients.empty() || !patient.fault().empty()) {
    return Unexpected(UnreadableRequest{"patient-unresolved", "patient"});
  }
  Reader reader(json, names);
  const auto time = ParseInstant(json["time"].text());
  reader.Require(time.has_value(), "time");
  request.actors = reader.Identities(json["actor"], "actor");
  reader.Require(!request.actors.empty(), "actor");
  request.purposes = reader.Codes("purpose", kActReason);
  reader.Require(!request.purposes.empty(), "purpose");
  request.actions = reader.Codes("action", kConsentAction);
  reader.Require(!request.actions.empty(), "action");
  ReadContent(reader, request);
  ReadProvenance(reader, clock, request);
  ReadPerson(reader, request);
  if (!reader.fault().empty())
    return Unexpected(UnreadableRequest{"request-incomplete", reader.fault()});
  request.time = *time;
  return request;
}

}  // namespace chartbridge::bridge::consent
