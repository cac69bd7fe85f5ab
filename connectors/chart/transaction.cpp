#include "connectors/chart/transaction.h"

#include <set>

#include "connectors/chart/bundle_answer.h"
#include "connectors/chart/references.h"
#include "connectors/chart/search_plan.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;
using Method = BundleEntry::Method;

// What an entry will write, or the resource that a condition found instead.
struct Step {
  std::optional<Query> criteria;  // ifNoneExist, or the query of a conditional update
  std::string criteria_text;
  std::string id;
  std::optional<Saved> saved;
};

class Transaction {
 public:
  Transaction(Interactions& interactions, std::vector<BundleEntry> entries,
              const BundleContext& context)
      : interactions_(interactions),
        entries_(std::move(entries)),
        context_(context),
        steps_(entries_.size()) {}

  // What can be refused without the database.
  Result<void, Refusal> Plan() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const BundleEntry& entry = entries_[i];
      const bool by_query = entry.method == Method::kPut && !entry.query.empty();
      if (entry.method == Method::kGet || (!entry.if_none_exist && !by_query)) continue;
      steps_[i].criteria_text = std::string(entry.address.type->name) + "?" +
                                (by_query ? entry.query : *entry.if_none_exist);
      auto criteria = PlanFor(context_.reach, *entry.address.type,
                              by_query ? entry.query : *entry.if_none_exist, context_.base);
      if (!criteria) return At(criteria.error(), entry);
      steps_[i].criteria = std::move(*criteria);
    }
    return {};
  }

  Result<Value, Refusal> Run(ResourceWriter& writer) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (auto done = Place(writer, i); !done) return At(done.error(), entries_[i]);
    }
    for (const Method method : {Method::kPost, Method::kPut}) {
      for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].method != method || steps_[i].saved) continue;
        if (auto done = Write(writer, i); !done) return Unexpected(done.error());
      }
    }
    return Answer(writer);
  }

 private:
  // Issues that do not say where get the entry's path.
  static Unexpected<Refusal> At(Refusal refusal, const BundleEntry& entry) {
    for (Issue& issue : refusal.issues) {
      if (issue.expression.empty()) issue.expression = entry.expression;
    }
    return Unexpected(std::move(refusal));
  }

  // Decides the id of an entry before any reference to it is rewritten.
  Result<void, Refusal> Place(ResourceWriter& writer, std::size_t i) {
    const BundleEntry& entry = entries_[i];
    Step& step = steps_[i];
    if (entry.method == Method::kGet) return {};
    if (step.criteria) {
      if (auto done = PlaceByCriteria(writer, entry, step); !done) return done;
    } else {
      step.id = entry.method == Method::kPost ? interactions_.NewId() : entry.address.id;
    }
    const std::string reference = std::string(entry.address.type->name) + "/" + step.id;
    if (!entry.full_url.empty()) urls_[entry.full_url] = reference;
    const bool writes = !step.saved && !twins_.contains(i);
    if (writes && !written_.insert(reference).second) {
      return Refuse(400, "duplicate", "Two entries write the same resource.");
    }
    return {};
  }

  Result<void, Refusal> PlaceByCriteria(ResourceWriter& writer, const BundleEntry& entry,
                                        Step& step) {
    const std::size_t i = std::size_t(&step - steps_.data());
    const auto twin = by_criteria_.find(step.criteria_text);
    if (twin != by_criteria_.end() && entry.method == Method::kPost) {
      // The same condition once more in this Bundle: the first entry meets it.
      step.id = steps_[twin->second].id;
      step.saved = steps_[twin->second].saved;
      if (!step.saved) twins_[i] = twin->second;
      return {};
    }
    by_criteria_.emplace(step.criteria_text, i);
    auto found = FindOne(writer, *step.criteria, context_.reach);
    if (!found) return Unexpected(found.error());
    const std::string given =
        entry.method == Method::kPut ? entry.resource["id"].text() : std::string();
    if (!*found) {
      step.id = given.empty() ? interactions_.NewId() : given;
      return {};
    }
    step.id = (**found).id;
    if (entry.method == Method::kPost) step.saved = Saved{Change::kMatched, std::move(**found)};
    return entry.method == Method::kPut
               ? RequireSameId(entry.resource, step.id, entry.expression + ".resource")
               : Result<void, Refusal>();
  }

  Result<void, Refusal> Write(ResourceWriter& writer, std::size_t i) {
    Step& step = steps_[i];
    BundleEntry& entry = entries_[i];
    if (const auto twin = twins_.find(i); twin != twins_.end()) {
      step.saved = steps_[twin->second].saved;
      step.saved->change = Change::kMatched;
      return {};
    }
    const auto find = [&](const std::string& reference) {
      return FindReference(writer, reference);
    };
    Draft draft{entry.address.type, step.id, std::move(entry.resource),
                entry.if_match,     {},      &context_.reach};
    auto rewritten = RewriteReferences(draft.resource, entry.expression + ".resource", urls_, find);
    if (!rewritten) return rewritten;
    auto saved = Save(writer, draft, interactions_.Now(), context_.base);
    if (!saved) return At(saved.error(), entry);
    step.saved = std::move(*saved);
    return {};
  }

  Result<std::string, Refusal> FindReference(ResourceWriter& writer, const std::string& reference) {
    const std::size_t mark = reference.find('?');
    const TypeRules* type = FindType(std::string_view(reference).substr(0, mark));
    auto criteria =
        PlanFor(context_.reach, *type, std::string_view(reference).substr(mark), context_.base);
    if (!criteria) return Unexpected(criteria.error());
    auto found = FindOne(writer, *criteria, context_.reach);
    if (!found) return Unexpected(found.error());
    if (!*found) return Refuse(412, "not-found", "Nothing meets the condition of the reference.");
    return (**found).type + "/" + (**found).id;
  }

  Result<Value, Refusal> Answer(ResourceWriter& writer) {
    Array answers;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      auto answer = entries_[i].method == Method::kGet
                        ? ReadEntry(interactions_.store(), writer, entries_[i], context_)
                        : SavedEntry(*steps_[i].saved, context_.wanted);
      if (!answer) return At(answer.error(), entries_[i]);
      answers.push_back(std::move(*answer));
    }
    Object bundle{{"resourceType", "Bundle"}, {"type", "transaction-response"}};
    if (!answers.empty()) bundle.emplace_back("entry", std::move(answers));
    return Value(std::move(bundle));
  }

  Interactions& interactions_;
  std::vector<BundleEntry> entries_;
  const BundleContext& context_;
  std::vector<Step> steps_;
  FullUrls urls_;
  std::map<std::string, std::size_t> by_criteria_;
  std::map<std::size_t, std::size_t> twins_;  // entry -> the one that creates what it asks for
  std::set<std::string> written_;
};

// 404 and 405 speak of an address; of a transaction they would say that this server has none.
Unexpected<Refusal> ForTransaction(Refusal refusal) {
  if (refusal.status == 404 || refusal.status == 405) refusal.status = 400;
  return Unexpected(std::move(refusal));
}

}  // namespace

Result<Value, Refusal> RunTransaction(Interactions& interactions, const Value& bundle,
                                      const BundleContext& context) {
  auto list = EntriesOf(bundle);
  if (!list) return Unexpected(list.error());
  std::vector<BundleEntry> entries;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto entry = ReadBundleEntry((**list)[i], i, context.base);
    if (!entry) return ForTransaction(entry.error());
    entries.push_back(std::move(*entry));
  }
  Transaction transaction(interactions, std::move(entries), context);
  if (auto planned = transaction.Plan(); !planned) return Unexpected(planned.error());
  auto answer = InTransaction<Value>(
      interactions.store(), [&](ResourceWriter& writer) { return transaction.Run(writer); });
  return answer ? std::move(answer) : ForTransaction(answer.error());
}

}  // namespace chartbridge::chart
