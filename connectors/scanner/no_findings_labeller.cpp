#include "connectors/scanner/no_findings_labeller.h"

namespace chartbridge::scanner {

std::vector<std::string> NoFindingsLabeller::Label(const mappings::Message& /*message*/) const {
  return {};
}

}  // namespace chartbridge::scanner
