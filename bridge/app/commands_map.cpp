#include <filesystem>
#include <fstream>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/local_media.h"
#include "bridge/app/opening.h"
#include "connectors/whatsapp/parse_delivery.h"
#include "fhir/json/write.h"
#include "mappings/identity.h"
#include "mappings/to_bundle.h"

namespace chartbridge {
namespace {

using mappings::Item;

// What does not come from a delivery is made from the settings, or from names that can be told
// apart from real ones when there are none.
mappings::Context MakeContext(const bridge::run::RunSettings& settings, const Item& item,
                              const std::string& patient) {
  mappings::Context context;
  context.tenant = settings.tenant;
  context.conversation = "00000000-0000-4000-8000-000000000000";
  context.patient = patient;
  context.contact = patient;
  context.organization = settings.organization;
  context.device = settings.device;
  context.written_code = settings.written_code;
  context.language = settings.language;
  context.recorded = item.received;
  return context;
}

// Read as `serve` reads; numbers that are not set count as the first channel, so that each message
// is mapped.
std::vector<Item> ParseForMapping(const Settings& settings, const std::string& body,
                                  Instant received) {
  const std::string first = settings.channels.empty() ? "main" : settings.channels.front().id;
  bridge::RawDelivery raw{whatsapp::kKind, {first}, body, received};
  whatsapp::SplitSettings numbers{{}, first};
  for (const ChannelSettings& channel : settings.channels) {
    numbers.numbers.push_back({channel.id, channel.phone_number_id});
    raw.verified_by.push_back(channel.id);
  }
  return whatsapp::ParseWhole(raw, numbers);
}

bool WriteBundle(const std::string& text, const std::string& out, const std::string& name) {
  if (out.empty()) return bool(std::cout << text << "\n");
  std::ofstream file(std::filesystem::path(out) / (name + ".json"),
                     std::ios::binary | std::ios::trunc);
  return bool(file << text << "\n") && bool(file.flush());
}

}  // namespace

int Map(const Common& common, const std::string& webhook, const std::string& patient,
        const std::string& media, const std::string& out) {
  if (patient.rfind("Patient/", 0) != 0)
    return Complain("--patient takes a reference such as Patient/123", kWrongUse);
  const auto body = ReadWholeFile(webhook);
  if (!body) return Complain("cannot read the webhook file", kWrongUse);
  const auto settings = OpenSettings(common, SecretFiles::kNotLookedAt);
  if (!settings) return kWrongUse;
  if (!out.empty()) std::filesystem::create_directories(out);
  const SystemClock clock;
  const bridge::run::RunSettings run = MakeRunSettings(*settings);
  const Instant received = clock.Now();
  bool unreadable = false;
  for (const Item& item : ParseForMapping(*settings, *body, received)) {
    unreadable = unreadable || std::holds_alternative<mappings::Unparsable>(item.body);
    if (!std::holds_alternative<mappings::Message>(item.body) || item.channel.empty()) continue;
    mappings::Context context = MakeContext(run, item, patient);
    if (const mappings::Media* medium = mappings::MediaOf(item))
      context.media.push_back(ReadLocalMedia(*medium, media));
    const auto mapped = mappings::ToBundle(item, context);
    if (!mapped)
      return Complain("a message cannot be mapped: " + mapped.error().expression + " " +
                      mapped.error().text);
    const std::string name =
        mappings::DeriveIdentity({run.tenant, item.channel, item.item_key, 0}, "message");
    if (!WriteBundle(fhir::json::Write(mapped->bundle), out, name))
      return Complain("cannot write the output; is the disk full?");
  }
  if (unreadable)
    std::cerr << "chartbridge: part of the webhook cannot be understood and was left out\n";
  return kDone;
}

}  // namespace chartbridge
