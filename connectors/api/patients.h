// Patients: found, shown, and the way into the viewer.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> SearchPatients(const Ask& ask);
Answer<Reply> ShowPatient(const Ask& ask);
Answer<Reply> MakeLaunch(const Ask& ask);

}  // namespace chartbridge::api
