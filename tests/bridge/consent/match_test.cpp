// Rule R10: one criterion at a time, on the strict side of a permit and the generous side of a
// deny.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

// What a permit and a deny with that criterion answer: "permit/deny", each Y, N or ? (held).
std::string Sides(const std::string& criterion, const Value& request = Request(),
                  const Environment& known = {}, const std::string& config = "{}") {
  const auto word = [&](const std::string& type, const std::string& yes) {
    const std::string said =
        Answer({Providing("{'type':'" + type + "'," + criterion + "}")}, request, config, known);
    return said == yes ? "Y" : said == kSilent ? "N" : said == kUnresolved ? "?" : said;
  };
  return word("permit", kPermit) + "/" + word("deny", kDeny);
}

std::string Coding(const std::string& system, const std::string& code) {
  const std::string base = "http://terminology.hl7.org/CodeSystem/";
  const std::string uri =
      system.find(':') == std::string::npos && !system.empty() ? base + system : system;
  return "{" + (uri.empty() ? "" : "'system':'" + uri + "',") + "'code':'" + code + "'}";
}

std::string Actor(const std::string& reference, const std::string& role = "IRCP") {
  return "'actor':[{'role':{'coding':[" + Coding("v3-ParticipationType", role) +
         "]},'reference':{'reference':'" + reference + "'}}]";
}
Value To(const std::string& actor) { return Request("{'actor':['" + actor + "']}"); }
Value Labelled(const std::string& codings) { return Request("{'labels':[" + codings + "]}"); }
std::string Labels(const std::string& codings) { return "'securityLabel':[" + codings + "]"; }
std::string Conf(const std::string& code) { return Coding("v3-Confidentiality", code); }
std::string Sens(const std::string& code) { return Coding("v3-ActCode", code); }

TEST(PeriodR10, NestedPeriodsAreTrueOrFalse) {
  const auto nested = [](const std::string& period) {
    return Answer(
        {Providing("{'type':'permit','provision':[{'type':'deny','period':" + period + "}]}")});
  };
  EXPECT_EQ(nested("{'start':'2026-03-10'}"), kDeny);
  EXPECT_EQ(nested("{'start':'2026-03-11'}"), kPermit);
  EXPECT_EQ(nested("{'end':'2026-03-10T10:00:00Z'}"), kDeny);
}

TEST(ActorR10, SameReferenceInAnySpelling) {
  EXPECT_EQ(Sides(Actor("Organization/clinic/_history/3")), "Y/Y");
  EXPECT_EQ(Sides(Actor("https://ehr.example/fhir/Organization/clinic"), Request(), {},
                  "{'fhirBases':['https://ehr.example/fhir']}"),
            "Y/Y");
  EXPECT_EQ(Sides(Actor("Organization/other")), "N/N");
}

TEST(ActorR10, IdentifierNeedsItsSystemToPermit) {
  const Value known = Request("{'actor':[{'identifier':[{'system':'urn:npi','value':'42'}]}]}");
  const auto by = [](const std::string& identifier) {
    return "'actor':[{'reference':{'identifier':" + identifier + "}}]";
  };
  EXPECT_EQ(Sides(by("{'system':'urn:npi','value':'42'}"), known), "Y/Y");
  EXPECT_EQ(Sides(by("{'system':'urn:x','value':'42'}"), known), "N/N");
  EXPECT_EQ(Sides(by("{'value':'42'}"), known), "N/Y");
}

TEST(ActorR10, PartOfIsTransitiveAndEndsInCircles) {
  const Environment circle = Knowing(
      "{'Organization/ward':{'partOf':'Organization/surgery'},'Organization/"
      "surgery':{'partOf':'Organization/ward'}}");
  EXPECT_EQ(Sides(Actor("Organization/surgery"), To("Organization/ward"), circle), "Y/Y");
  EXPECT_EQ(Sides(Actor("Organization/hospital"), To("Organization/ward"), circle), "N/N");
}

TEST(ActorR10, OnlyOrganizationsArePartOfOrganizations) {
  const Environment odd = Knowing("{'Practitioner/dr':{'partOf':'Organization/clinic'}}");
  EXPECT_EQ(Sides(Actor("Organization/clinic"), To("Practitioner/dr"), odd), "N/N");
}

