#include "bounded_fixture.h"

#include <sstream>

namespace chartbridge::chart {

Rights RightsTo(const std::string& patient, const std::string& scopes) {
  Rights rights;
  rights.actor = "user:ana";
  rights.patient = patient;
  std::istringstream words(scopes);
  for (std::string word; words >> word;) {
    const std::size_t dot = word.find('.');
    TypeRights type{word.substr(0, dot), 0};
    for (const char letter : word.substr(dot + 1)) {
      type.deeds |= unsigned(letter == 'c'   ? Deed::kCreate
                             : letter == 'r' ? Deed::kRead
                             : letter == 'u' ? Deed::kUpdate
                                             : Deed::kSearch);
    }
    rights.types.push_back(std::move(type));
  }
  return rights;
}

void BoundedTest::SetUp() {
  ChartTest::SetUp();
  FhirSettings settings;
  settings.access = &access_;
  closed_ = std::make_unique<FhirHandler>(settings, *store_, clock_, entropy_, log_);
  People({"anna", "ben"});
  // Everything twice: for Anna, and for Ben, who sent one of Anna's messages.
  for (const std::string who : {"anna", "ben"}) {
    const std::string subject = R"("subject":{"reference":"Patient/)" + who + "\"}";
    for (const std::string number : {"1", "2"}) {
      Put("Communication/" + who + number,
          R"({"resourceType":"Communication","id":")" + who + number +
              R"(","status":"completed","sender":{"reference":"Patient/ben"},)"
              R"("identifier":[{"system":"urn:m","value":")" +
              who + number + "\"}]," + subject + "}");
    }
    Put("Provenance/" + who,
        R"({"resourceType":"Provenance","id":")" + who +
            R"(","target":[{"reference":"Communication/)" + who +
            R"(1/_history/1"}],"recorded":"2026-01-02T03:04:05Z","agent":[{"who":{"display":"x"}}]})");
    Put("Binary/" + who, "bytes of " + who,
        {{"Content-Type", "image/png"}, {"X-Security-Context", "Patient/" + who}});
    Put("DocumentReference/" + who,
        R"({"resourceType":"DocumentReference","id":")" + who + R"(","status":"current",)" +
            subject + R"(,"content":[{"attachment":{"url":"Binary/loose-)" + who + "\"}}]}");
    Put("Binary/loose-" + who, "loose bytes of " + who, {{"Content-Type", "image/png"}});
  }
  Put("Practitioner/doc", R"({"resourceType":"Practitioner","id":"doc"})");
  Put("Device/bridge", R"({"resourceType":"Device","id":"bridge"})");
  Put("Device/pump",
      R"({"resourceType":"Device","id":"pump","patient":{"reference":"Patient/ben"}})");
  access_.rights = RightsTo(
      "Patient/anna",
      "Patient.rs Communication.rs DocumentReference.rs Binary.r Provenance.rsc Practitioner.rs "
      "Device.rs Task.crus");
}

Reply BoundedTest::Ask(const std::string& method, const std::string& target,
                       const std::string& body, http::Pairs headers) {
  headers.emplace_back("Authorization", "Bearer token");
  return Send(*closed_, {method, "/" + target, body, std::move(headers)});
}

std::int64_t BoundedTest::Total(const std::string& search) {
  const Reply reply = Look(search);
  EXPECT_EQ(reply.status, 200) << reply.body;
  const auto bundle = reply.Json();
  EXPECT_EQ(bundle["total"].integer(), std::int64_t(bundle["entry"].items().size())) << search;
  return bundle["total"].integer().value_or(-1);
}

}  // namespace chartbridge::chart
