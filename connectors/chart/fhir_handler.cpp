#include "connectors/chart/fhir_handler.h"

#include "connectors/chart/exchange.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::chart {

using fhir::json::Value;
using Place = Address::Place;

namespace {

// R4 3.1.0.1.6: what each place offers.
std::string MethodsOf(const Address& address) {
  switch (address.place) {
    case Place::kBase:
    case Place::kTypeSearch:
    case Place::kPurge:
      return "POST";
    case Place::kType:
      return address.type->searched ? "GET, HEAD, POST" : "POST";
    case Place::kInstance:
      return "GET, HEAD, PUT";
    case Place::kMetadata:
    case Place::kHistory:
    case Place::kVersion:
      return "GET, HEAD";
  }
  return "";
}

[[noreturn]] void RefuseForm(const char* text) { Refuse(415, "not-supported", text); }

}  // namespace

FhirHandler::FhirHandler(const FhirSettings& settings, ResourceStore& store, const Clock& clock,
                         Entropy& entropy, Log& log)
    : settings_(settings), store_(store), clock_(clock), entropy_(entropy), log_(log) {}

void FhirHandler::Handle(http::Request& request, http::Responder& responder) {
  Exchange exchange{request, responder, ReadWishes(request),     request.method(),
                    {},      {},        Reach({}, store_.site())};
  if (exchange.method == "HEAD") exchange.method = "GET";
  try {
    Enter(exchange);
    Dispatch(exchange);
  } catch (const Refused& refused) {
    SendRefusal(exchange, refused.refusal);
  } catch (const sqlite::SqliteError& error) {
    SendRefusal(exchange, ToRefusal(error.failure));
  }
}

void FhirHandler::Dispatch(Exchange& exchange) {
  const Address& address = exchange.address;
  const bool binary = address.type != nullptr && address.type->name == "Binary";
  if (!exchange.wishes.takes_json && !binary)
    Refuse(406, "not-supported", "This server speaks application/fhir+json.");
  const std::string methods = MethodsOf(address);
  if ((", " + methods + ",").find(", " + exchange.method + ",") == std::string::npos) {
    throw Refused({405,
                   {{Severity::kError, "not-supported", "", "The method is not offered here."}},
                   {},
                   methods});
  }
  const bool get = exchange.method == "GET";
  switch (address.place) {
    case Place::kBase:
      return Bundle(exchange);
    case Place::kMetadata:
      return Statement(exchange);
    case Place::kType:
      return get ? Search(exchange, exchange.request.query()) : Put(exchange);
    case Place::kTypeSearch:
      return PostedSearch(exchange);
    case Place::kInstance:
      return get ? Show(exchange) : Put(exchange);
    case Place::kPurge:
      return Purge(exchange);
    case Place::kHistory:
      return History(exchange);
    case Place::kVersion:
      return Show(exchange);
  }
}

void FhirHandler::Statement(Exchange& exchange) {
  std::string oauth;
  if (settings_.access != nullptr) {
    oauth =
        exchange.base.substr(0, exchange.base.size() - settings_.prefix.size()) + settings_.oauth;
  }
  const Value statement =
      CapabilityStatement(exchange.base, settings_.software_version, oauth, settings_.open);
  exchange.responder.Send(JsonAnswer(200, statement, exchange.wishes));
}

void FhirHandler::Bundle(Exchange& exchange) {
  exchange.reach.RequireWriting(nullptr);
  const auto saved = Write(exchange, Deed::kUpdate, [&]() -> WriteWork {
    if (FormOf(exchange.request) != BodyForm::kJson)
      RefuseForm("A Bundle is posted as application/fhir+json.");
    exchange.share = budget_.Take(exchange.request);
    const Value bundle = ReadJsonBody(exchange.request);
    if (bundle["resourceType"].text() != "Bundle")
      Refuse(400, "structure", "The base takes Bundles only.", "Bundle.resourceType");
    if (bundle["type"].text() != "transaction")
      Refuse(400, "not-supported", "The Bundle is no transaction.", "Bundle.type");
    const auto transaction =
        std::make_shared<const Transaction>(bundle, exchange.base, exchange.reach, entropy_);
    return [this, transaction](Writer& writer) { return transaction->Run(writer, clock_.Now()); };
  });
  exchange.responder.Send(
      JsonAnswer(200, TransactionAnswer(saved, exchange.wishes.wanted), exchange.wishes));
}

