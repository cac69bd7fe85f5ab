// Fixtures as deliveries, and items as text that tests can compare.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/inbox.h"
#include "connectors/whatsapp/parse_delivery.h"

namespace chartbridge::whatsapp_test {

inline constexpr char kPhoneNumberId[] = "109876543210987";
inline constexpr char kChannel[] = "main";

// Every file of tests/fixtures/whatsapp/<folder>, by name, sorted.
std::vector<std::string> ListFixtures(const std::string& folder);
std::string ReadFixture(const std::string& path);  // below tests/fixtures/whatsapp

// 2026-08-18, after everything in the fixtures.
Instant FixtureTime();

// Two of our numbers ("main" and "second", both verified by their secrets); the dashboard's is not.
whatsapp::SplitSettings TestNumbers();
bridge::RawDelivery Delivery(std::string body);
std::vector<mappings::Item> ParseBody(std::string body);
std::vector<mappings::Item> Parse(const bridge::RawDelivery& raw);

// "kind source direction body", as the tables write it.
std::string Summary(const mappings::Item& item);
// Everything that an item holds but its content; equal texts mean equal items. For assertions in
// tests on invented people only: the product never prints any of this.
std::string Describe(const mappings::Item& item);

// A webhook with one change of these parts, as Meta writes it.
std::string Webhook(const std::string& field, const std::string& value_members);
// The same with one message of one known sender; `members` follow its id, sender and timestamp.
std::string MessageWebhook(const std::string& members);

}  // namespace chartbridge::whatsapp_test
