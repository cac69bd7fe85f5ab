#include "connectors/chart/fhir_handler.h"

#include "connectors/chart/answer.h"
#include "connectors/chart/binary.h"
#include "connectors/chart/bundles.h"
#include "connectors/chart/capability.h"
#include "connectors/chart/fhir_exchange.h"
#include "connectors/chart/search_plan.h"
#include "connectors/chart/transaction.h"
#include "connectors/chart/validate.h"

namespace chartbridge::chart {

using fhir::json::Value;
using Place = Address::Place;

namespace {

Unexpected<Refusal> NotAllowed() {
  return Refuse(405, "not-supported", "The method is not offered here.");
}

std::optional<std::string> CriteriaOf(const http::Request& request) {
  return request.raw_query().empty() ? std::nullopt : std::optional(request.raw_query());
}

}  // namespace

FhirHandler::FhirHandler(const FhirSettings& settings, ResourceStore& store, const Clock& clock,
                         Entropy& entropy, Log& log)
    : settings_(settings), interactions_(store, clock, entropy), log_(log) {}

void FhirHandler::Handle(http::Request& request, http::Responder& responder) {
  Exchange exchange{request, responder, ReadWishes(request), {}, request.method(), {}};
  if (exchange.method == "HEAD") exchange.method = "GET";
  std::string_view path = request.path();
  if (path.starts_with(settings_.prefix)) path.remove_prefix(settings_.prefix.size());
  auto address = ReadAddress(path);
  if (address) exchange.address = std::move(*address);
  if (auto entered = Enter(exchange); !entered) return SendRefusal(exchange, entered.error());
  if (!address) return SendRefusal(exchange, address.error());
  const bool binary = exchange.address.type != nullptr && exchange.address.type->name == "Binary";
  if (!exchange.wishes.takes_json && !binary) {
    return SendRefusal(
        exchange,
        Refuse(406, "not-supported", "This server speaks application/fhir+json.").error());
  }
  Dispatch(exchange);
}

void FhirHandler::Dispatch(Exchange& exchange) {
  const bool get = exchange.method == "GET";
  switch (exchange.address.place) {
    case Place::kBase:
      return Base(exchange);
    case Place::kMetadata:
      if (!get) return SendRefusal(exchange, NotAllowed().error());
      return Statement(exchange);
    case Place::kType:
      return Type(exchange);
    case Place::kTypeSearch:
      return PostedSearch(exchange);
    case Place::kValidate:
      return Validate(exchange);
    case Place::kInstance:
      return Instance(exchange);
    case Place::kHistory:
      if (!get) return SendRefusal(exchange, NotAllowed().error());
      return History(exchange);
    case Place::kVersion:
      if (!get) return SendRefusal(exchange, NotAllowed().error());
      return Show(exchange, interactions_.ReadVersion(*exchange.address.type, exchange.address.id,
                                                      exchange.address.number));
  }
}

void FhirHandler::Statement(Exchange& exchange) {
  std::string oauth;
  if (settings_.access != nullptr) {
    oauth =
        exchange.base.substr(0, exchange.base.size() - settings_.prefix.size()) + settings_.oauth;
  }
  SendResult(exchange, CapabilityStatement(exchange.base, settings_.software_version, oauth));
}

void FhirHandler::Base(Exchange& exchange) {
  if (exchange.method != "POST") return SendRefusal(exchange, NotAllowed().error());
  if (FormOf(exchange.request) != BodyForm::kJson) {
    return SendRefusal(
        exchange,
        Refuse(415, "not-supported", "A Bundle is posted as application/fhir+json.").error());
  }
  auto share = budget_.Take(exchange.request);
  if (!share) return SendRefusal(exchange, share.error());
  auto bundle = ReadJsonBody(exchange.request);
  if (!bundle) return SendRefusal(exchange, bundle.error());
  if ((*bundle)["resourceType"].text() != "Bundle") {
    return SendRefusal(
        exchange,
        Refuse(400, "structure", "The base takes Bundles only.", "Bundle.resourceType").error());
  }
  const std::string& type = (*bundle)["type"].text();
  const BundleContext context{exchange.base, exchange.wishes.wanted, exchange.reach};
  if (auto noted = NoteBundle(exchange, *bundle); !noted)
    return SendRefusal(exchange, noted.error());
  if (type == "transaction")
    return SendResult(exchange, RunTransaction(interactions_, *bundle, context));
  if (type == "batch") return SendResult(exchange, RunBatch(interactions_, *bundle, context));
  SendRefusal(exchange, Refuse(400, "value", "The Bundle is neither a transaction nor a batch.",
                               "Bundle.type")
                            .error());
}

void FhirHandler::Type(Exchange& exchange) {
  if (exchange.method == "GET") return Search(exchange, exchange.request.query());
  if (exchange.method == "POST") return Create(exchange);
  if (exchange.method == "PUT" && CriteriaOf(exchange.request)) return Update(exchange);
  SendRefusal(exchange, NotAllowed().error());
}

void FhirHandler::Instance(Exchange& exchange) {
  if (exchange.method == "GET")
    return Show(exchange, interactions_.Read(*exchange.address.type, exchange.address.id));
  if (exchange.method == "PUT") return Update(exchange);
  SendRefusal(exchange, NotAllowed().error());
}

void FhirHandler::Create(Exchange& exchange) {
  const TypeRules& type = *exchange.address.type;
  if (auto may = exchange.reach.Require(Deed::kCreate, type); !may)
    return SendRefusal(exchange, may.error());
  const Access access{
      Deed::kCreate, std::string(type.name), exchange.reach.rights().patient, false, {}};
  if (auto noted = Note(exchange, access); !noted) return SendRefusal(exchange, noted.error());
  if (FormOf(exchange.request) != BodyForm::kJson) {
    if (type.name == "Binary")
      return SendSaved(exchange, UploadBinary(interactions_, exchange.request, "", exchange.base,
                                              exchange.reach));
    return SendRefusal(
        exchange, Refuse(415, "not-supported", "The body must be application/fhir+json.").error());
  }
  auto share = budget_.Take(exchange.request);
  if (!share) return SendRefusal(exchange, share.error());
  auto resource = ReadJsonBody(exchange.request);
  if (!resource) return SendRefusal(exchange, resource.error());
  const auto condition = http::FindHeader(exchange.request.headers(), "If-None-Exist");
  SendSaved(exchange, interactions_.Create(type, std::move(*resource), condition, exchange.base,
                                           exchange.reach));
}

void FhirHandler::Update(Exchange& exchange) {
  const TypeRules& type = *exchange.address.type;
  const std::string& id = exchange.address.id;
  if (auto may = exchange.reach.RequireWriting(type); !may)
    return SendRefusal(exchange, may.error());
  const Access access{Deed::kUpdate,
                      std::string(type.name) + (id.empty() ? "" : "/" + id),
                      exchange.reach.rights().patient,
                      false,
                      {}};
  if (auto noted = Note(exchange, access); !noted) return SendRefusal(exchange, noted.error());
  if (FormOf(exchange.request) != BodyForm::kJson) {
    if (type.name == "Binary" && !id.empty()) {
      return SendSaved(exchange, UploadBinary(interactions_, exchange.request, id, exchange.base,
                                              exchange.reach));
    }
    return SendRefusal(
        exchange, Refuse(415, "not-supported", "The body must be application/fhir+json.").error());
  }
  auto share = budget_.Take(exchange.request);
  if (!share) return SendRefusal(exchange, share.error());
  auto resource = ReadJsonBody(exchange.request);
  if (!resource) return SendRefusal(exchange, resource.error());
  const auto if_match = http::FindHeader(exchange.request.headers(), "If-Match");
  if (!id.empty()) {
    return SendSaved(exchange, interactions_.Update(type, id, std::move(*resource), if_match,
                                                    exchange.base, exchange.reach));
  }
  SendSaved(exchange,
            interactions_.UpdateWhere(type, exchange.request.raw_query(), std::move(*resource),
                                      if_match, exchange.base, exchange.reach));
}

void FhirHandler::PostedSearch(Exchange& exchange) {
  if (exchange.method != "POST") return SendRefusal(exchange, NotAllowed().error());
  if (FormOf(exchange.request) != BodyForm::kForm) {
    return SendRefusal(exchange,
                       Refuse(415, "not-supported", "A search is posted as a form.").error());
  }
  auto form = ReadFormBody(exchange.request);
  if (!form) return SendRefusal(exchange, form.error());
  const auto& query = exchange.request.query();
  form->insert(form->end(), query.begin(), query.end());
  Search(exchange, std::move(*form));
}

void FhirHandler::Search(Exchange& exchange, http::Pairs pairs) {
  const TypeRules& type = *exchange.address.type;
  auto found = SearchBundle(interactions_.store(), interactions_.store(), type, pairs,
                            exchange.base, exchange.wishes.strict, exchange.reach);
  if (found && !exchange.reach.rights().actor.empty()) {
    const Access access = AccessOfList(type, *found, exchange.reach.rights(), exchange.base);
    if (auto noted = Note(exchange, access); !noted) return SendRefusal(exchange, noted.error());
  }
  SendResult(exchange, found);
}

void FhirHandler::History(Exchange& exchange) {
  const TypeRules& type = *exchange.address.type;
  const std::string& id = exchange.address.id;
  if (auto may = exchange.reach.Require(Deed::kRead, type); !may)
    return SendRefusal(exchange, may.error());
  auto history = HistoryBundle(interactions_.store(), type, id, exchange.request.query(),
                               exchange.base, exchange.reach);
  if (history && !exchange.reach.rights().actor.empty()) {
    Access access = AccessOfList(type, *history, exchange.reach.rights(), exchange.base);
    access.deed = Deed::kRead;
    access.what += "/" + id;
    if (auto noted = Note(exchange, access); !noted) return SendRefusal(exchange, noted.error());
  }
  SendResult(exchange, history);
}

void FhirHandler::Show(Exchange& exchange, const Result<Version, Refusal>& version) {
  if (auto may = exchange.reach.Require(Deed::kRead, *exchange.address.type); !may)
    return SendRefusal(exchange, may.error());
  if (!version) return SendRefusal(exchange, version.error());
  if (auto seen = RequireSeen(exchange, *version); !seen)
    return SendRefusal(exchange, seen.error());
  const auto known = http::FindHeader(exchange.request.headers(), "If-None-Match");
  if (known && *known == ToETag(version->number)) {
    http::Response response{304, SafeHeaders(), ""};
    AddVersionHeaders(*version, response.headers);
    return exchange.responder.Send(std::move(response));
  }
  if (version->blob) {
    return SendBinary(interactions_.store(), *version, exchange.request, exchange.wishes,
                      exchange.responder);
  }
  exchange.responder.Send(VersionAnswer(*version, exchange.wishes));
}

void FhirHandler::Validate(Exchange& exchange) {
  if (exchange.method != "POST") return SendRefusal(exchange, NotAllowed().error());
  auto share = budget_.Take(exchange.request);
  if (!share) return SendRefusal(exchange, share.error());
  auto resource = ReadJsonBody(exchange.request);
  if (!resource) return SendRefusal(exchange, resource.error());
  const std::string_view type = exchange.address.type->name;
  std::vector<Issue> issues = chart::Validate(type, *resource, type);
  if (issues.empty())
    issues.push_back({Severity::kInformation, "informational", "", "No fault was found."});
  SendResult(exchange, ToOutcome(issues));
}

void FhirHandler::SendSaved(Exchange& exchange, const Result<Saved, Refusal>& saved) {
  if (!saved) return SendRefusal(exchange, saved.error());
  const bool whole = exchange.wishes.wanted == Wanted::kUnsaid ||
                     exchange.wishes.wanted == Wanted::kRepresentation;
  if (!saved->version.blob || !whole) {
    return exchange.responder.Send(SavedAnswer(*saved, exchange.base, exchange.wishes));
  }
  Wishes minimal = exchange.wishes;
  minimal.wanted = Wanted::kMinimal;
  http::Response head = SavedAnswer(*saved, exchange.base, minimal);
  // Megabytes are not sent back unless they are asked for.
  if (exchange.wishes.wanted == Wanted::kUnsaid) return exchange.responder.Send(std::move(head));
  SendBinaryJson(interactions_.store(), saved->version, head.status, std::move(head.headers),
                 exchange.responder);
}

void FhirHandler::SendResult(Exchange& exchange, const Result<Value, Refusal>& result) {
  if (!result) return SendRefusal(exchange, result.error());
  exchange.responder.Send(JsonAnswer(200, *result, exchange.wishes));
}

void FhirHandler::SendRefusal(Exchange& exchange, const Refusal& refusal) {
  if (refusal.status >= 500) {
    log_.Write(LogLevel::kError, LogEvent::kStoreFailed,
               {{"store", "chart"}, {"status", std::int64_t(refusal.status)}});
  }
  exchange.responder.Send(RefusedAnswer(refusal, exchange.wishes));
}

}  // namespace chartbridge::chart
