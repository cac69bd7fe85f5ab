#include "connectors/api/channels.h"

#include "connectors/api/integrator.h"
#include "connectors/api/paging.h"
#include "words/words.h"

namespace chartbridge::api {
namespace {

using fhir::json::Array;
using fhir::json::Value;

Value StepView(const ChannelStep& shown) {
  const words::Catalogue english = words::CatalogueOf("en");
  Array values;
  for (const bridge::SetUpValue& value : shown.step.values) {
    Value one;
    one.Set("label", value.label);
    one.Set("value", OrNull(value.value));
    one.Set("said", service::StatementJson(value.instead));
    one.Set("copy", value.copy);
    values.push_back(std::move(one));
  }
  Value json;
  json.Set("id", shown.step.id);
  json.Set("title", english.Say("step." + shown.step.id + ".title"));
  json.Set("explain", english.Say("step." + shown.step.id + ".explain"));
  json.Set("values", std::move(values));
  json.Set("state", ToString(shown.state));
  json.Set("said", service::StatementList(shown.said));
  json.Set("sentence", InEnglish(shown.said));
  return json;
}

}  // namespace

Answer<Reply> ListChannels(const Ask& ask) {
  Array items;
  for (const ChannelCard& card : ask.ports.channel_cards()) {
    Array steps;
    for (const ChannelStep& step : card.steps) steps.push_back(StepView(step));
    Value one;
    one.Set("id", card.id);
    one.Set("kind", card.kind);
    one.Set("phone_number_id", card.phone_number_id);
    one.Set("steps", std::move(steps));
    items.push_back(std::move(one));
  }
  return PageReply(std::move(items));
}

Answer<Reply> TestStep(const Ask& ask) {
  const auto step = ask.ports.try_step(ask.parts[0], ask.parts[1]);
  if (!step) return Refuse(404, "not-found");
  return JsonReply(StepView(*step));
}

}  // namespace chartbridge::api
