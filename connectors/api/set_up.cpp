#include "connectors/api/set_up.h"

namespace chartbridge::api {

using fhir::json::Value;

Answer<Reply> BeginSetUp(const Ask& ask) {
  const Value& body = ask.body;
  const auto begun = ask.ports.login.BeginSetUp(body["link"].text(),
                                                {body["name"].text(), body["display_name"].text(),
                                                 body["password"].text(), body["language"].text()});
  if (!begun) return RefuseFor(begun.error());
  Value json;
  json.Set("secret", begun->secret_base32);
  json.Set("uri", begun->uri);
  return JsonReply(std::move(json));
}

Answer<Reply> EndSetUp(const Ask& ask) {
  const auto codes = ask.ports.login.EndSetUp(ask.body["link"].text(), ask.body["code"].text());
  if (!codes && codes.error().why == login::Denied::Why::kWrong)
    return RefuseFor(codes.error(), "/code");
  if (!codes) return RefuseFor(codes.error());
  Value json;
  json.Set("recovery", TextList(*codes));
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
