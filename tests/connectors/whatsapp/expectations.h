// The tables that say what the fixtures become.
#pragma once

#include <string>
#include <vector>

namespace chartbridge::whatsapp_test {

struct Expected {
  std::string file;
  std::vector<std::string> items;  // in the order of the delivery
};

const std::vector<Expected>& WebhookExpectations();
const std::vector<Expected>& MalformedExpectations();
const std::vector<Expected>& MalformedBytesExpectations();
const std::vector<Expected>& OnPremisesExpectations();

}  // namespace chartbridge::whatsapp_test
