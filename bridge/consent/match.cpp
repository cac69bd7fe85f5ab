#include "bridge/consent/match.h"

#include <algorithm>

namespace chartbridge::bridge::consent {
namespace {

bool Contains(const std::vector<std::string_view>& list, std::string_view reference) {
  return std::find(list.begin(), list.end(), reference) != list.end();
}

Tristate In(const std::optional<std::vector<std::string_view>>& list, std::string_view reference) {
  return list ? ToTristate(Contains(*list, reference)) : Tristate::kUnknown;
}

Tristate IsAuthor(const std::optional<std::vector<Identity>>& authors, std::string_view reference) {
  if (!authors) return Tristate::kUnknown;
  return ToTristate(std::any_of(authors->begin(), authors->end(), [&](const Identity& author) {
    return author.reference == reference;
  }));
}

Tristate MatchesOne(const ListedData& listed, const Request& request) {
  const Tristate instance = In(request.instance, listed.reference);
  switch (listed.meaning) {
    case Meaning::kInstance:
      return instance;
    case Meaning::kRelated:
      return Or(instance, In(request.related, listed.reference));
    case Meaning::kDependents:
      return Or(instance, In(request.dependents, listed.reference));
    case Meaning::kAuthoredBy:
      return IsAuthor(request.authors, listed.reference);
  }
  return Tristate::kUnknown;
}

}  // namespace

Question Ask(const Request& request, const Directory& directory,
             std::string_view default_confidentiality) {
  Question question{request, directory, ReadLabels(request, default_confidentiality),
                    request.actors};
  for (const Identity& actor : request.actors) {
    for (const std::string_view same : directory.SameAs(actor.reference)) {
      question.recipients.push_back({same, {}});
    }
  }
  return question;
}

Tristate MatchesDataPeriod(const Period& listed, Side side,
                           const std::optional<Period>& data_time) {
  if (!data_time) return Tristate::kUnknown;
  return ToTristate(side == Side::kPermit ? listed.Covers(*data_time)
                                          : listed.Overlaps(*data_time));
}

Tristate MatchesData(const std::vector<ListedData>& listed, const Request& request) {
  Tristate any = Tristate::kFalse;
  for (const ListedData& one : listed) any = Or(any, MatchesOne(one, request));
  return any;
}

Tristate Matches(Kind kind, const InForce& criteria, Side side, const Question& question) {
  const Criteria* stated = criteria[std::size_t(kind)];
  if (stated == nullptr) return Tristate::kTrue;
  const Request& request = question.request;
  switch (kind) {
    case Kind::kPeriod:
      return ToTristate(stated->period.Contains(request.time));
    case Kind::kActor:
      return MatchesActor(stated->actors, side, question);
    case Kind::kAction:
      return MatchesAction(stated->actions, side, request.actions);
    case Kind::kLabel:
      return MatchesLabel(stated->labels, side, question.labels);
    case Kind::kPurpose:
      return MatchesPurpose(stated->purposes, side, request.purposes);
    case Kind::kClass:
      return MatchesCode(stated->classes, side, request.classes);
    case Kind::kCode:
      return MatchesCode(stated->codes, side, request.codes);
    case Kind::kDataPeriod:
      return MatchesDataPeriod(stated->data_period, side, request.data_time);
    case Kind::kData:
      return MatchesData(stated->data, request);
  }
  return Tristate::kUnknown;
}

Tristate MatchesAll(const InForce& criteria, Side side, const Question& question) {
  Tristate all = Tristate::kTrue;
  for (int kind = 0; kind < kKinds && all != Tristate::kFalse; ++kind) {
    all = And(all, Matches(Kind(kind), criteria, side, question));
  }
  return all;
}

Tristate MatchesAllBut(Kind left_out, const InForce& criteria, Side side,
                       const Question& question) {
  InForce rest = criteria;
  rest[std::size_t(left_out)] = nullptr;
  return MatchesAll(rest, side, question);
}

}  // namespace chartbridge::bridge::consent
