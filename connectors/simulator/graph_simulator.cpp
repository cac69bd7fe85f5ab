#include "connectors/simulator/graph_simulator.h"

#include <array>
#include <utility>

#include "connectors/crypto/crypto.h"
#include "embedded/simulator.h"
#include "fhir/json/write.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Object;

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::uint64_t kFirstBuiltIn = 9001000000000000;
constexpr std::uint64_t kFirstSent = 9002000000000000;

struct BuiltIn {
  const char* name;
  const char* mime_type;
};
constexpr std::array<BuiltIn, 5> kBuiltIn = {{{"rash.jpg", "image/jpeg"},
                                              {"blood-pressure.jpg", "image/jpeg"},
                                              {"blood-test.pdf", "application/pdf"},
                                              {"voice-note.ogg", "audio/ogg; codecs=opus"},
                                              {"thanks.webp", "image/webp"}}};

http::Response Error(int status, int code, std::string type, std::string message) {
  const fhir::json::Value error = Object{{"message", std::move(message)},
                                         {"type", std::move(type)},
                                         {"code", code},
                                         {"fbtrace_id", "AsimulatedTrace"}};
  return http::JsonResponse(status, fhir::json::Write(Object{{"error", error}}));
}

http::Response Unknown(const std::string& id) {
  return Error(400, 100, "GraphMethodException",
               "Unsupported get request. Object with ID '" + id +
                   "' does not exist, cannot be loaded due to missing permissions, or does not "
                   "support this operation.");
}

std::optional<std::string> QueryValue(const http::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.query()) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace

GraphSimulator::GraphSimulator(std::string access_token, std::string phone_number_id)
    : authorization_("Bearer " + std::move(access_token)),
      phone_number_id_(std::move(phone_number_id)) {
  std::uint64_t number = kFirstBuiltIn;
  for (const BuiltIn& file : kBuiltIn) {
    const std::string id = std::to_string(++number);
    const auto* embedded = embedded::simulator::Find(std::string("media/") + file.name);
    if (embedded == nullptr) continue;
    media_[id] = {id, file.mime_type, std::string(embedded->bytes)};
    names_[file.name] = id;
  }
}

std::string GraphSimulator::Add(const std::string& mime_type, std::string bytes) {
  const std::lock_guard lock(mutex_);
  const std::string id = std::to_string(kFirstSent + next_++);
  sent_bytes_ += bytes.size();
  media_[id] = {id, mime_type, std::move(bytes)};
  sent_.push_back(id);
  while (sent_bytes_ > kMostBytes && sent_.size() > 1) {
    const auto oldest = media_.find(sent_.front());
    sent_bytes_ -= oldest->second.bytes.size();
    media_.erase(oldest);
    sent_.pop_front();
  }
  return id;
}

std::optional<Medium> GraphSimulator::Find(const std::string& id_or_name) const {
  const std::lock_guard lock(mutex_);
  const auto named = names_.find(id_or_name);
  const auto found = media_.find(named == names_.end() ? id_or_name : named->second);
  if (found == media_.end()) return std::nullopt;
  return found->second;
}

void GraphSimulator::Handle(http::Request& request, http::Responder& responder) {
  responder.Send(Answer(request));
}

http::Response GraphSimulator::Answer(const http::Request& request) const {
  if (!request.from_loopback())
    return Error(403, 10, "OAuthException", "This simulator answers only its own machine.");
  if (request.method() != "GET")
    return Error(400, 100, "GraphMethodException", "Unsupported request.");
  const std::string authorization =
      http::FindHeader(request.headers(), "Authorization").value_or("");
  if (!crypto::ConstantTimeEqual(authorization, authorization_)) {
    return Error(401, 190, "OAuthException", "Error validating access token");
  }
  std::string path = request.path().substr(std::string_view(kPrefix).size());
  while (!path.empty() && path.front() == '/') path.erase(0, 1);
  const std::string download = "download/";
  const bool bytes = path.rfind(download, 0) == 0;
  const std::string id = bytes ? path.substr(download.size()) : path;
  const auto medium = Find(id);
  if (!medium || medium->id != id)
    return bytes ? Error(404, 100, "GraphMethodException", "Link expired") : Unknown(id);
  if (bytes) return {200, {{"Content-Type", medium->mime_type}}, medium->bytes};
  return Describe(request, *medium);
}

http::Response GraphSimulator::Describe(const http::Request& request, const Medium& medium) const {
  const auto number = QueryValue(request, "phone_number_id");
  if (number && *number != phone_number_id_) return Unknown(medium.id);
  const std::string host = http::FindHeader(request.headers(), "Host").value_or("127.0.0.1");
  return http::JsonResponse(
      200, fhir::json::Write(Object{{"messaging_product", "whatsapp"},
                                    {"url", "http://" + host + kPrefix + "/download/" + medium.id},
                                    {"mime_type", medium.mime_type},
                                    {"sha256", ToHex(crypto::Sha256(medium.bytes))},
                                    {"file_size", static_cast<std::int64_t>(medium.bytes.size())},
                                    {"id", medium.id}}));
}

}  // namespace chartbridge::simulator
