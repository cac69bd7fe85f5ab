// Answers as HTTP: headers that every one carries, and the forms of a write's answer.
#pragma once

#include <string>

#include "connectors/chart/negotiate.h"
#include "connectors/chart/save.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// no-store, nosniff and no referrer: all of it is a chart.
http::Pairs SafeHeaders();

http::Response JsonAnswer(int status, const fhir::json::Value& body, const Wishes& wishes);
http::Response RefusedAnswer(const Refusal& refusal, const Wishes& wishes);

// ETag and Last-Modified of a version.
void AddVersionHeaders(const Version& version, http::Pairs& headers);
// 200 with the stored body.
http::Response VersionAnswer(const Version& version, const Wishes& wishes);
// 201 or 200 with Location; the body as Prefer says, the resource when it does not.
http::Response SavedAnswer(const Saved& saved, std::string_view base, const Wishes& wishes);
int StatusOf(const Saved& saved);

}  // namespace chartbridge::chart
