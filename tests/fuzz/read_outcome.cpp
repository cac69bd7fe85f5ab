// An EHR's answer: Retry-After on the first line, the body on the rest. Whatever a server sends,
// the answer to a transaction fits what was sent, and an issue carries no words of its own.
#include <algorithm>
#include <chrono>

#include "connectors/ehr/outcome.h"
#include "connectors/ehr/transaction_answer.h"
#include "fhir/json/parse.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using fhir::json::Value;

const Instant kNow = FromUnixMillis(1787090000000);
constexpr std::string_view kSent =
    R"({"resourceType":"Bundle","type":"transaction","entry":[)"
    R"({"resource":{"resourceType":"Communication"},"request":{"method":"POST","url":)"
    R"("Communication","ifNoneExist":"identifier=a"}},)"
    R"({"resource":{"resourceType":"Binary","id":"b-1"},"request":{"method":"PUT","url":)"
    R"("Binary/b-1"}}]})";

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

void CheckIssues(const std::vector<Issue>& issues) {
  Require(issues.size() <= 32);
  for (const Issue& issue : issues) Require(IsPlain(issue.code) && IsPlain(issue.expression));
}

void CheckFailure(const Failure& failure) {
  CheckIssues(failure.issues);
  Require(!failure.text.empty());
}

void CheckTransaction(std::string_view body) {
  const Value sent = *fhir::json::Parse(kSent);
  const auto answers = ehr::ReadTransactionAnswer(sent, body);
  if (!answers) return CheckFailure(answers.error());
  Require(answers->size() == 2);
  for (const ehr::EntryAnswer& answer : *answers) {
    Require(answer.status >= 0 && answer.status < 300);
    Require(IsPlain(answer.reference));
  }
  const std::string& first = answers->front().reference;
  Require(first.empty() || first.starts_with("Communication/"));
  Require(answers->back().reference == "Binary/b-1");
}

}  // namespace

int ReadOutcome(const std::uint8_t* data, std::size_t size) {
  const auto [wait, body] = SplitFirstLine(TextOf(data, size));
  CheckIssues(ehr::ReadOutcome(body));
  if (const auto read = ehr::ReadRetryAfter(wait, kNow))
    Require(*read >= Milliseconds(0) && *read <= std::chrono::days(1));
  const http::Pairs headers{{"Retry-After", std::string(wait)}};
  for (const int status : {400, 401, 404, 409, 412, 422, 429, 500, 503}) {
    CheckFailure(ehr::SortAnswer(status, headers, body, status % 2 == 0, kNow));
  }
  CheckTransaction(body);
  return 0;
}

}  // namespace chartbridge::fuzz