TEST(ActorR10, GroupsAndCareTeamsStandForTheirMembers) {
  for (const std::string group : {"Group/g", "CareTeam/g"}) {
    EXPECT_EQ(Sides(Actor(group), To("Practitioner/dr"),
                    Knowing("{'" + group + "':{'members':['Practitioner/dr']}}")),
              "Y/Y");
    EXPECT_EQ(
        Sides(Actor(group), To("Practitioner/dr"), Knowing("{'" + group + "':{'members':[]}}")),
        "N/N");
    EXPECT_EQ(Sides(Actor(group), To("Practitioner/dr"), Knowing("{'" + group + "':null}")), "?/?");
    EXPECT_EQ(
        Sides(Actor(group), To("Practitioner/dr"), Knowing("{'" + group + "':{'members':[7]}}")),
        "?/?");
    EXPECT_EQ(Sides(Actor(group), To(group)), "Y/Y");
  }
}

TEST(ActorR10, ContainedIsUnknown) { EXPECT_EQ(Sides(Actor("#org")), "?/?"); }

TEST(ActorR10, ForeignReferenceIsLookedUp) {
  const std::string foreign = "https://other.example/fhir/Organization/x";
  EXPECT_EQ(Sides(Actor(foreign)), "N/?");
  EXPECT_EQ(Sides(Actor(foreign), Request(),
                  Knowing("{'" + foreign + "':{'sameAs':'Organization/clinic'}}")),
            "Y/Y");
  EXPECT_EQ(Sides(Actor(foreign), Request(),
                  Knowing("{'" + foreign + "':{'sameAs':'Organization/lab'}}")),
            "N/N");
  EXPECT_EQ(Sides(Actor(foreign), Request(), Knowing("{'" + foreign + "':null}")), "N/?");
  EXPECT_EQ(Sides(Actor(foreign), To(foreign)), "Y/Y");
  EXPECT_EQ(Sides(Actor("Organization/clinic"), To(foreign),
                  Knowing("{'" + foreign + "':{'sameAs':'Organization/clinic'}}")),
            "Y/Y");
}

TEST(ActorR10, AuthorsAndInformantsAreComparedWithWhoWroteIt) {
  for (const char* role : {"AUT", "INF"}) {
    EXPECT_EQ(Sides(Actor("Patient/p1", role)), "Y/Y");
    EXPECT_EQ(Sides(Actor("Organization/clinic", role)), "N/N");
    EXPECT_EQ(Sides(Actor("Patient/p1", role), Request("{'author':null}")), "?/?");
    EXPECT_EQ(Sides(Actor("Patient/p1", role), Request("{'author':[]}")), "N/N");
  }
  EXPECT_EQ(Sides(Actor("Organization/clinic", "CST")), "Y/Y");
}

TEST(ActorR10, AnyListedActorWillDo) {
  const std::string two =
      "'actor':[{'reference':{'reference':'#x'}},{'reference':{'reference':'Organization/"
      "clinic'}}]";
  EXPECT_EQ(Sides(two), "Y/Y");
}

TEST(ActionR10, PermitNeedsAllAndDenyOne) {
  const auto action = [](const std::string& codes) {
    return "'action':[{'coding':[" + codes + "]}]";
  };
  const std::string collect = Coding("consentaction", "collect");
  const Value both = Request("{'action':['collect','disclose']}");
  EXPECT_EQ(Sides(action(collect), both), "N/Y");
  EXPECT_EQ(Sides(action(collect + "," + Coding("consentaction", "disclose")), both), "Y/Y");
  EXPECT_EQ(Sides("'action':[{'coding':[" + collect + "]},{'coding':[" +
                      Coding("consentaction", "disclose") + "]}]",
                  both),
            "Y/Y");
  EXPECT_EQ(Sides(action(Coding("http://hl7.org/fhir/consentaction", "collect"))), "Y/Y");
  EXPECT_EQ(Sides(action(Coding("", "collect"))), "N/Y");
  EXPECT_EQ(Sides(action(Coding("consentaction", "use"))), "N/N");
}

TEST(ActionR10, LookingIsCoveredByDoingMore) {
  const Value look = Request("{'action':'access'}");
  for (const char* more : {"collect", "use", "disclose", "correct"}) {
    EXPECT_EQ(Sides("'action':[{'coding':[" + Coding("consentaction", more) + "]}]", look), "Y/N")
        << more;
  }
}

TEST(LabelR10, ConfidentialityIsOrdered) {
  const char* order[] = {"U", "L", "M", "N", "R", "V"};
  for (int listed = 0; listed < 6; ++listed) {
    for (int has = 0; has < 6; ++has) {
      const std::string want =
          std::string(has <= listed ? "Y" : "N") + "/" + (has >= listed ? "Y" : "N");
      EXPECT_EQ(Sides(Labels(Conf(order[listed])), Labelled(Conf(order[has]))), want)
          << order[listed] << order[has];
    }
  }
}

