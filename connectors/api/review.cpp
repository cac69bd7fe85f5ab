#include "connectors/api/review.h"

#include <algorithm>

#include "bridge/match/match_patient.h"
#include "connectors/api/approvals.h"
#include "connectors/api/contents.h"
#include "connectors/api/item_json.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/patient_card.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"

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

// What the last look into the directory found.
Answer<std::vector<std::string>> CandidatesFor(const Ask& ask, const ItemRow& row) {
  const auto decisions = ask.ports.items.Decisions(row.key);
  if (!decisions) return RefuseFor(decisions.error());
  std::vector<std::string> patients = CandidatesOf(*decisions);
  std::erase_if(patients, [](const std::string& one) { return PatientReference(one) != one; });
  if (patients.size() > kMostCandidates) patients.resize(kMostCandidates);
  return patients;
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

std::vector<std::string> Reasons(const Ask& ask, const mappings::Contact& contact,
                                 const PatientCard& card, std::size_t candidates) {
  std::vector<std::string> why;
  const auto same = [&](const std::string& phone) {
    return contact.phone && bridge::match::SameNumber(*contact.phone, phone, ask.ports.run.country);
  };
  if (std::any_of(card.phones.begin(), card.phones.end(), same))
    why.emplace_back("This number is in the patient's record.");
  if (candidates > 1)
    why.push_back("The number belongs to " + std::to_string(candidates) + " patients.");
  if (contact.profile_name && ShareAWord(contact.profile_name->Reveal(), card.name))
    why.emplace_back("The name that the sender chose resembles the patient's.");
  if (!card.active) why.emplace_back("The EHR says that this record is no longer active.");
  return why;
}

Answer<Array> CandidateViews(const Ask& ask, const EhrReading& ehr, const ItemRow& row,
                             const std::optional<mappings::Item>& item) {
  Array views;
  const auto patients = CandidatesFor(ask, row);
  if (!patients) return Unexpected<Problem>(patients.error());
  for (const std::string& reference : *patients) {
    const auto card = FindCard(ehr, reference);
    if (!card && card.error().status == 404) continue;
    if (!card) return Unexpected<Problem>(card.error());
    const mappings::Contact contact = item ? item->contact : mappings::Contact();
    Value one;
    one.Set("patient", ToJson(*card, false));
    one.Set("why", TextList(Reasons(ask, contact, *card, patients->size())));
    views.push_back(std::move(one));
  }
  return views;
}

// Where another person was faster, the item no longer waits, or waits for something else.
Answer<ItemRow> FindWaiting(const Ask& ask) {
  auto row = ask.ports.items.Find(ask.parts[0]);
  if (!row) return RefuseFor(row.error());
  const Reach reach = ReachOf(ask, kIdentityResolve);
  if (!*row || !reach.Anything())
    return Refuse(404, "not-found", "There is no such message in the review queue.");
  if (!WaitsForReview(**row))
    return Refuse(409, "changed", "Somebody was faster: this message no longer waits for review.");
  if (auto same = CheckUnchanged(ask, **row); !same) return Unexpected<Problem>(same.error());
  return std::move(**row);
}

struct Waiting {
  Value view;
  std::vector<std::string> patients;
};

Answer<Waiting> ShowWaiting(const Ask& ask, const EhrReading& ehr, const ItemRow& row,
                            bool with_words) {
  const auto item = ReadItem(row, ask.ports.channels);
  auto candidates = CandidateViews(ask, ehr, row, item);
  if (!candidates) return Unexpected<Problem>(candidates.error());
  const Wording wording = item && with_words ? WordingOf(*item) : Wording{};
  const std::string& words = wording.text.empty() ? wording.caption : wording.text;
  Waiting waiting;
  for (const Value& one : *candidates)
    waiting.patients.push_back(one["patient"]["reference"].text());
  waiting.view = ItemView(row, ask.ports.channels, Shown::kWhole);
  waiting.view.Set("preview", OrNull(Beginning(words)));
  waiting.view.Set("candidates", std::move(*candidates));
  return waiting;
}

}  // namespace

Answer<Reply> ListReview(const Ask& ask) {
  const auto wish = ReadPageWish(ask);
  if (!wish) return Unexpected<Problem>(wish.error());
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  bridge::ItemFilter filter;
  filter.progress = bridge::Progress::kHeld;
  auto page = ReadRows(ask, filter, *wish, WaitsForReview);
  if (!page) return Unexpected<Problem>(page.error());
  if (auto loaded = LoadContent(ask, page->rows); !loaded)
    return Unexpected<Problem>(loaded.error());
  const Reach body = ReachOf(ask, kMessageBody);
  Array items;
  std::vector<std::string> keys;
  std::vector<const ItemRow*> read;
  for (const ItemRow& row : page->rows) {
    auto waiting = ShowWaiting(ask, **ehr, row, body.Covers(row));
    if (!waiting) return Unexpected<Problem>(waiting.error());
    keys.push_back(row.key);
    keys.insert(keys.end(), waiting->patients.begin(), waiting->patients.end());
    if (!waiting->view["preview"].is_null()) read.push_back(&row);
    items.push_back(std::move(waiting->view));
  }
  if (auto noted = NoteList(ask, "review", keys); !noted) return Unexpected<Problem>(noted.error());
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
      Shown::kWhole);
}

}  // namespace chartbridge::api
