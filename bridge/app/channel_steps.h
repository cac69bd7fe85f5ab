// The way from the demo to a real number, step by step (docs/first-number.md): what each step is,
// and what must be copied where. Nothing is tried here (channel_set_up.h tries).
#pragma once

#include <string>
#include <vector>

#include "bridge/app/settings.h"
#include "connectors/api/api_ports.h"

namespace chartbridge {

// Where Meta sends webhooks; "" while there is no public address.
std::string CallbackUrl(const Settings& settings);

// All states unknown, in the order in which they are done. Secrets never appear: a value names the
// file that holds one.
std::vector<api::ChannelStep> DescribeSteps(const Settings& settings,
                                            const ChannelSettings& channel);

// The demo's, which no provider knows.
bool IsSimulated(const ChannelSettings& channel);

}  // namespace chartbridge
