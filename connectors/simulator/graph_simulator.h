// The media side of Meta's Graph API, for the demo and for tests: an id is asked for, a link comes
// back, the link gives the bytes. Answers only this machine, and only with the bearer token.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "connectors/http/exchange.h"

namespace chartbridge::simulator {

struct Medium {
  std::string id;
  std::string mime_type;
  std::string bytes;
};

class GraphSimulator final : public http::Handler {
 public:
  static constexpr const char* kPrefix = "/simulator/graph";

  // The files in media/ are there from the start, under ids that never change.
  GraphSimulator(std::string access_token, std::string phone_number_id);

  // A file that somebody sends from the phone page. Kept in memory; the oldest go first beyond 64
  // MiB. Any thread. Returns the new id.
  std::string Add(const std::string& mime_type, std::string bytes);

  // By id, or by the name of a file in media/.
  std::optional<Medium> Find(const std::string& id_or_name) const;

  // GET <prefix>/<id>?phone_number_id=… and GET <prefix>/download/<id>.
  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  http::Response Answer(const http::Request& request) const;
  http::Response Describe(const http::Request& request, const Medium& medium) const;

  const std::string authorization_;
  const std::string phone_number_id_;
  mutable std::mutex mutex_;
  std::map<std::string, Medium> media_;       // by id
  std::map<std::string, std::string> names_;  // file name -> id
  std::deque<std::string> sent_;              // ids that Add gave, oldest first
  std::size_t sent_bytes_ = 0;
  std::uint64_t next_ = 1;
};

}  // namespace chartbridge::simulator
