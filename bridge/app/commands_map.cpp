#include <filesystem>
#include <fstream>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/local_media.h"
#include "bridge/app/opening.h"
#include "connectors/whatsapp/parse_delivery.h"
#include "fhir/json/parse.h"
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
  context.organization = settings.organization;
  context.device = settings.device;
  context.written_code = settings.written_code;
  context.recorded = item.received;
  return context;
}

// Every business number that the webhook names, so that each message of it is mapped: configured
// ones under their channel, the others under the first.
void CollectNumbers(const fhir::json::Value& value, std::vector<std::string>& numbers) {
  if (const auto* members = value.object()) {
    for (const auto& [name, member] : *members) {
      if (name == "phone_number_id" && member.is_string()) numbers.push_back(member.text());
      CollectNumbers(member, numbers);
    }
  }
  for (const fhir::json::Value& element : value.items()) CollectNumbers(element, numbers);
}

std::vector<Item> ParseForMapping(const Settings& settings, const std::string& body,
                                  Instant received) {
  const std::string first = settings.channels.empty() ? "main" : settings.channels.front().id;
  bridge::RawDelivery raw{"whatsapp-cloud", {first}, body, received};
  whatsapp::SplitSettings numbers;
  for (const ChannelSettings& channel : settings.channels) {
    numbers.numbers.push_back({channel.id, channel.phone_number_id});
    raw.verified_by.push_back(channel.id);
  }
  std::vector<std::string> named;
  if (const auto json = fhir::json::Parse(body)) CollectNumbers(*json, named);
  for (const std::string& number : named) numbers.numbers.push_back({first, number});
  std::vector<Item> items;
  whatsapp::ParseDelivery(raw, numbers, 0, [&](Item&& item) {
    items.push_back(std::move(item));
    return true;
  });
  return items;
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