TEST(LabelR10, SeveralListedTakeTheHighestToPermitAndTheLowestToDeny) {
  EXPECT_EQ(Sides(Labels(Conf("L") + "," + Conf("R")), Labelled(Conf("N"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Conf("V")), Labelled(Conf("L") + "," + Conf("V"))), "Y/Y");
}

TEST(LabelR10, UnlabelledContentHasTheDefault) {
  EXPECT_EQ(Sides(Labels(Conf("N")), Labelled("")), "Y/Y");
  EXPECT_EQ(Sides(Labels(Conf("N")), Labelled(""), {}, "{'defaultConfidentiality':'R'}"), "N/Y");
  EXPECT_EQ(Sides(Labels(Conf("M")), Labelled("")), "N/Y");
  EXPECT_EQ(Sides(Labels(Conf("N")), Request("{'labels':null}")), "?/?");
}

TEST(LabelR10, SensitivityRaisesToRestrictedAndNeverLowers) {
  EXPECT_EQ(Sides(Labels(Conf("N")), Labelled(Conf("L") + "," + Sens("HIV"))), "N/Y");
  EXPECT_EQ(Sides(Labels(Conf("R")), Labelled(Sens("HIV"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Conf("R")), Labelled(Conf("V") + "," + Sens("HIV"))), "N/Y");
}

TEST(LabelR10, SensitivityTree) {
  EXPECT_EQ(Sides(Labels(Sens("SPI")), Labelled(Sens("EMOTDIS"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Sens("BH")), Labelled(Sens("COGN"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Sens("SPI")), Labelled(Sens("PSYTHPN"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Sens("ETH")), Labelled(Sens("OPIOIDUD"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Sens("SUD")), Labelled(Sens("ETHUD"))), "Y/Y");
  EXPECT_EQ(Sides(Labels(Sens("ETH")), Labelled(Sens("SUD"))), "N/N");
  EXPECT_EQ(Sides(Labels(Sens("OPIOIDUD")), Labelled(Sens("SUD"))), "N/N");
  EXPECT_EQ(Sides(Labels(Sens("SPI")), Labelled(Sens("HIV"))), "N/N");
}

TEST(LabelR10, PermitCoversEverySensitivityAndDenyAny) {
  const Value both = Labelled(Sens("PSY") + "," + Sens("HIV"));
  EXPECT_EQ(Sides(Labels(Sens("PSY")), both), "N/Y");
  EXPECT_EQ(Sides(Labels(Sens("PSY") + "," + Sens("HIV")), both), "Y/Y");
  EXPECT_EQ(Sides(Labels(Sens("PSY"))), "N/N");
}

TEST(LabelR10, ConfidentialityCodesOfInformationTypesAreSensitivities) {
  for (const char* code : {"ETH", "HIV", "PSY", "SDV"}) {
    EXPECT_EQ(Sides(Labels(Conf(code)), Labelled(Sens(code))), "Y/Y") << code;
    EXPECT_EQ(Sides(Labels(Sens(code)), Labelled(Conf(code))), "Y/Y") << code;
    EXPECT_EQ(Sides(Labels(Conf("N")), Labelled(Conf(code))), "N/Y") << code;
  }
}

TEST(LabelR10, SystemsInEverySpelling) {
  const char* systems[] = {"http://hl7.org/fhir/v3/ActCode", "urn:oid:2.16.840.1.113883.5.4",
                           "http://terminology.hl7.org/ValueSet/v3-InformationSensitivityPolicy",
                           "http://hl7.org/fhir/ValueSet/v3-InformationSensitivityPolicy"};
  for (const char* system : systems) {
    EXPECT_EQ(Sides(Labels(Coding(system, "SPI")), Labelled(Sens("PSY"))), "Y/Y") << system;
    EXPECT_EQ(Sides(Labels(Sens("SPI")), Labelled(Coding(system, "PSY"))), "Y/Y") << system;
  }
  EXPECT_EQ(Sides(Labels(Coding("urn:oid:2.16.840.1.113883.5.25", "N"))), "Y/Y");
}

TEST(LabelR10, WithoutSystemOnlyDenies) {
  EXPECT_EQ(Sides(Labels(Coding("", "N"))), "N/Y");
  EXPECT_EQ(Sides(Labels(Coding("", "PSY")), Labelled(Sens("PSY"))), "N/Y");
  EXPECT_EQ(Sides(Labels(Sens("PSY")), Labelled(Coding("", "PSY"))), "N/Y");
  EXPECT_EQ(Sides(Labels(Conf("N")), Labelled(Coding("", "V"))), "N/Y");
  EXPECT_EQ(Sides(Labels(Conf("L")), Labelled(Coding("", "U"))), "N/Y");
}

TEST(LabelR10, OtherTagsAreExact) {
  const std::string tag = Coding("v3-ActCode", "NORDSCLCD");
  EXPECT_EQ(Sides(Labels(tag), Labelled(tag)), "Y/Y");
  EXPECT_EQ(Sides(Labels(tag), Labelled(Conf("V"))), "N/N");
  EXPECT_EQ(Sides(Labels(Coding("", "NORDSCLCD")), Labelled(tag)), "N/Y");
}

TEST(PurposeR10, HierarchyOfReasons) {
  const auto purpose = [](const std::string& code) {
    return "'purpose':[" + Coding("v3-ActReason", code) + "]";
  };
  const auto wanting = [](const std::string& code) {
    return Request("{'purpose':'" + code + "'}");
  };
  EXPECT_EQ(Sides(purpose("TREAT"), wanting("ERTREAT")), "Y/Y");
  EXPECT_EQ(Sides(purpose("PurposeOfUse"), wanting("REMITADV")), "Y/Y");
  EXPECT_EQ(Sides(purpose("HOPERAT"), wanting("HTEST")), "Y/Y");
  EXPECT_EQ(Sides(purpose("ETREAT"), wanting("TREAT")), "N/N");
  EXPECT_EQ(Sides(purpose("HRESCH"), wanting("CLINTRCHPC")), "Y/Y");
  EXPECT_EQ(Sides(purpose("TREAT"), wanting("BTG")), "N/Y");
  EXPECT_EQ(Sides(purpose("ETREAT"), wanting("BTG")), "N/Y");
  EXPECT_EQ(Sides(purpose("BTG"), wanting("BTG")), "Y/Y");
  EXPECT_EQ(Sides(purpose("TREAT"), Request("{'purpose':['TREAT','HMARKT']}")), "N/Y");
}

TEST(PurposeR10, SystemsInEverySpelling) {
  for (const char* system : {"http://hl7.org/fhir/v3/ActReason", "urn:oid:2.16.840.1.113883.5.8",
                             "http://terminology.hl7.org/ValueSet/v3-PurposeOfUse",
                             "http://hl7.org/fhir/ValueSet/v3-PurposeOfUse"}) {
    EXPECT_EQ(Sides("'purpose':[" + Coding(system, "TREAT") + "]", Request("{'purpose':'ETREAT'}")),
              "Y/Y")
        << system;
  }
  EXPECT_EQ(Sides("'purpose':[" + Coding("", "TREAT") + "]"), "N/Y");
  const Value other = Request("{'purpose':[{'system':'urn:x','code':'ETREAT'}]}");
  EXPECT_EQ(Sides("'purpose':[" + Coding("urn:x", "ETREAT") + "]", other), "Y/Y");
  EXPECT_EQ(Sides("'purpose':[" + Coding("urn:x", "TREAT") + "]", other), "N/N");
}

TEST(ClassR10, ResourceTypeChannelAndContent) {
  EXPECT_EQ(
      Sides("'class':[" + Coding("http://hl7.org/fhir/resource-types", "Communication") + "]"),
      "Y/Y");
  EXPECT_EQ(Sides("'class':[" + Coding("http://hl7.org/fhir/fhir-types", "Communication") + "]"),
            "Y/Y");
  EXPECT_EQ(Sides("'class':[" + Coding("urn:chartbridge:cs:channel", "whatsapp") + "]"), "Y/Y");
  EXPECT_EQ(Sides("'class':[" + Coding("urn:chartbridge:cs:channel", "whatsapp") + "]",
                  Request("{'channel':null}")),
            "N/N");
  EXPECT_EQ(Sides("'class':[" + Coding("", "whatsapp-text") + "]"), "N/Y");
  EXPECT_EQ(Sides("'class':[" + Coding("urn:x", "a") + "," +
                  Coding("urn:chartbridge:cs:content", "whatsapp-text") + "]"),
            "Y/Y");
  EXPECT_EQ(Sides("'class':[" + Coding("urn:ietf:bcp:13", "image/jpeg") + "]",
                  Request("{'class':['urn:ietf:bcp:13|image/jpeg']}")),
            "Y/Y");
}

TEST(CodeR10, UncodedContentMatchesNoCode) {
  const std::string code = "'code':[{'coding':[" + Coding("http://snomed.info/sct", "1") + "," +
                           Coding("urn:x", "b") + "]}]";
  EXPECT_EQ(Sides(code), "N/N");
  EXPECT_EQ(Sides(code, Request("{'code':[{'system':'urn:x','code':'b'}]}")), "Y/Y");
  EXPECT_EQ(Sides(code, Request("{'code':[{'coding':[{'system':'urn:x','code':'b'}]}]}")), "Y/Y");
  EXPECT_EQ(Sides(code, Request("{'code':[{'system':'urn:x','code':'1'}]}")), "N/N");
}

TEST(DataPeriodR10, PermitContainsAndDenyOverlaps) {
  const std::string march = "'dataPeriod':{'start':'2026-03-01','end':'2026-03-31'}";
  const auto from = [](const std::string& start, const std::string& end) {
    return Request("{'dataTime':{'start':'" + start + "','end':'" + end + "'}}");
  };
  EXPECT_EQ(Sides(march), "Y/Y");
  EXPECT_EQ(Sides(march, from("2026-02-28", "2026-03-01")), "N/Y");
  EXPECT_EQ(Sides(march, from("2026-02-01", "2026-02-28")), "N/N");
  EXPECT_EQ(Sides(march, from("2026-03-01", "2026-03-31")), "Y/Y");
  EXPECT_EQ(Sides(march, Request("{'dataTime':{'start':'2026-03-05'}}")), "N/Y");
  EXPECT_EQ(
      Sides("'dataPeriod':{'start':'2026-03-01'}", Request("{'dataTime':{'start':'2026-03-05'}}")),
      "Y/Y");
  EXPECT_EQ(Sides(march, Request("{'dataTime':'2026-03'}")), "Y/Y");
  EXPECT_EQ(Sides(march, Request("{'dataTime':null}")), "?/?");
  EXPECT_EQ(Sides(march, Request("{'dataTime':{}}")), "?/?");
}

TEST(DataPeriodR10, PartialDatesAreTheClinics) {
  const Value late = Request("{'dataTime':'2026-03-31T21:30:00Z'}");
  const std::string march = "'dataPeriod':{'end':'2026-03'}";
  EXPECT_EQ(Sides(march, late), "Y/Y");
  EXPECT_EQ(Sides(march, late, {}, "{'timezone':'Asia/Jerusalem'}"), "N/N");
}

TEST(DataR10, MeaningsAndUnknownLists) {
  const auto data = [](const std::string& meaning, const std::string& reference = "Observation/o") {
    return "'data':[{'meaning':'" + meaning + "','reference':{'reference':'" + reference + "'}}]";
  };
  const auto lists = [](const std::string& lists) { return Request("{'data':" + lists + "}"); };
  EXPECT_EQ(Sides(data("instance"), lists("{'instance':['Observation/o/_history/2']}")), "Y/Y");
  EXPECT_EQ(Sides(data("instance"), lists("{'instance':[],'related':['Observation/o']}")), "N/N");
  EXPECT_EQ(Sides(data("related"), lists("{'instance':[],'related':['Observation/o']}")), "Y/Y");
  EXPECT_EQ(Sides(data("related"), lists("{'instance':['Observation/o']}")), "Y/Y");
  EXPECT_EQ(Sides(data("related"), lists("{'instance':[]}")), "?/?");
  EXPECT_EQ(Sides(data("related"), lists("{'related':[]}")), "?/?");
  EXPECT_EQ(Sides(data("dependents"), lists("{'instance':[],'dependents':['Observation/o']}")),
            "Y/Y");
  EXPECT_EQ(Sides(data("dependents"),
                  lists("{'instance':[],'dependents':[],'related':['Observation/o']}")),
            "N/N");
  EXPECT_EQ(Sides(data("instance"), Request("{'data':null}")), "?/?");
  EXPECT_EQ(Sides(data("authoredby", "Patient/p1")), "Y/Y");
  EXPECT_EQ(Sides(data("authoredby", "Practitioner/dr")), "N/N");
}

TEST(DataR10, OneCertainReferenceSuffices) {
  EXPECT_EQ(Sides("'data':[{'meaning':'related','reference':{'reference':'Observation/x'}},"
                  "{'meaning':'instance','reference':{'reference':'Observation/o'}}]",
                  Request("{'data':{'instance':['Observation/o']}}")),
            "Y/Y");
}

TEST(CriteriaR10, KindsAreAllNeeded) {
  const std::string both =
      Actor("Organization/clinic") + ",'purpose':[" + Coding("v3-ActReason", "HRESCH") + "]";
  EXPECT_EQ(Sides(both), "N/N");
}

}  // namespace
}  // namespace chartbridge::bridge::consent
