// The media of an item, seen from the filer: what may go with it, what comes later, what never.
#pragma once

#include <string>
#include <vector>

#include "bridge/run/gate.h"
#include "mappings/to_bundle.h"

namespace chartbridge::bridge::run {

std::string PartOf(const MediaRow& media);  // "media:<n>"

// The questions that the gate is asked about an item: its message first, then each medium that is
// not settled yet.
std::vector<GateQuestion> QuestionsFor(const ItemRow& row, const std::vector<std::string>& labels);

// What the gate's answer does to a medium that has not left: permit makes a waiting one claimable,
// a drop settles it, a hold keeps it.
std::optional<MediaChange> ChangeFor(const MediaRow& media, const GateAnswer& answer);

// Applies a change to the row in memory, as the store will.
void Apply(const MediaChange& change, MediaRow& row);

// As the mapping wants to know it. `with_ready`: stored media travel in this Bundle.
mappings::MediaState ToMediaState(const MediaRow& media, bool with_ready);

// The bytes that belong to the Bundle's Binary entries.
Enclosure EnclosureOf(const mappings::Item& item, const mappings::Context& context,
                      const MediaRow& media);

// Those of the stored media that the Bundle's text refers to.
std::vector<Enclosure> EnclosuresIn(const std::string& bundle, const ItemRow& row,
                                    const mappings::Item& item, const mappings::Context& context);

}  // namespace chartbridge::bridge::run
