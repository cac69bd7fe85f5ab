// A13: 900,000 empty entries in a delivery of 2.7 MB cost 2.4 GB. What a delivery costs while it is
// split is measured here, in a program of its own: the largest resident size after each shape.
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>

#include "connectors/whatsapp/parse_delivery.h"

namespace chartbridge {
namespace {

constexpr long kAllowedKib = 80 * 1024;

long PeakKib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

std::string Repeat(const std::string& what, std::size_t bytes) {
  std::string all = what;
  while (all.size() + what.size() < bytes) all += "," + what;
  return all;
}

std::string Webhook(const std::string& value) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",)"
         R"("value":{"metadata":{"phone_number_id":"1"},)" +
         value + "}}]}]}";
}

std::int64_t CountItems(const std::string& body) {
  const bridge::RawDelivery raw{"whatsapp-cloud", {"main"}, body, FromUnixMillis(1787090000000)};
  std::int64_t items = 0;
  whatsapp::ParseDelivery(raw, {{{"main", "1"}}, ""}, 0, [&](mappings::Item&&) {
    ++items;
    return true;
  });
  return items;
}

int Measure() {
  constexpr std::size_t kBytes = 2'700'000;
  const std::string entries =
      R"({"object":"whatsapp_business_account","entry":[)" + Repeat("{}", kBytes) + "]}";
  const long before = PeakKib();
  int faults = 0;
  const auto shape = [&](const char* name, const std::string& body, std::int64_t at_least) {
    const std::int64_t items = CountItems(body);
    const long grown = PeakKib() - before;
    std::cout << name << ": " << items << " items, " << grown << " KiB more at most\n";
    if (items < at_least || grown > kAllowedKib) ++faults;
  };
  shape("empty entries", entries, 899'000);
  shape("empty messages", Webhook("\"messages\":[" + Repeat("{}", kBytes) + "]"), 899'000);
  shape("numbers as messages", Webhook("\"messages\":[" + Repeat("0", kBytes) + "]"), 1'300'000);
  shape("one message of many values",
        Webhook("\"messages\":[{\"id\":[" + Repeat("0", kBytes) + "]}]"), 1);
  shape("many persons",
        Webhook("\"contacts\":[" + Repeat("{\"wa_id\":\"12345\"}", kBytes) +
                "],\"messages\":[{\"from\":\"12345\"}]"),
        1);
  shape("unknown lists", Webhook("\"messages\":[{}]," + Repeat("\"a\":[0]", kBytes)), 300'000);
  shape("threads", Webhook("\"history\":[{\"threads\":[" + Repeat("{\"a\":0}", kBytes) + "]}]"),
        300'000);
  shape("a nest", std::string(kBytes, '['), 1);
  shape("one long text", Webhook("\"messages\":[{\"text\":\"" + std::string(kBytes, 'x') + "\"}]"),
        1);
  return faults == 0 ? 0 : 1;
}

}  // namespace
}  // namespace chartbridge

int main() { return chartbridge::Measure(); }
