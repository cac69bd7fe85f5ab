// An EHR's answer: Retry-After on the first line, the body on the rest. Whatever a server sends,
// the answer to a transaction fits what was sent, and an issue carries no words of its own.
#include <algorithm>
#include <chrono>

#include "connectors/ehr/merge_version.h"
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
  const auto read = ehr::ReadTransaction(sent, body);
  if (read.failure) CheckFailure(*read.failure);
  Require(read.entries.size() == 2);
  for (const ehr::EntryAnswer& answer : read.entries) {
    Require(answer.status >= 0 && answer.status < 1000);
    Require(read.failure || answer.status < 300 || answer.status == 304);
    Require(IsPlain(answer.reference));
  }
  const std::string& first = read.entries.front().reference;
  Require(first.empty() || first.starts_with("Communication/"));
  Require(read.entries.back().reference == "Binary/b-1");
}

// A version that somebody else wrote, merged with ours: the second time nothing more changes.
void CheckMerge(std::string_view body) {
  const auto standing = fhir::json::Parse(body);
  if (!standing || !standing->is_object()) return;
  const Value wanted = (*fhir::json::Parse(kSent))["entry"].at(0)["resource"];
  const Value once = ehr::MergeVersion(*standing, wanted);
  Require(ehr::SaysTheSame(once, ehr::MergeVersion(once, wanted)));
  (void)ehr::MergeVersion(wanted, *standing);
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
  for (const char* type : {"application/fhir+json", "text/html", "application/json"}) {
    const http::Pairs typed{{"Content-Type", type}};
    if (const auto fault = ehr::FindFault(200, typed, body, true, kNow)) CheckFailure(*fault);
  }
  Require(ehr::ReadDiagnostics(body).size() <= 4000);
  CheckTransaction(body);
  CheckMerge(body);
  return 0;
}

}  // namespace chartbridge::fuzz
