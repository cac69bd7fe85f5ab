// The findings of a probe: what an interaction did, and who must do what about it.
#pragma once

#include <string>

#include "base/failure.h"
#include "connectors/ehr/ehr_probe.h"

namespace chartbridge::ehr {

// `interaction`: "search Consent by patient".
Finding Works(const std::string& interaction);
// By what went wrong: the log-in (401), the right to this very interaction (403), an interaction
// that is not offered, a server that is away.
Finding Fails(const std::string& interaction, const Failure& failure);
Finding NotTried(const std::string& interaction, words::Statements why);

}  // namespace chartbridge::ehr
