#include "connectors/api/openapi.h"

#include "embedded/openapi.h"

namespace chartbridge::api {

Answer<Reply> ShowOpenApi(const Ask& ask) {
  (void)ask;
  Reply reply;
  reply.headers = {{"Content-Type", "application/json"}};
  reply.text = std::string(embedded::openapi::Find("openapi.json")->bytes);
  return reply;
}

}  // namespace chartbridge::api
