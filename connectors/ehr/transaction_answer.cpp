#include "connectors/ehr/transaction_answer.h"

#include "connectors/ehr/base_url.h"
#include "connectors/ehr/outcome.h"
#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

// "201", "201 Created".
int ReadStatus(const std::string& text) {
  int status = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return 0;
    status = status * 10 + (text[i] - '0');
  }
  return status;
}

// What the request itself says of where its resource lives: only a PUT does.
std::string KnownReference(const Value& entry) {
  if (entry["request"]["method"].text() != "PUT") return "";
  return ReferenceOf(entry["request"]["url"].text(), entry["resource"]["resourceType"].text());
}

std::string AnsweredReference(const Value& answer, const std::string& type) {
  std::string reference = ReferenceOf(answer["response"]["location"].text(), type);
  if (reference.empty() && answer["resource"]["resourceType"].text() == type) {
    reference = ReferenceOf(type + "/" + answer["resource"]["id"].text(), type);
  }
  return reference;
}

}  // namespace

Result<std::vector<EntryAnswer>, Failure> ReadTransactionAnswer(const Value& sent,
                                                                std::string_view body) {
  std::vector<EntryAnswer> answers;
  for (const Value& entry : sent["entry"].items()) answers.push_back({0, KnownReference(entry)});
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return answers;

  const auto parsed = fhir::json::Parse(body);
  // return=minimal may also be an OperationOutcome without errors.
  if (parsed && (*parsed)["resourceType"].text() == "OperationOutcome") return answers;
  const bool usable = parsed && (*parsed)["resourceType"].text() == "Bundle" &&
                      (*parsed)["entry"].items().size() == answers.size();
  if (!usable)
    return Fail(FailureKind::kInDoubt,
                "The EHR's answer to a transaction is not its response Bundle.");

  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Value& answer = (*parsed)["entry"].at(i);
    answers[i].status = ReadStatus(answer["response"]["status"].text());
    if (answers[i].status >= 300) {
      return Unexpected<Failure>(SortAnswer(answers[i].status, {}, body, false, Instant()));
    }
    const std::string& type = sent["entry"].at(i)["resource"]["resourceType"].text();
    if (answers[i].reference.empty()) answers[i].reference = AnsweredReference(answer, type);
  }
  return answers;
}

}  // namespace chartbridge::ehr
