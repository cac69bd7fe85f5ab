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

// "1" of W/"1" or "1"; of a location's /_history/1 where there is no ETag.
std::string AnsweredVersion(const Value& response) {
  std::string_view tag = response["etag"].text();
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"')
    return std::string(tag.substr(1, tag.size() - 2));
  const std::string& location = response["location"].text();
  constexpr std::string_view kHistory = "/_history/";
  const std::size_t at = location.rfind(kHistory);
  if (at == std::string::npos) return "";
  const std::string version = location.substr(at + kHistory.size());
  return version.find_first_of("/?#") == std::string::npos ? version : "";
}

// What is there already stands as well: 304 is what some servers say of it.
bool Confirms(int status) { return (status >= 200 && status < 300) || status == 304; }

Failure Doubt(std::string text) { return Fail(FailureKind::kInDoubt, std::move(text)).error(); }

EntryAnswer ReadEntry(const Value& sent, const Value& answer) {
  EntryAnswer entry{ReadStatus(answer["response"]["status"].text()), KnownReference(sent), "",
                    false};
  entry.confirmed = Confirms(entry.status);
  if (entry.reference.empty())
    entry.reference = AnsweredReference(answer, sent["resource"]["resourceType"].text());
  if (entry.confirmed) entry.version = AnsweredVersion(answer["response"]);
  return entry;
}

}  // namespace

TransactionAnswer ReadTransaction(const Value& sent, std::string_view body) {
  TransactionAnswer read;
  const auto& requests = sent["entry"].items();
  for (const Value& entry : requests) read.entries.push_back({0, KnownReference(entry), "", false});
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return read;

  const auto parsed = fhir::json::Parse(body);
  // return=minimal may also be an OperationOutcome without errors.
  if (parsed && (*parsed)["resourceType"].text() == "OperationOutcome") {
    if (HasError(ReadOutcome(body))) read.failure = SortAnswer(200, {}, body, false, Instant());
    return read;
  }
  const bool usable = parsed && (*parsed)["resourceType"].text() == "Bundle" &&
                      (*parsed)["entry"].items().size() == requests.size();
  if (!usable) {
    read.failure = Doubt("The EHR's answer to a transaction is not its response Bundle.");
    return read;
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Value& answer = (*parsed)["entry"].at(i);
    read.entries[i] = ReadEntry(requests[i], answer);
    const int status = read.entries[i].status;
    if (status >= 300 && status != 304 && !read.failure) {
      read.failure =
          SortAnswer(status, {{"Content-Type", "application/fhir+json"}}, body, false, Instant());
    }
  }
  if ((*parsed)["type"].text() != "transaction-response" && !read.failure)
    read.failure = Doubt("The EHR's answer to a transaction is a Bundle of another type.");
  return read;
}

Result<std::vector<EntryAnswer>, Failure> ReadTransactionAnswer(const Value& sent,
                                                                std::string_view body) {
  auto read = ReadTransaction(sent, body);
  if (read.failure) return Unexpected<Failure>(*std::move(read.failure));
  return std::move(read.entries);
}

}  // namespace chartbridge::ehr
