// The media of an item, seen from its filing.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "bridge/ports/gate.h"
#include "bridge/ports/item_rows.h"
#include "mappings/to_bundle.h"

namespace chartbridge::bridge::run {

std::string MediaPart(int number);  // "media:<n>"

// True while the gate is asked about it: it has not left and is not settled.
bool IsOpen(const MediaRow& medium);

// The gate lets it go.
bool MayLeave(const GateAnswer& answer);

// As the mapping wants to know it.
mappings::MediaState ToMediaState(const MediaRow& medium);

}  // namespace chartbridge::bridge::run
