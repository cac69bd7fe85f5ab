// Media of WhatsApp messages, fetched from the Graph API (reference/whatsapp.md section 8).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "bridge/ports/channel.h"
#include "connectors/http/client.h"
#include "connectors/whatsapp/media_type.h"

namespace chartbridge::whatsapp {

// Where the media of one number are fetched.
struct GraphChannel {
  std::string phone_number_id;
  std::string graph_url;  // "https://graph.facebook.com/v25.0"; http only to this machine
  // The bearer token, read anew for every fetch so that its file may change.
  std::function<Result<std::string, Failure>()> token;
};

struct GraphMediaSettings {
  std::chrono::milliseconds resolve_deadline{10000};
  std::chrono::milliseconds download_deadline{120000};  // per hop, first to last byte
  std::string ca_file;                                  // PEM; "" for the system's
};

// Two steps: the id names a URL for five minutes, the URL gives the bytes. A URL that has run out
// is asked for once more. Redirects are followed twice at most, each checked like the first URL. A
// Failure of kind kRefused, with issue code "security", is a host that may not be asked. Any
// thread.
class GraphMedia {
 public:
  // Throws std::runtime_error when libmagic's database cannot be loaded.
  explicit GraphMedia(GraphMediaSettings settings);

  // As bridge::Channel::FetchMedium promises. Whatever of `media` arrives is kept, up to twice the
  // size that is taken of its kind.
  Result<bridge::FetchedMedia, Failure> Fetch(const GraphChannel& channel,
                                              const mappings::Media& media,
                                              bridge::VaultWriter& sink);

 private:
  struct Located;   // what the id was resolved to
  struct Download;  // what came of one try at the URL
  Result<bridge::FetchedMedia, Failure> FetchWith(const GraphChannel& channel,
                                                  const mappings::Media& media,
                                                  const std::string& token,
                                                  bridge::VaultWriter& sink);
  Result<Located, Failure> Resolve(const GraphChannel& channel, const mappings::Media& media,
                                   const std::string& token);
  Result<Download, Failure> Get(const GraphChannel& channel, const mappings::Media& media,
                                const Located& located, const std::string& token,
                                bridge::VaultWriter& sink);
  http::Client& ClientFor(const GraphChannel& channel);

  GraphMediaSettings settings_;
  TypeSniffer sniffer_;
  http::Client meta_;   // https to public addresses only
  http::Client local_;  // the simulator, a provider's gateway: only ever called at its own origin
};

}  // namespace chartbridge::whatsapp
