#include "connectors/api/patients.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "base/codec.h"
#include "bridge/match/match_patient.h"
#include "connectors/api/paging.h"
#include "connectors/api/patient_card.h"
#include "connectors/api/permissions.h"
#include "connectors/api/reach.h"
#include "connectors/api/seen.h"
#include "connectors/http/client.h"

namespace chartbridge::api {
namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr std::size_t kShortestName = 2;
constexpr std::size_t kMostWords = 10;
constexpr int kMostFound = 20;

// FHIR R4 search.html 3.1.1.4.0.1: these separate values unless they are escaped.
std::string SearchText(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == ',' || c == '$' || c == '|') escaped += '\\';
    escaped += c;
  }
  return Escape(escaped);
}

std::vector<std::string> WordsOfName(const std::string& name) {
  std::istringstream text(name);
  return {std::istream_iterator<std::string>(text), {}};
}

// Servers compare a name part by part (FHIR R4 search.html 3.1.1.4.8), so each word must be found
// in one of them: a given and a family name in one parameter match nothing.
std::string QueryOf(const std::string& parameter, const std::string& value) {
  if (parameter != "name") return parameter + "=" + SearchText(value);
  std::string query;
  for (const std::string& word : WordsOfName(value))
    query += (query.empty() ? "" : "&") + parameter + "=" + SearchText(word);
  return query;
}

Answer<std::vector<PatientCard>> FindBy(const EhrReading& ehr, const std::string& parameter,
                                        const std::string& value) {
  const auto bundle =
      ehr.get("Patient?" + QueryOf(parameter, value) + "&_count=" + std::to_string(kMostFound));
  if (!bundle) return RefuseForEhr(bundle.error());
  std::vector<PatientCard> cards;
  for (const Value& entry : (*bundle)["entry"].items()) {
    const Value& resource = entry["resource"];
    if (resource["resourceType"].text() != "Patient") continue;
    PatientCard card = ReadCard(resource);
    // Servers ignore parameters that they do not know.
    const auto& ids = card.identifiers;
    const bool fits =
        parameter != "identifier" || std::find(ids.begin(), ids.end(), value) != ids.end();
    if (fits && cards.size() < kMostFound) cards.push_back(std::move(card));
  }
  return cards;
}

Answer<std::vector<PatientCard>> FindByPhone(const Ask& ask, const EhrReading& ehr,
                                             const std::string& written) {
  std::string digits;
  for (const char c : written) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const mappings::PhoneNumber number(digits);
  const std::string& country = ask.ports.run.country;
  const auto spellings = bridge::match::Spellings(number, country);
  if (spellings.empty()) return Refuse(422, "phone");
  const auto people = ehr.directory.FindByPhone(spellings);
  if (!people) return RefuseForEhr(people.error());
  std::vector<PatientCard> cards;
  for (const bridge::KnownPatient& known : people->patients) {
    const bool same =
        std::any_of(known.phones.begin(), known.phones.end(), [&](const std::string& phone) {
          return bridge::match::SameNumber(number, phone, country);
        });
    if (!same || cards.size() == kMostFound) continue;
    auto card = FindCard(ehr, known.reference);
    if (!card) return Unexpected<Problem>(card.error());
    cards.push_back(std::move(*card));
  }
  return cards;
}

Answer<std::vector<PatientCard>> Find(const Ask& ask, const EhrReading& ehr) {
  const std::string name = ask.body["name"].text();
  const std::string identifier = ask.body["identifier"].text();
  const std::string phone = ask.body["phone"].text();
  if (!phone.empty()) return FindByPhone(ask, ehr, phone);
  if (!identifier.empty()) return FindBy(ehr, "identifier", identifier);
  const auto words = WordsOfName(name);
  if (words.empty() || (words.size() == 1 && words.front().size() < kShortestName))
    return Refuse(422, "name-short");
  if (words.size() > kMostWords) return Refuse(422, "name-long");
  return FindBy(ehr, "name", name);
}

bool IsMasked(const Ask& ask) {
  return ReachOf(ask, kConsentEvidence).masked || ask.grant == bridge::access::Grant::kMasked;
}

}  // namespace

Answer<Reply> SearchPatients(const Ask& ask) {
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  const auto cards = Find(ask, **ehr);
  if (!cards) return Unexpected<Problem>(cards.error());
  std::vector<std::string> ids;
  for (const PatientCard& card : *cards) ids.push_back(card.reference);
  // Each of them was shown, and each may ask who has seen them.
  if (auto noted = NoteList(ask, "patients", ids); !noted)
    return Unexpected<Problem>(noted.error());
  if (auto noted = NotePatients(ask, "patients", ids); !noted)
    return Unexpected<Problem>(noted.error());
  Array items;
  for (const PatientCard& card : *cards) items.push_back(ToJson(card, IsMasked(ask)));
  return PageReply(std::move(items));
}

Answer<Reply> ShowPatient(const Ask& ask) {
  const auto reference = PatientReference(ask.parts[0]);
  if (!reference) return Refuse(404, "not-found");
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  const auto card = FindCard(**ehr, *reference);
  if (!card) return Unexpected<Problem>(card.error());
  if (auto noted = NoteSearch(ask, "patient", card->reference); !noted)
    return Unexpected<Problem>(noted.error());
  return JsonReply(ToJson(*card, IsMasked(ask)));
}

Answer<Reply> MakeLaunch(const Ask& ask) {
  if (!ask.settings.embedded_chart) return Refuse(404, "not-embedded");
  const Reach reach = ReachOf(ask, kMessageBody);
  if (!reach.all && !reach.matched) return Refuse(403, "role");
  const std::string& patient = ask.body["patient"].text();
  const auto url = ask.ports.apps.LaunchUrl(ask.caller, patient);
  if (!url && url.error().kind == FailureKind::kForbidden) return Refuse(403, "role");
  if (!url) return RefuseForEhr(url.error());
  if (auto noted = Note(ask, {"launch.opened", "", 0, patient, patient, {}, "", ""}); !noted)
    return Unexpected<Problem>(noted.error());
  Value json;
  json.Set("url", *url);
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
