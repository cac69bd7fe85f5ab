#include "bridge/app/channel_kinds.h"

#include <map>
#include <mutex>

#include "bridge/app/secret_file.h"
#include "connectors/whatsapp/whatsapp_channel.h"

namespace chartbridge {
namespace {

// The files of secrets of all channels, each opened once. Any thread.
class SecretFiles {
 public:
  Result<std::string, Failure> Read(const std::filesystem::path& path) { return Of(path).Read(); }

 private:
  SecretFile& Of(const std::filesystem::path& path) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<SecretFile>& file = files_[path];
    if (file == nullptr) file = std::make_unique<SecretFile>(path);
    return *file;
  }

  std::mutex mutex_;
  std::map<std::filesystem::path, std::unique_ptr<SecretFile>> files_;
};

using Make = ChannelKind (*)(const Settings&, const ChannelSurroundings&);

ChannelKind MakeWhatsApp(const Settings& settings, const ChannelSurroundings& around) {
  whatsapp::WhatsAppSettings made;
  for (const ChannelSettings& channel : settings.channels) {
    if (channel.kind == whatsapp::kKind) made.channels.push_back(channel);
  }
  auto files = std::make_shared<SecretFiles>();
  auto channel = std::make_unique<whatsapp::WhatsAppChannel>(
      std::move(made), whatsapp::Surroundings{
                           around.client, around.clock, around.entropy, settings.server.public_url,
                           [files](const std::filesystem::path& path) { return files->Read(path); },
                           [](const std::filesystem::path& path) { return ReadSecret(path); },
                           around.last_received});
  ChannelKind kind{whatsapp::kKind, nullptr, channel.get(), &channel->handshake()};
  kind.channel = std::move(channel);
  return kind;
}

const std::map<std::string, Make>& Kinds() {
  static const std::map<std::string, Make> kinds{{whatsapp::kKind, MakeWhatsApp}};
  return kinds;
}

}  // namespace

std::vector<ChannelKind> ConnectChannels(const Settings& settings,
                                         const ChannelSurroundings& surroundings) {
  std::vector<ChannelKind> connected;
  for (const auto& [kind, make] : Kinds()) connected.push_back(make(settings, surroundings));
  return connected;
}

bridge::Channels ByChannel(const Settings& settings, const std::vector<ChannelKind>& kinds) {
  bridge::Channels channels;
  for (const ChannelSettings& channel : settings.channels) {
    for (const ChannelKind& kind : kinds) {
      if (kind.kind == channel.kind) channels[channel.id] = kind.channel.get();
    }
  }
  return channels;
}

bridge::Channels ByProvider(const std::vector<ChannelKind>& kinds) {
  bridge::Channels providers;
  for (const ChannelKind& kind : kinds) providers[kind.kind] = kind.channel.get();
  return providers;
}

std::vector<intake::Provider> Providers(const std::vector<ChannelKind>& kinds) {
  std::vector<intake::Provider> providers;
  for (const ChannelKind& kind : kinds)
    providers.push_back({kind.kind, kind.channel.get(), kind.get});
  return providers;
}

}  // namespace chartbridge
