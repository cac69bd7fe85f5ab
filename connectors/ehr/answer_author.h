// Who wrote an answer: the EHR, or somebody who stands before it. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "connectors/http/exchange.h"

namespace chartbridge::ehr {

enum class Author {
  kNobody,     // A blank body.
  kFhir,       // A resource in JSON, or something that calls itself FHIR.
  kUnread,     // Something that is no text (bytes of a Binary), or JSON that breaks off.
  kLogInPage,  // Not FHIR, and it speaks of logging in: a proxy that lost our session.
  kOtherPage,  // Not FHIR: a gateway, a portal, somebody's home page.
};
Author ReadAuthor(const http::Pairs& headers, std::string_view body);

// kLogInPage or kOtherPage when it was not the EHR that answered: a redirect; a page that is not
// FHIR with a status of success, 403, 404, 405, 410 or 501; a blank 404 that does not call itself
// FHIR.
std::optional<Author> FindStranger(int status, const http::Pairs& headers, std::string_view body);

}  // namespace chartbridge::ehr
