#include "tests/connectors/whatsapp/items.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "connectors/crypto/crypto.h"

namespace chartbridge::whatsapp_test {
namespace {

namespace fs = std::filesystem;
using mappings::Item;

const char kRoot[] = CHARTBRIDGE_TESTS_DIR "/fixtures/whatsapp/";

template <class T>
std::string Opt(const std::optional<T>& value) {
  return value ? "<" + value->Reveal() + ">" : "-";
}

struct BodyName {
  std::string operator()(const mappings::Message&) const { return "message"; }
  std::string operator()(const mappings::Receipt& r) const { return "receipt:" + r.status; }
  std::string operator()(const mappings::AccountEvent& e) const { return "event:" + e.field; }
  std::string operator()(const mappings::NumberChange& c) const {
    return "number-change:" + c.type;
  }
  std::string operator()(const mappings::UnsupportedContent& u) const {
    return "undocumented:" + u.provider_type + (u.placeholder ? ":placeholder" : "");
  }
  std::string operator()(const mappings::Unparsable& u) const { return "unparsable:" + u.why.code; }
};

struct ContentText {
  std::ostringstream& out;
  void operator()(const mappings::Text& t) const { out << "text " << t.body.Reveal(); }
  void operator()(const mappings::MediaContent& m) const {
    const mappings::Media& media = m.media;
    out << "media " << media.number << media.kind << " id<" << media.id.Reveal() << "> "
        << media.claimed_type << " sha " << (media.sha256 ? ToHex(*media.sha256) : "-") << " name "
        << Opt(media.file_name) << media.voice << media.animated << media.unavailable << " caption "
        << Opt(m.caption);
  }
  void operator()(const mappings::Location& l) const {
    out << "location " << l.latitude.value_or(-999) << "," << l.longitude.value_or(-999)
        << Opt(l.name) << Opt(l.address);
  }
  void operator()(const mappings::ContactCards& c) const {
    for (const auto& card : c.cards) out << "card " << card.Reveal() << "|";
  }
  void operator()(const mappings::Reaction& r) const {
    out << "reaction " << r.target.Reveal() << Opt(r.emoji);
  }
  void operator()(const mappings::Answer& a) const {
    out << "answer " << a.type << " " << a.title.Reveal() << Opt(a.description) << Opt(a.details);
  }
  void operator()(const mappings::UnsupportedContent& u) const {
    out << "unsupported " << u.provider_type;
    for (const auto& line : u.readable) out << "|" << line.Reveal();
  }
};

}  // namespace

std::vector<std::string> ListFixtures(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kRoot + folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string ReadFixture(const std::string& path) {
  std::ifstream file(kRoot + path, std::ios::binary);
  if (!file) throw std::runtime_error("no fixture " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Instant FixtureTime() { return FromUnixMillis(1787090000000); }

whatsapp::SplitSettings TestNumbers() {
  return {{{kChannel, kPhoneNumberId}, {"second", "109876543210999"}}, ""};
}

bridge::RawDelivery Delivery(std::string body) {
  return {"whatsapp-cloud", {kChannel, "second"}, std::move(body), FixtureTime()};
}

std::vector<Item> ParseBody(std::string body) { return Parse(Delivery(std::move(body))); }

std::vector<Item> Parse(const bridge::RawDelivery& raw) {
  return whatsapp::ParseWhole(raw, TestNumbers());
}

std::string Summary(const Item& item) {
  return item.kind + " " + std::string(ToString(item.source)) + " " +
         std::string(ToString(item.direction)) + " " + std::visit(BodyName(), item.body);
}

std::string Describe(const Item& item) {
  std::ostringstream out;
  out << item.item_key << " @" << item.channel << " " << Summary(item) << " phone "
      << Opt(item.contact.phone) << " bsuid " << Opt(item.contact.business_scoped_id) << " name "
      << Opt(item.contact.profile_name) << " id " << Opt(item.id) << " refers "
      << Opt(item.refers_to) << " received " << ToUnixMillis(item.received) << " sent "
      << (item.sent ? ToUnixMillis(*item.sent) : -1) << item.sent_implausible << " ";
  if (const auto* message = std::get_if<mappings::Message>(&item.body)) {
    std::visit(ContentText{out}, message->content);
    out << " reply " << Opt(message->reply_to) << message->forwarded
        << message->frequently_forwarded << message->in_group;
  } else if (const auto* receipt = std::get_if<mappings::Receipt>(&item.body)) {
    out << "recipient " << receipt->recipient;
  } else if (const auto* broken = std::get_if<mappings::Unparsable>(&item.body)) {
    out << broken->why.code << " " << broken->why.expression << " " << broken->why.text << " "
        << broken->provider_type;
  } else if (const auto* change = std::get_if<mappings::NumberChange>(&item.body)) {
    out << "change " << Opt(change->from) << Opt(change->to) << Opt(change->id_from)
        << Opt(change->id_to) << change->identity_only;
  }
  out << " clinic " << item.clinic_number;
  if (const auto* lines = mappings::ReadableOf(item)) {
    for (const auto& line : *lines) out << " | " << line.Reveal();
  }
  return out.str();
}

std::string Webhook(const std::string& field, const std::string& value_members) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"value":{)"
         R"("messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100142",)"
         R"("phone_number_id":"109876543210987"},)" +
         value_members + R"(},"field":")" + field + R"("}]}]})";
}

std::string MessageWebhook(const std::string& members) {
  return Webhook("messages",
                 R"("messages":[{"from":"34600000123","id":"wamid.A","timestamp":"1787000000",)" +
                     members + "}]");
}

}  // namespace chartbridge::whatsapp_test
