#include "connectors/api/channels.h"

#include "connectors/api/integrator.h"
#include "connectors/api/paging.h"

namespace chartbridge::api {
namespace {

using fhir::json::Array;
using fhir::json::Value;

Value StepView(const ChannelStep& step) {
  Array values;
  for (const ChannelValue& value : step.values) {
    Value one;
    one.Set("label", value.label);
    one.Set("value", value.value);
    one.Set("copy", value.copy);
    values.push_back(std::move(one));
  }
  Value json;
  json.Set("id", step.id);
  json.Set("title", step.title);
  json.Set("explain", step.explain);
  json.Set("values", std::move(values));
  json.Set("state", ToString(step.state));
  json.Set("sentence", step.sentence);
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
  if (!step) return Refuse(404, "not-found", "There is no such channel or step.");
  return JsonReply(StepView(*step));
}

}  // namespace chartbridge::api
