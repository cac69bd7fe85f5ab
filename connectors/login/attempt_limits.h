// How often somebody may guess (audit-and-roles.md section 6). Pure: counters and an instant in,
// counters out.
#pragma once

#include <string>

#include "bridge/ports/people.h"

namespace chartbridge::login {

// One more try at one account from one network. The fifth within 15 minutes blocks for 15 minutes,
// each later one for twice as long as the one before, at most for 24 hours. Forgotten a day after
// the last block.
bridge::LoginAttempts CountTry(bridge::LoginAttempts before, Instant now);

// One more try from one address; the 30th within a minute is the last until that minute is over.
bridge::LoginAttempts CountFromAddress(bridge::LoginAttempts before, Instant now);

// Whole seconds until tries are taken again; 0: they are now.
int SecondsBlocked(const bridge::LoginAttempts& attempts, Instant now);

}  // namespace chartbridge::login
