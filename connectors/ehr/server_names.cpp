#include "connectors/ehr/server_names.h"

#include <algorithm>

#include "bridge/consent/reference.h"

namespace chartbridge::ehr {
namespace {

constexpr std::chrono::minutes kStatementHolds(10);
constexpr std::chrono::minutes kStatementAgain(1);
constexpr std::size_t kMostNames = 16;

bool IsHttp(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

}  // namespace

std::string BaseOfSearch(const std::string& url, const std::string& type) {
  if (!IsHttp(url)) return "";
  std::string path = url.substr(0, url.find_first_of("?#"));
  if (path.ends_with("/_search")) path.resize(path.size() - std::string_view("/_search").size());
  const std::string tail = "/" + type;
  if (!path.ends_with(tail)) return "";
  path.resize(path.size() - tail.size());
  return path;
}

std::vector<std::string> ServerNames::All() {
  const Instant now = rest_.Now();
  bool due = false;
  {
    const std::lock_guard lock(mutex_);
    due = !read_again_ || now >= *read_again_ || *read_again_ - now > kStatementHolds;
    if (due) read_again_ = now + kStatementAgain;
  }
  if (due) ReadStatement();
  std::vector<std::string> names{rest_.base().text()};
  const std::lock_guard lock(mutex_);
  names.insert(names.end(), learned_.begin(), learned_.end());
  return names;
}

void ServerNames::ReadStatement() {
  const auto statement = rest_.Get("metadata");
  if (!statement || (*statement)["resourceType"].text() != "CapabilityStatement") return;
  Add((*statement)["implementation"]["url"].text());
  const std::lock_guard lock(mutex_);
  read_again_ = rest_.Now() + kStatementHolds;
}

void ServerNames::NoteSelfLink(const std::string& url, const std::string& type) {
  Add(BaseOfSearch(url, type));
}

void ServerNames::Add(const std::string& written) {
  std::string base = written;
  while (base.ends_with('/')) base.pop_back();
  if (!IsHttp(base) || base == rest_.base().text()) return;
  const std::lock_guard lock(mutex_);
  const bool known = std::find(learned_.begin(), learned_.end(), base) != learned_.end();
  if (!known && learned_.size() < kMostNames) learned_.push_back(base);
}

std::string ServerNames::Local(const std::string& reference, const std::string& type) {
  if (!IsHttp(reference)) {
    const auto relative = rest_.base().Relative(reference);
    return relative ? ReferenceOf(*relative, type) : "";
  }
  const std::vector<std::string> names = All();
  const std::string here(bridge::consent::ReferenceNames(names).Normalize(reference));
  return IsHttp(here) ? "" : ReferenceOf(here, type);
}

}  // namespace chartbridge::ehr
