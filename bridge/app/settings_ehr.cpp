#include "bridge/app/settings_parts.h"
#include "bridge/app/settings_rules.h"

namespace chartbridge {
namespace {

void ReadEhrAuth(Section& section, EhrSettings& ehr) {
  ehr.auth = section.Text("auth", ehr.auth);
  ehr.user = section.Text("user");
  ehr.password_file = section.Path("password_file");
  ehr.token_file = section.Path("token_file");
  const bool basic = ehr.auth == "basic";
  const bool bearer = ehr.auth == "bearer";
  if (!basic && !bearer && ehr.auth != "none") {
    section.Refuse("auth",
                   "must be \"none\", \"basic\" or \"bearer\": this version has no other way");
  }
  if (basic && ehr.user.empty()) section.Refuse("user", "is needed for auth = \"basic\"");
  if (!basic && section.Has("user")) section.Refuse("user", "is only for auth = \"basic\"");
  if (!basic && section.Has("password_file"))
    section.Refuse("password_file", "is only for auth = \"basic\"");
  if (!bearer && section.Has("token_file"))
    section.Refuse("token_file", "is only for auth = \"bearer\"");
}

}  // namespace

void ReadEhr(Section section, EhrSettings& ehr) {
  ehr.kind = section.Text("kind", ehr.kind);
  if (ehr.kind != "fhir")
    section.Refuse("kind", "must be \"fhir\": this version has no other connector");
  ehr.base_url = WithoutSlash(section.Text("base_url"));
  ehr.allow_http = section.Flag("allow_http", ehr.allow_http);
  ReadEhrAuth(section, ehr);
  ehr.organization = section.Text("organization", ehr.organization);
  Apply(section, "organization", ReferenceRule(ehr.organization, "Organization"));
  ehr.device = section.Text("device", ehr.device);
  Apply(section, "device", ReferenceRule(ehr.device, "Device"));
  if (!ehr.base_url.empty()) {
    std::string rule =
        UrlRule(ehr.base_url, ehr.allow_http ? PlainHttp::kAllowed : PlainHttp::kToThisMachine);
    if (rule.starts_with("must be https://;"))
      rule += ", or set ehr.allow_http = true and accept the risk";
    Apply(section, "base_url", rule);
  } else if (!section.Has("base_url") &&
             (section.Has("kind") || section.Has("auth") || section.Has("allow_http"))) {
    section.Refuse("base_url",
                   "is missing; without kind, auth and allow_http the embedded chart is used");
  }
  section.RefuseTheRest();
}

}  // namespace chartbridge
