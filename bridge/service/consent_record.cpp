#include "bridge/service/consent_record.h"

#include <algorithm>

#include "bridge/service/item_json.h"

namespace chartbridge::bridge::service {
namespace {

using consent::Record;
using consent::Standing;
using fhir::json::Array;
using fhir::json::Value;

constexpr std::string_view kChannelSystem = "urn:chartbridge:cs:channel";

std::string CodeOf(const Value& concept_) {
  const Value& coding = concept_["coding"].at(0);
  if (!coding["code"].text().empty()) return coding["code"].text();
  return concept_["text"].text();
}

std::vector<std::string> CodesOf(const Value& concepts) {
  std::vector<std::string> codes;
  for (const Value& one : concepts.items()) {
    const std::string code = one.Find("code") != nullptr ? one["code"].text() : CodeOf(one);
    if (!code.empty()) codes.push_back(code);
  }
  return codes;
}

// Every channel that some rule of the record names.
void AddChannels(const Value& provision, std::vector<std::string>& channels) {
  for (const Value& one : provision["class"].items()) {
    const std::string& code = one["code"].text();
    const bool known = std::find(channels.begin(), channels.end(), code) != channels.end();
    if (one["system"].text() == kChannelSystem && !code.empty() && !known) channels.push_back(code);
  }
  for (const Value& nested : provision["provision"].items()) AddChannels(nested, channels);
}

std::vector<std::string> ChannelsOf(const Value& consent) {
  std::vector<std::string> channels;
  AddChannels(consent["provision"], channels);
  return channels;
}

// What a nested provision is about: the criteria it states, by their codes.
Array CriteriaOf(const Value& provision) {
  Array criteria;
  const auto add = [&](const char* what, const std::vector<std::string>& codes) {
    if (!codes.empty())
      criteria.push_back(fhir::json::Object{{"what", what}, {"codes", TextList(codes)}});
  };
  add("content", CodesOf(provision["class"]));
  add("code", CodesOf(provision["code"]));
  add("action", CodesOf(provision["action"]));
  add("purpose", CodesOf(provision["purpose"]));
  add("label", CodesOf(provision["securityLabel"]));
  std::vector<std::string> actors;
  for (const Value& actor : provision["actor"].items())
    actors.push_back(actor["reference"]["reference"].text());
  add("actor", actors);
  const Value& period = provision["period"];
  if (!period["start"].text().empty()) add("from", {period["start"].text()});
  if (!period["end"].text().empty()) add("until", {period["end"].text()});
  if (const std::size_t nested = provision["provision"].items().size(); nested > 0)
    add("exceptions", {std::to_string(nested)});
  return criteria;
}

Array Exceptions(const Value& consent) {
  Array all;
  for (const Value& provision : consent["provision"]["provision"].items()) {
    const std::string& type = provision["type"].text();
    Value one;
    one.Set("type", type == "permit" ? "permit" : "deny");
    one.Set("criteria", CriteriaOf(provision));
    all.push_back(std::move(one));
  }
  return all;
}

std::string SourceOf(const Value& consent) {
  if (consent.Find("sourceAttachment") != nullptr)
    return consent["sourceAttachment"]["title"].text();
  return consent["sourceReference"]["reference"].text();
}

std::string_view StandingText(Standing standing) {
  switch (standing) {
    case Standing::kCandidate:
      return "is in force";
    case Standing::kInvalid:
      return "cannot be read safely and must be corrected";
    case Standing::kRevoked:
      return "is not in force: it was withdrawn";
    case Standing::kRejected:
      return "is not in force: the patient said no";
    case Standing::kExpired:
      return "is not in force: it has ended";
    case Standing::kPending:
      return "is not in force: the patient has not answered yet";
    case Standing::kNotYetValid:
      return "is not in force yet";
    case Standing::kIgnored:
      return "is not about messages to this clinic";
  }
  return "";
}

}  // namespace

Worth WorthOf(const Record& record) {
  Worth worth;
  worth.in_force = record.standing == Standing::kCandidate;
  if (record.standing == Standing::kInvalid)
    worth.problem = record.fault.empty() ? "Consent" : record.fault;
  return worth;
}

Value ConsentView(const Value& consent, const Worth& worth, bool evidence) {
  const Value& provision = consent["provision"];
  const std::string& type = provision["type"].text();
  const std::string& language = consent["sourceAttachment"]["language"].text();
  Value json;
  json.Set("reference", "Consent/" + consent["id"].text());
  json.Set("version", consent["meta"]["versionId"].text());
  json.Set("status", consent["status"].text());
  json.Set("in_force", worth.in_force);
  json.Set("scope", OrNull(CodeOf(consent["scope"])));
  json.Set("category", TextList(CodesOf(consent["category"])));
  json.Set("given", OrNull(consent["dateTime"].text()));
  json.Set("changed", OrNull(consent["meta"]["lastUpdated"].text()));
  json.Set("channels", TextList(ChannelsOf(consent)));
  json.Set("from", OrNull(provision["period"]["start"].text()));
  json.Set("until", OrNull(provision["period"]["end"].text()));
  json.Set("source", evidence ? OrNull(SourceOf(consent)) : Value());
  json.Set("wording", OrNull(consent["policy"].at(0)["uri"].text()));
  json.Set("language", OrNull(language.empty() ? consent["language"].text() : language));
  json.Set("provision", type == "permit" || type == "deny" ? Value(type) : Value());
  json.Set("actions", TextList(CodesOf(provision["action"])));
  json.Set("purposes", TextList(CodesOf(provision["purpose"])));
  json.Set("exceptions", Exceptions(consent));
  json.Set("problem", OrNull(worth.problem));
  return json;
}

std::string ConsentSentence(const Value& consent, const Record& record) {
  std::string text = "Consent/" + consent["id"].text();
  const std::string& version = consent["meta"]["versionId"].text();
  if (!version.empty()) text += ", version " + version + ",";
  return text + " " + std::string(StandingText(record.standing)) + ".";
}

}  // namespace chartbridge::bridge::service
