// The way to a real number, step by step (docs/first-number.md): what each step is, and what must
// be copied where. Nothing is tried here (set_up_tries.h tries).
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/channel_set_up.h"
#include "connectors/whatsapp/channel_settings.h"

namespace chartbridge::whatsapp {

inline constexpr const char* kRoute = "/webhooks/whatsapp";

// Where Meta sends webhooks; "" while there is no public address.
std::string CallbackUrl(const std::string& public_url);

// In the order in which they are done. Secrets never appear: a value names the file that holds one.
std::vector<bridge::SetUpStep> DescribeSteps(const std::string& public_url,
                                             const ChannelSettings& channel);

// The demo's, which no provider knows.
bool IsSimulated(const ChannelSettings& channel);

}  // namespace chartbridge::whatsapp
