#include "bridge/app/local_media.h"

#include <openssl/evp.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "bridge/app/opening.h"
#include "connectors/whatsapp/media_type.h"
#include "connectors/whatsapp/text_probe.h"

namespace chartbridge {
namespace {

bool IsPlainName(const std::string& name) {
  return !name.empty() && name.size() <= 200 && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
         });
}

std::optional<std::filesystem::path> FindFile(const std::string& folder, const std::string& id) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::filesystem::path& path = entry.path();
    if (entry.is_regular_file() && (path.filename() == id || path.stem() == id)) return path;
  }
  return std::nullopt;
}

std::string Sha1Base64(const std::string& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha1(), nullptr);
  return ToBase64({reinterpret_cast<const char*>(digest), length});
}

}  // namespace

mappings::MediaState ReadLocalMedia(const mappings::Media& media, const std::string& folder) {
  mappings::MediaState state;
  state.number = media.number;
  if (media.unavailable) {
    state.presence = mappings::MediaPresence::kNotKept;
    state.why = "unavailable";
    return state;
  }
  const std::string& id = media.id.Reveal();
  const auto path = folder.empty() || !IsPlainName(id) ? std::nullopt : FindFile(folder, id);
  const auto bytes = path ? ReadWholeFile(path->string()) : std::nullopt;
  if (!bytes) return state;
  const whatsapp::TypeSniffer sniffer;
  state.presence = mappings::MediaPresence::kReady;
  const std::string sniffed = sniffer.Sniff(*bytes);
  whatsapp::TextProbe probe;
  probe.Add(*bytes);
  state.content_type =
      whatsapp::TypeOf(media.kind, media.claimed_type, {sniffed, *bytes, probe.is_text()}).type;
  state.size = bytes->size();
  state.sha1_base64 = Sha1Base64(*bytes);
  state.data_base64 = ToBase64(*bytes);
  return state;
}

}  // namespace chartbridge
