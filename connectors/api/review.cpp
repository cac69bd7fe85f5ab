#include "connectors/api/review.h"

#include <algorithm>
#include <set>

#include "bridge/match/match_patient.h"
#include "bridge/service/item_json.h"
#include "connectors/api/approvals.h"
#include "connectors/api/contents.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/patient_card.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"
#include "words/say.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

constexpr std::size_t kPreview = 280;
constexpr std::size_t kMostCandidates = 10;

// The first bytes, cut between characters.
std::string Beginning(const std::string& text) {
  if (text.size() <= kPreview) return text;
  std::size_t end = kPreview;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

// Words of a name, lower case where that is ASCII.
std::vector<std::string> WordsIn(const std::string& name) {
  std::vector<std::string> words(1);
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    if (c == ' ' || c == ',') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  std::erase(words, "");
  return words;
}

bool ShareAWord(const std::string& left, const std::string& right) {
  const auto words = WordsIn(right);
  for (const std::string& word : WordsIn(left)) {
    if (word.size() > 1 && std::find(words.begin(), words.end(), word) != words.end()) return true;
  }
  return false;
}

words::Statements Reasons(const Ask& ask, const mappings::Contact& contact, const PatientCard& card,
                          std::size_t candidates) {
  words::Statements why;
  const auto same = [&](const std::string& phone) {
    return contact.phone && bridge::match::SameNumber(*contact.phone, phone, ask.ports.run.country);
  };
  if (std::any_of(card.phones.begin(), card.phones.end(), same))
    why.push_back(words::Say("same-number"));
  if (candidates > 1)
    why.push_back(words::Say("shared-number", {{"patients", std::to_string(candidates)}}));
  if (contact.profile_name && ShareAWord(contact.profile_name->Reveal(), card.name))
    why.push_back(words::Say("similar-name"));
  if (!card.active) why.push_back(words::Say("patient-inactive"));
  return why;
}

// Reads candidates from the EHR, as far as it shows them. One bad record or a refusal costs that
// candidate's card; an EHR that is away is asked no more for this answer.
class Candidates {
 public:
  explicit Candidates(const EhrReading* ehr) : ehr_(ehr) {}

  // nullopt: there is no such patient any more.
  std::optional<PatientCard> Find(const std::string& reference, bool& available) {
    available = false;
    PatientCard unknown{.reference = reference, .name = reference};
    if (ehr_ == nullptr) return unknown;
    auto card = FindCard(*ehr_, reference);
    if (!card && card.error().status == 404) return std::nullopt;
    if (!card) {
      const std::string& code = card.error().said.code;
      if (code == "ehr-unreachable" || code == "ehr-throttled" || code == "ehr-unauthorized")
        ehr_ = nullptr;
      return unknown;
    }
    available = true;
    return std::move(*card);
  }

 private:
  const EhrReading* ehr_;
};

Array CandidateViews(const Ask& ask, Candidates& candidates, const service::WaitingItem& waiting,
                     const std::optional<mappings::Item>& item) {
  std::vector<std::string> patients = waiting.candidates;
  std::erase_if(patients, [](const std::string& one) { return PatientReference(one) != one; });
  if (patients.size() > kMostCandidates) patients.resize(kMostCandidates);
  const mappings::Contact contact = item ? item->contact : mappings::Contact();
  Array views;
  for (const std::string& reference : patients) {
    bool available = false;
    const auto card = candidates.Find(reference, available);
    if (!card) continue;
    Value one;
    one.Set("patient", ToJson(*card, false));
    one.Set("available", available);
    one.Set("why", service::StatementList(
                       available ? Reasons(ask, contact, *card, patients.size())
                                 : words::Statements{words::Say("candidate-not-shown")}));
    views.push_back(std::move(one));
  }
  return views;
}

// Where another person was faster, the item no longer waits, or waits for something else.
Answer<ItemRow> FindWaiting(const Ask& ask) {
  auto row = ask.ports.items.Find(ask.parts[0]);
  if (!row) return RefuseFor(row.error());
  const Reach reach = ReachOf(ask, kIdentityResolve);
  if (!*row || !reach.Anything()) return Refuse(404, "not-found");
  if ((*row)->queue() != bridge::StaffQueue::kReview) return Refuse(409, "changed");
  if (auto same = CheckUnchanged(ask, **row); !same) return Unexpected<Problem>(same.error());
  return std::move(**row);
}

Value WaitingJson(const Ask& ask, Candidates& candidates, const service::WaitingItem& waiting,
                  bool with_words) {
  const auto item = service::ReadItem(waiting.row, ask.ports.channels);
  const Wording wording = item && with_words ? WordingOf(*item) : Wording{};
  const std::string& words = wording.text.empty() ? wording.caption : wording.text;
  Value json = service::ItemJson(waiting.row, ask.ports.channels);
  json.Set("preview", OrNull(Beginning(words)));
  json.Set("candidates", CandidateViews(ask, candidates, waiting, item));
  return json;
}

}  // namespace

Answer<Reply> ListReview(const Ask& ask) {
  const auto request = ReadPageRequest(ask);
  if (!request) return Unexpected<Problem>(request.error());
  const auto page = AnswerOf(service::ListReview(ask.Items(), *request));
  if (!page) return Unexpected<Problem>(page.error());
  const Reach body = ReachOf(ask, kMessageBody);
  Candidates candidates(ask.ports.ehr());
  Array items;
  std::vector<const ItemRow*> rows;
  std::vector<const ItemRow*> read;
  std::set<std::string> patients;
  for (const service::WaitingItem& waiting : page->rows) {
    items.push_back(WaitingJson(ask, candidates, waiting, body.Covers(waiting.row)));
    rows.push_back(&waiting.row);
    if (!items.back()["preview"].is_null()) read.push_back(&waiting.row);
    for (const Value& one : items.back()["candidates"].items())
      patients.insert(one["patient"]["reference"].text());
  }
  if (auto noted = NoteRows(ask, "console.list", "review", rows); !noted)
    return Unexpected<Problem>(noted.error());
  if (auto noted = NotePatients(ask, "candidates", {patients.begin(), patients.end()}); !noted)
    return Unexpected<Problem>(noted.error());
  if (auto noted = NoteBodies(ask, read, ""); !noted) return Unexpected<Problem>(noted.error());
  return PageReply(std::move(items), page->next);
}

Answer<Reply> FileReviewed(const Ask& ask) {
  const auto row = FindWaiting(ask);
  if (!row) return Unexpected<Problem>(row.error());
  const auto patient = ReadTarget(ask);
  if (!patient) return Unexpected<Problem>(patient.error());
  return AssignOrAsk(ask, *row, *patient);
}

Answer<Reply> RejectReviewed(const Ask& ask) {
  const auto row = FindWaiting(ask);
  if (!row) return Unexpected<Problem>(row.error());
  return TakeStep(
      ask, *row,
      [&](bridge::run::StaffActions& staff) {
        return staff.Drop(row->key, bridge::Reason::kRejectedByStaff);
      },
      service::Shown::kWhole);
}

}  // namespace chartbridge::api
