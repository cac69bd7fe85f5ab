// A clinic's Consents and requests for tests: the base case of the fixtures, changed where a test
// says so. JSON is written with ' for " to stay readable.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "bridge/consent/decide.h"
#include "bridge/consent/request_json.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::consent {

using fhir::json::Value;

inline Value Json(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  fhir::json::ParseLimits limits;
  limits.max_depth = 1024;
  auto read = fhir::json::Parse(text, limits);
  if (!read) {
    std::cerr << "test JSON: " << read.error().text << ": " << text << std::endl;
    std::abort();
  }
  return *read;
}

// Members of `changes` replace those of `base`; a null removes one.
inline Value With(Value base, const Value& changes) {
  for (const auto& [name, value] : *changes.object()) {
    if (value.is_null()) {
      base.Erase(name);
    } else {
      base.Set(name, value);
    }
  }
  return base;
}

inline Value Consent(const std::string& changes = "{}") {
  return With(
      Json("{'resourceType':'Consent','id':'c1','meta':{'versionId':'1'},'status':'active',"
           "'scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope',"
           "'code':'patient-privacy'}]},'category':[{'coding':[{'system':'http://loinc.org',"
           "'code':'59284-0'}]}],'patient':{'reference':'Patient/p1'},"
           "'dateTime':'2026-01-10T09:00:00Z','performer':[{'reference':'Patient/p1'}],"
           "'organization':[{'reference':'Organization/clinic'}],"
           "'policy':[{'uri':'https://clinic.example/policies/whatsapp-privacy/v3'}]}"),
      Json(changes));
}

// A Consent with that root provision.
inline Value Providing(const std::string& provision, const std::string& changes = "{}") {
  Value consent = Consent(changes);
  consent.Set("provision", Json(provision));
  return consent;
}

inline Value Request(const std::string& changes = "{}") {
  return With(
      Json("{'patient':'Patient/p1','time':'2026-03-10T10:00:00Z','actor':['Organization/clinic'],"
           "'purpose':['TREAT'],'action':['collect'],'resourceType':'Communication',"
           "'channel':'whatsapp','class':[{'system':'urn:chartbridge:cs:content',"
           "'code':'whatsapp-text'}],'labels':[{'system':"
           "'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'N'}],"
           "'dataTime':'2026-03-10T09:59:00Z','author':['Patient/p1'],"
           "'data':{'instance':[],'related':[],'dependents':[]}}"),
      Json(changes));
}

inline Settings Configured(const std::string& config = "{}") {
  return *ReadSettings(Json(config), CaseDefaults());
}

inline Environment Knowing(const std::string& directory) {
  return Environment{"ok", Json(directory)};
}

// "permit permitted-by-consent".
inline std::string Said(const Decision& decision) {
  return std::string(ToString(decision.verdict)) + " " + decision.reason;
}

inline std::string Answer(const std::vector<Value>& consents, const Value& request = Request(),
                          const std::string& config = "{}", const Environment& environment = {}) {
  return Said(Decide(consents, request, Configured(config), environment));
}

inline const std::string kPermit = "permit permitted-by-consent";
inline const std::string kDeny = "deny denied-by-consent";
inline const std::string kSilent = "deny no-matching-provision";
inline const std::string kNoConsent = "deny no-consent";
inline const std::string kInvalid = "hold consent-invalid";
inline const std::string kUnresolved = "hold unresolved-criteria";

}  // namespace chartbridge::bridge::consent
