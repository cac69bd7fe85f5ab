#include "connectors/whatsapp/graph_media.h"

#include <algorithm>
#include <charconv>

#include "base/codec.h"
#include "connectors/whatsapp/download_target.h"
#include "connectors/whatsapp/graph_error.h"
#include "connectors/whatsapp/media_receiver.h"
#include "connectors/whatsapp/read_media.h"
#include "fhir/json/parse.h"

namespace chartbridge::whatsapp {
namespace {

using fhir::json::Value;

constexpr int kRedirects = 2;
constexpr std::size_t kLargestReply = 65536;

// Ids are digits; whatever else comes must not be able to change the path.
bool IsMediaId(const std::string& id) {
  return !id.empty() && id.size() <= 256 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

// A GET changes nothing, so doubt about it is no doubt: it may simply be asked again.
Failure Retryable(Failure failure) {
  if (failure.kind == FailureKind::kInDoubt) failure.kind = FailureKind::kUnreachable;
  if (failure.kind == FailureKind::kRefused && failure.issues.empty()) {
    failure.issues.push_back({Severity::kError, "security", "", "the address is not allowed"});
  }
  return failure;
}

http::Pairs HeadersFor(bool with_token, const std::string& token) {
  http::Pairs headers{{"Accept", "*/*"}};
  if (with_token) headers.emplace_back("Authorization", "Bearer " + token);
  return headers;
}

// A number in the answers of the API, a string in its reference.
std::optional<std::uint64_t> ReadSize(const Value& size) {
  if (const auto number = size.integer(); number && *number >= 0) return std::uint64_t(*number);
  std::uint64_t value = 0;
  const std::string& text = size.text();
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::string WithoutSlash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

bool LinkRanOut(int status) {
  return status == 401 || status == 403 || status == 404 || status == 410;
}
bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

struct GraphMedia::Located {
  std::string url;
  std::optional<mappings::Sha256> sha256;
  std::optional<std::uint64_t> size;
};

struct GraphMedia::Download {
  int status = 0;
  http::Pairs headers;
  std::string body;  // of an answer that is no 2xx
  bridge::FetchedMedia media;
  mappings::Sha256 sha256{};
};

GraphMedia::GraphMedia(GraphMediaSettings settings)
    : settings_(std::move(settings)),
      meta_({.public_addresses_only = true, .allow_http = false, .ca_file = settings_.ca_file}),
      local_({.ca_file = settings_.ca_file}) {}

http::Client& GraphMedia::ClientFor(const GraphChannel& channel) {
  return IsMeta(channel.graph_url) ? meta_ : local_;
}

Result<GraphMedia::Located, Failure> GraphMedia::Resolve(const GraphChannel& channel,
                                                         const mappings::Media& media,
                                                         const std::string& token) {
  http::Call call;
  call.url = WithoutSlash(channel.graph_url) + "/" + media.id.Reveal() +
             "?phone_number_id=" + Escape(channel.phone_number_id);
  call.headers = HeadersFor(true, token);
  call.deadline = settings_.resolve_deadline;
  call.largest_answer = kLargestReply;
  const Result<http::Answer, Failure> answer = ClientFor(channel).Send(call);
  if (!answer) return Unexpected(Retryable(answer.error()));
  if (answer->status != 200) {
    return Unexpected(ReadGraphError(answer->status, answer->headers, answer->body));
  }
  const Result<Value, Issue> reply = fhir::json::Parse(answer->body);
  if (!reply || (*reply)["url"].text().empty()) {
    return Fail(FailureKind::kCorrupt, "the Graph API's answer names no URL");
  }
  return Located{(*reply)["url"].text(), ReadSha256((*reply)["sha256"].text()),
                 ReadSize((*reply)["file_size"])};
}

Result<GraphMedia::Download, Failure> GraphMedia::Get(const GraphChannel& channel,
                                                      const mappings::Media& media,
                                                      const Located& located,
                                                      const std::string& token,
                                                      bridge::VaultWriter& sink) {
  std::string url = located.url;
  for (int hop = 0; hop <= kRedirects; ++hop) {
    const Result<Target, Failure> target = CheckTarget(url, channel.graph_url);
    if (!target) return Unexpected(target.error());
    MediaReceiver receiver(media, sniffer_, sink);
    http::Call call;
    call.url = target->url;
    call.headers = HeadersFor(target->with_token, token);
    call.deadline = settings_.download_deadline;
    call.largest_answer = LargestMedia(media.kind);
    call.sink = [&receiver](std::string_view piece) { return receiver.Take(piece); };
    const Result<http::Answer, Failure> answer = ClientFor(channel).Send(call);
    if (!answer) return Unexpected(Retryable(answer.error()));
    if (answer->status == 200) {
      Result<bridge::FetchedMedia, Failure> fetched = receiver.Finish();
      if (!fetched) return Unexpected(fetched.error());
      return Download{200, {}, {}, std::move(*fetched), receiver.sha256()};
    }
    if (!IsRedirect(answer->status))
      return Download{answer->status, answer->headers, answer->body, {}, {}};
    url = ResolveLocation(url, http::FindHeader(answer->headers, "Location").value_or(""));
  }
  return Unexpected(
      Retryable(Failure{FailureKind::kRefused, "the medium is redirected too often", {}, 0, {}}));
}

Result<bridge::FetchedMedia, Failure> GraphMedia::FetchWith(const GraphChannel& channel,
                                                            const mappings::Media& media,
                                                            const std::string& token,
                                                            bridge::VaultWriter& sink) {
  for (bool again = false;; again = true) {
    const Result<Located, Failure> located = Resolve(channel, media, token);
    if (!located) return Unexpected(located.error());
    if (located->size.value_or(0) > LargestMedia(media.kind)) {
      return Fail(FailureKind::kTooLarge, "the medium is larger than we take");
    }
    if (media.sha256 && located->sha256 && media.sha256 != located->sha256) {
      return Fail(FailureKind::kCorrupt, "the webhook and the Graph API name different hashes");
    }
    Result<Download, Failure> got = Get(channel, media, *located, token, sink);
    if (!got) return Unexpected(got.error());
    if (got->status == 200) {
      if (located->size && located->size != got->media.size) {
        return Fail(FailureKind::kCorrupt, "the medium is not as long as the Graph API says");
      }
      const std::optional<mappings::Sha256>& wanted = media.sha256 ? media.sha256 : located->sha256;
      if (wanted && *wanted != got->sha256) {
        return Fail(FailureKind::kCorrupt, "the medium does not have the hash that was announced");
      }
      return std::move(got->media);
    }
    // The URL lives for five minutes; a fresh one may do. Nothing has reached the sink yet.
    if (again || !LinkRanOut(got->status)) {
      return Unexpected(ReadGraphError(got->status, got->headers, got->body));
    }
  }
}

Result<bridge::FetchedMedia, Failure> GraphMedia::Fetch(const std::string& channel,
                                                        const mappings::Media& media,
                                                        bridge::VaultWriter& sink) {
  const auto found =
      std::find_if(settings_.channels.begin(), settings_.channels.end(),
                   [&](const GraphChannel& ours) { return ours.channel == channel; });
  if (found == settings_.channels.end())
    return Fail(FailureKind::kRefused, "the channel has no media source");
  if (media.unavailable)
    return Fail(FailureKind::kNotFound, "the provider could not get the medium");
  if (!IsUsableGraphUrl(found->graph_url)) {
    return Fail(FailureKind::kRefused, "graph_url must be https, or http to this machine");
  }
  if (!IsMediaId(media.id.Reveal()))
    return Fail(FailureKind::kNotFound, "the medium has no usable id");
  const Result<std::string, Failure> token = found->token();
  if (!token) return Unexpected(token.error());
  return FetchWith(*found, media, *token, sink);
}

}  // namespace chartbridge::whatsapp
