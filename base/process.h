// What this program asks of the system for itself.
#pragma once

namespace chartbridge {

// No core file is written from now on, and no other program of the same user may read this one's
// memory: both would hold messages and secrets in the clear (findings G8). Before the first secret
// is read. False where the system refused; what it did not refuse is done.
bool DisableCoreDumps();

}  // namespace chartbridge
