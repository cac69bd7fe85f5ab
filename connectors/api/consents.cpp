#include "connectors/api/consents.h"

#include "bridge/service/consent_status.h"
#include "connectors/api/patient_card.h"
#include "connectors/api/permissions.h"
#include "connectors/api/reach.h"
#include "connectors/api/seen.h"

namespace chartbridge::api {

Answer<Reply> ShowConsents(const Ask& ask) {
  const auto reference = PatientReference(ask.parts[0]);
  if (!reference) return Refuse(404, "not-found");
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  const auto patient = (*ehr)->directory.Read(*reference);
  if (!patient) return RefuseForEhr(patient.error());
  const auto card = FindCard(**ehr, patient->reference);
  if (!card) return Unexpected<Problem>(card.error());
  const Reach evidence = ReachOf(ask, kConsentEvidence);
  std::optional<bridge::ItemFilter> filter(std::in_place);
  if (!ReachOf(ask, kMessageList).Narrow(*filter)) filter.reset();
  auto json = service::ConsentStatusJson(
      {(*ehr)->directory, (*ehr)->consents, (*ehr)->get}, ask.Items(),
      {ask.settings.consent, ask.ports.run.organization, ask.ports.run.device, ask.ports.clock,
       evidence.all, service::Shown::kMasked},
      patient->reference, filter);
  if (!json) return RefuseForEhr(json.error());
  if (auto noted = NoteSearch(ask, "consents", patient->reference); !noted)
    return Unexpected<Problem>(noted.error());
  json->Set("patient", ToJson(*card, evidence.masked));
  return JsonReply(std::move(*json));
}

}  // namespace chartbridge::api
