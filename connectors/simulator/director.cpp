#include "connectors/simulator/director.h"

#include <algorithm>
#include <utility>

#include "connectors/crypto/crypto.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

std::string Base64Digest(const std::string& bytes) {
  const crypto::Digest digest = crypto::Sha256(bytes);
  return ToBase64(std::string(digest.begin(), digest.end()));
}

// A medium in a message: the id alone stands in the script, the rest is known of the file.
void Complete(Value& media, const Medium& medium) {
  media.Set("id", medium.id);
  media.Set("mime_type", medium.mime_type);
  media.Set("sha256", Base64Digest(medium.bytes));
}

}  // namespace

Instant StartFor(const Script& script, Instant now) {
  return now - std::chrono::minutes(script.minutes() + 1);
}

Director::Director(Script script, DirectorSettings settings, const GraphSimulator& graph,
                   Clock& clock)
    : script_(std::move(script)),
      settings_(std::move(settings)),
      graph_(graph),
      clock_(clock),
      sender_(settings_.sender, clock) {}

Result<Report, Failure> Director::Play(std::stop_token stop) {
  if (auto ready = sender_.Subscribe(); !ready) return Unexpected<Failure>(ready.error());
  if (auto seeded = Seed(); !seeded) return Unexpected<Failure>(seeded.error());
  Report report;
  for (const Line& line : script_.lines) {
    if (!clock_.WaitUntil(stop, clock_.Steady() + settings_.pace)) {
      return Fail(FailureKind::kUnreachable, "The clinic day was stopped.");
    }
    settings_.narrate(line.key + " " + line.note);
    if (auto done = Perform(line, stop); !done) return Unexpected<Failure>(done.error());
    report.delivered += line.act == Act::kWithdraw ? 0 : 1;
  }
  return report;
}

Result<void, Failure> Director::Seed() {
  const auto resources = SeedResources(script_, settings_.clinic, settings_.start);
  for (const Value& resource : resources) {
    if (auto put = settings_.put_resource(resource); !put) return put;
  }
  settings_.narrate(std::to_string(resources.size()) +
                    " resources put into the EHR: clinic, staff, patients, consents");
  return {};
}

Result<void, Failure> Director::Perform(const Line& line, std::stop_token stop) {
  if (line.act == Act::kWithdraw) return Withdraw(line);
  const Value delivery = Delivery(line);
  auto delivered = sender_.Deliver(delivery, stop);
  if (delivered && line.twice) delivered = sender_.Deliver(delivery, stop);
  return delivered;
}

// What was written before the withdrawal is filed first: the story is about what comes after.
Result<void, Failure> Director::Withdraw(const Line& line) {
  std::vector<std::string> earlier;
  for (const Line& other : script_.lines) {
    if (&other == &line) break;
    if (other.who == line.who && other.act == Act::kMessage) earlier.push_back(WamidOf(other.key));
  }
  if (!settings_.settled(earlier)) {
    return Fail(FailureKind::kUnreachable, "Messages of the day were not filed in time.");
  }
  return settings_.put_resource(
      ChatConsent(*script_.Find(line.who), settings_.clinic, settings_.start, "inactive"));
}

Value Director::Delivery(const Line& line) const {
  const Instant at = TimeOf(line);
  if (line.act == Act::kAccountEvent) return EventDelivery(settings_.business, line.content);
  const Persona& who = *script_.Find(line.who);
  if (line.act == Act::kStatus) {
    return StatusDelivery(settings_.business, who, line.content.text(), WamidOf(line.target), at);
  }
  const auto build = line.act == Act::kStaffReply ? EchoDelivery : MessageDelivery;
  return build(settings_.business, who, Message(line), WamidOf(line.key), at);
}

Value Director::Message(const Line& line) const {
  Value message = line.content;
  Resolve(message);
  if (line.forwarded) message.Set("context", Object{{"forwarded", true}});
  if (!line.reply_to.empty()) {
    const Value quoted = WamidOf(line.reply_to.substr(1));
    message.Set("context", Object{{"from", settings_.business.display_number}, {"id", quoted}});
  }
  return message;
}

void Director::Resolve(Value& value) const {
  if (Array* list = value.array()) {
    for (Value& element : *list) Resolve(element);
  }
  if (value.object() == nullptr) return;
  const std::string id = value["id"].text();
  if (id.rfind('@', 0) == 0) {
    if (const auto medium = graph_.Find(id.substr(1))) Complete(value, *medium);
  }
  const std::string target = value["message_id"].text();
  if (target.rfind('@', 0) == 0) value.Set("message_id", WamidOf(target.substr(1)));
  for (fhir::json::Member& member : *value.object()) Resolve(member.second);
}

// A key that is no line stands for a message of ours from before the day.
std::string Director::WamidOf(const std::string& key) const {
  const auto line = std::find_if(script_.lines.begin(), script_.lines.end(),
                                 [&](const Line& l) { return l.key == key; });
  const bool known = line != script_.lines.end();
  const Persona* who = known ? script_.Find(line->who) : nullptr;
  const Bound bound = known && line->act == Act::kMessage ? Bound::kIn : Bound::kOut;
  return MakeWamid(who != nullptr ? who->wa : settings_.business.display_number, bound,
                   settings_.seed + "/" + key);
}

std::string Director::ProviderIdOf(const Line& line) const {
  if (line.act == Act::kAccountEvent) return "";
  return WamidOf(line.act == Act::kStatus ? line.target : line.key);
}

Instant Director::TimeOf(const Line& line) const {
  return settings_.start + std::chrono::minutes(line.minute);
}

std::vector<ExpectedEnd> Director::ExpectedEnds() const {
  std::vector<ExpectedEnd> ends;
  for (const Line& line : script_.lines) {
    if (line.act != Act::kWithdraw) ends.push_back({line.key, ProviderIdOf(line), line.expected});
  }
  return ends;
}

}  // namespace chartbridge::simulator