// A create of a type, or an update of an instance.
void FhirHandler::Put(Exchange& exchange) {
  const TypeRules& type = *exchange.address.type;
  const bool create = exchange.address.place == Place::kType;
  if (create) {
    exchange.reach.Require(Deed::kCreate, type);
  } else {
    exchange.reach.RequireWriting(&type);
  }
  std::optional<Upload> upload;
  const auto saved = Write(exchange, create ? Deed::kCreate : Deed::kUpdate, [&]() -> WriteWork {
    for (const auto& [name, value] : exchange.request.query()) {
      if (name != "_format" && name != "_pretty")
        Refuse(400, "not-supported", "A write takes no condition in its address.");
    }
    const std::string id = create ? crypto::RandomUuid(entropy_) : exchange.address.id;
    const bool raw = type.name == "Binary" && FormOf(exchange.request) != BodyForm::kJson;
    auto draft = std::make_shared<Draft>(raw ? ReceiveBinary(store_, exchange.request, id, upload)
                                             : ReadDraft(exchange, id));
    const http::Pairs& headers = exchange.request.headers();
    const auto condition = http::FindHeader(headers, "If-None-Exist");
    draft->if_match = http::FindHeader(headers, "If-Match");
    if ((condition && !create) || (draft->if_match && create))
      Refuse(400, "not-supported", "The condition does not go with the method.");
    if (condition) draft->if_none_exist = exchange.reach.Plan(type, *condition);
    return [this, draft, &exchange](Writer& writer) {
      return std::vector{SaveAlone(writer, *draft, exchange.reach, clock_.Now())};
    };
  });
  // An unchanged Binary has its bytes already.
  if (upload) upload->Keep(saved.front().version.blob->object == upload->blob().object);
  // Megabytes are not sent back.
  if (saved.front().version.blob) exchange.wishes.wanted = Wanted::kMinimal;
  exchange.responder.Send(SavedAnswer(saved.front(), exchange.base, exchange.wishes));
}

Draft FhirHandler::ReadDraft(Exchange& exchange, const std::string& id) {
  const TypeRules& type = *exchange.address.type;
  if (FormOf(exchange.request) != BodyForm::kJson)
    RefuseForm("The body must be application/fhir+json.");
  exchange.share = budget_.Take(exchange.request);
  Draft draft{&type, id, ReadJsonBody(exchange.request)};
  RequireValid(type, draft.resource, std::string(type.name));
  if (exchange.address.place == Place::kInstance)
    RequireSameId(draft.resource, id, std::string(type.name));
  return draft;
}

void FhirHandler::Purge(Exchange& exchange) {
  exchange.reach.Require(Deed::kPurge, *exchange.address.type);
  Rights by = exchange.reach.rights();
  if (by.actor.empty()) by.actor = "svc:purge";  // never without a line in the audit
  exchange.reach = Reach(std::move(by), store_.site());
  const std::string patient = "Patient/" + exchange.address.id;
  bool noted = false;  // the work may run twice
  const Erased erased = store_.Erase(patient, [&](const Erased& gone) {
    if (!gone.found) Refuse(404, "not-found", "There is no such resource.");
    if (std::exchange(noted, true)) return;
    // The audit knows the patient by a pseudonym; the resource is not named.
    Note(exchange, {Deed::kPurge, "Patient", patient, Ending::kDone,
                    "resources=" + std::to_string(gone.resources) +
                        " versions=" + std::to_string(gone.versions) +
                        " files=" + std::to_string(gone.objects.size())});
  });
  const Issue done{Severity::kInformation, "informational", "", "All of it is erased."};
  const Issue later{Severity::kWarning, "incomplete", "",
                    "All of it is unreadable; a later write empties the logs of the files."};
  exchange.responder.Send(
      JsonAnswer(200, ToOutcome({erased.complete ? done : later}), exchange.wishes));
}

void FhirHandler::PostedSearch(Exchange& exchange) {
  if (FormOf(exchange.request) != BodyForm::kForm) RefuseForm("A search is posted as a form.");
  exchange.reach.Require(Deed::kSearch, *exchange.address.type);
  http::Pairs form = ReadFormBody(exchange.request);
  const auto& query = exchange.request.query();
  form.insert(form.end(), query.begin(), query.end());
  Search(exchange, form);
}

void FhirHandler::Search(Exchange& exchange, const http::Pairs& pairs) {
  const TypeRules& type = *exchange.address.type;
  exchange.reach.Require(Deed::kSearch, type);
  const Value found = SearchBundle(store_, type, pairs, exchange.base, exchange.reach);
  NoteList(exchange, Deed::kSearch, std::string(type.name), found);
  exchange.responder.Send(JsonAnswer(200, found, exchange.wishes));
}

void FhirHandler::History(Exchange& exchange) {
  const Address& address = exchange.address;
  exchange.reach.Require(Deed::kRead, *address.type);
  const Value history = HistoryBundle(store_, *address.type, address.id, exchange.request.query(),
                                      exchange.base, exchange.reach);
  NoteList(exchange, Deed::kRead, std::string(address.type->name) + "/" + address.id, history);
  exchange.responder.Send(JsonAnswer(200, history, exchange.wishes));
}

void FhirHandler::Show(Exchange& exchange) {
  const Version version = ReadSeen(exchange);
  const auto known = http::FindHeader(exchange.request.headers(), "If-None-Match");
  if (known && *known == ToETag(version.number)) {
    http::Response response{304, SafeHeaders(), ""};
    AddVersionHeaders(version, response.headers);
    return exchange.responder.Send(std::move(response));
  }
  if (version.blob)
    return SendBinary(store_, version, exchange.request, exchange.wishes, exchange.responder);
  exchange.responder.Send(VersionAnswer(version, exchange.wishes));
}

void FhirHandler::SendRefusal(Exchange& exchange, const Refusal& refusal) {
  if (refusal.status >= 500) {
    log_.Write(LogLevel::kError, LogEvent::kStoreFailed,
               {{"store", "chart"}, {"status", std::int64_t(refusal.status)}});
  }
  exchange.responder.Send(RefusedAnswer(refusal, exchange.wishes));
}

}  // namespace chartbridge::chart
