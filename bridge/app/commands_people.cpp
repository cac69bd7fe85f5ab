// People and API tokens from the command line, beside a running service or without one.
#include <algorithm>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "connectors/http/own_addresses.h"
#include "connectors/http/url.h"
#include "connectors/login/account_names.h"
#include "connectors/login/login.h"
#include "connectors/login/totp.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::Account;
using bridge::ApiToken;
using fhir::json::Array;
using fhir::json::Value;

// What the commands of this file work with.
struct Office {
  const Settings& settings;
  StoreParts& parts;
  const bridge::access::Roles& roles;
  login::Login& login;
  bridge::People& people;
};

int InOffice(const Common& common, const std::function<int(Office&)>& work) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto roles = bridge::access::Roles::Load();
    if (!roles) return Complain("the table of roles is broken: " + roles.error().text);
    login::Login login({}, parts.store->people(), *roles, parts.clock, parts.entropy,
                       parts.store->audit());
    Office office{settings, parts, *roles, login, parts.store->people()};
    return work(office);
  });
}

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// 2 after a sentence when one of them is no role.
int CheckRoles(const Office& office, const std::vector<std::string>& wanted) {
  for (const std::string& role : wanted) {
    if (!office.roles.Known(role))
      return Complain("there is no role " + role + "; the roles are " + Join(office.roles.names()),
                      kWrongUse);
  }
  return kDone;
}

int OnAccount(const Common& common, const std::string& name,
              const std::function<int(Office&, const Account&)>& work) {
  return InOffice(common, [&](Office& office) {
    const std::string read = login::ReadName(name);
    const auto account = read.empty() ? Result<Account, Failure>(Fail(FailureKind::kNotFound, ""))
                                      : office.people.FindAccount(read);
    if (account) return work(office, *account);
    return Complain(account.error().kind == FailureKind::kNotFound
                        ? "there is nobody with this name (user list shows all)"
                        : account.error().text);
  });
}

Value PersonJson(const Account& account) {
  Array roles;
  for (const std::string& role : account.roles) roles.emplace_back(role);
  Value json;
  json.Set("id", account.id);
  json.Set("name", account.name);
  json.Set("display_name", account.display_name);
  json.Set("roles", roles);
  json.Set("active", account.active);
  json.Set("enrolled", account.enrolled);
  json.Set("practitioner", account.practitioner.empty() ? Value() : Value(account.practitioner));
  json.Set("language", account.language);
  json.Set("created", ToInstantText(account.created));
  json.Set("version", account.version);
  return json;
}

std::string PersonLine(const Account& account) {
  const std::string state = !account.active    ? "disabled"
                            : account.enrolled ? "active"
                                               : "waits for set-up";
  return (account.name.empty() ? "(the first one, not set up)" : account.name) + "  " +
         Join(account.roles) + "  " + state +
         (account.practitioner.empty() ? "" : "  " + account.practitioner);
}

Value TokenJson(const ApiToken& token) {
  Value json;
  json.Set("id", token.id);
  json.Set("name", token.name);
  json.Set("role", token.role);
  json.Set("made_by", token.made_by);
  json.Set("created", ToInstantText(token.created));
  json.Set("until", ToInstantText(token.until));
  json.Set("revoked", token.revoked ? Value(ToInstantText(*token.revoked)) : Value());
  return json;
}

std::string TokenLine(const ApiToken& token, Instant now) {
  const std::string state = token.revoked        ? "revoked"
                            : token.until <= now ? "over"
                                                 : "until " + ToDateTimeText(token.until);
  return token.id + "  " + token.role + "  " + state + "  " + token.name;
}

int TellLink(const Office& office, const Common& common,
             const login::Answer<login::Invited>& invited) {
  if (!invited) return Complain(invited.error().text);
  const std::string link = login::SetUpLink(OwnAddressesOf(office.settings).base(), invited->token);
  if (common.json) {
    Value json;
    json.Set("name", invited->account.name);
    json.Set("link", link);
    std::cout << fhir::json::Write(json) << "\n";
  } else {
    std::cout << link << "\n";
    std::cerr << "Hand this link to the person; it works once, within 24 hours.\n";
  }
  return kDone;
}

int SetActive(const Common& common, const std::string& name, bool active) {
  return OnAccount(common, name, [&](Office& office, Account account) {
    account.active = active;
    const auto changed = office.login.Change(login::CommandLine(), account);
    if (!changed) return Complain(changed.error().text);
    std::cout << (common.json ? fhir::json::Write(PersonJson(*changed)) : PersonLine(*changed))
              << "\n";
    return kDone;
  });
}

// No real clinic can look like this: nothing is reached from outside, and every channel speaks to
// the simulator of this machine.
bool IsDemo(const Settings& settings) {
  if (settings.channels.empty() || !http::IsThisMachine(settings.server.address)) return false;
  for (const ChannelSettings& channel : settings.channels) {
    const auto url = http::ParseUrl(channel.graph_url);
    if (!url || !http::IsThisMachine(url->host) || url->target != "/simulator/graph") return false;
  }
  return true;
}

}  // namespace

int UserAdd(const Common& common, const UserOptions& options) {
  const bool practitioner =
      options.practitioner.empty() || options.practitioner.starts_with("Practitioner/");
  if (!practitioner)
    return Complain("--practitioner takes a reference such as Practitioner/123", kWrongUse);
  return InOffice(common, [&](Office& office) {
    if (const int wrong = CheckRoles(office, options.roles); wrong != kDone) return wrong;
    Account account;
    account.name = options.name;
    account.display_name = options.display_name;
    account.language = options.language;
    account.practitioner = options.practitioner;
    account.roles = options.roles;
    return TellLink(office, common, office.login.Invite(login::CommandLine(), account));
  });
}

int UserList(const Common& common) {
  return InOffice(common, [&](Office& office) {
    const auto all = office.people.Accounts();
    if (!all) return Complain(all.error().text);
    for (const Account& account : *all) {
      std::cout << (common.json ? fhir::json::Write(PersonJson(account)) : PersonLine(account))
                << "\n";
    }
    return kDone;
  });
}

int UserDisable(const Common& common, const std::string& name) {
  return SetActive(common, name, false);
}

int UserEnable(const Common& common, const std::string& name) {
  return SetActive(common, name, true);
}

int UserResetTotp(const Common& common, const std::string& name) {
  return OnAccount(common, name, [&](Office& office, const Account& account) {
    if (!account.active) return Complain("this account is disabled; enable it first");
    return TellLink(office, common, office.login.Invite(login::CommandLine(), account));
  });
}

int UserTotpNow(const Common& common, const std::string& name) {
  return OnAccount(common, name, [&](Office& office, const Account& account) {
    if (!IsDemo(office.settings))
      return Complain(
          "codes are shown in the demo only; whoever lost theirs gets a new link by user "
          "reset-totp");
    if (account.totp_secret.empty())
      return Complain("this person has not begun the set-up; open the one-time link first");
    // A code counts once: when this one was taken, the next is the one that helps.
    const Clock& clock = office.parts.clock;
    const std::int64_t step = std::max(login::StepAt(clock.Now()), account.totp_step + 1);
    const Milliseconds wait = login::StartOf(step) - clock.Now();
    if (wait > Milliseconds(0)) {
      std::cerr << "The last code was used; the next one comes in " << (wait.count() + 999) / 1000
                << " s.\n";
      office.parts.clock.WaitUntil({}, clock.Steady() + wait);
    }
    const auto noted = office.parts.store->audit().Append(
        {{"mfa.code-shown", "cli", 4, "", account.id, {}, "demo", ""}});
    if (!noted) return Complain(noted.error().text);
    std::cout << login::CodeOf(account.totp_secret, step) << "\n";
    return kDone;
  });
}

int TokenCreate(const Common& common, const TokenOptions& options) {
  return InOffice(common, [&](Office& office) {
    if (const int wrong = CheckRoles(office, {options.role}); wrong != kDone) return wrong;
    const auto token =
        office.login.MakeToken(login::CommandLine(), options.name, options.role, options.days);
    if (!token) return Complain(token.error().text);
    if (common.json) {
      Value json;
      json.Set("name", options.name);
      json.Set("role", options.role);
      json.Set("token", *token);
      std::cout << fhir::json::Write(json) << "\n";
    } else {
      std::cout << *token << "\n";
      std::cerr << "This is shown once; keep it where secrets are kept.\n";
    }
    return kDone;
  });
}

int TokenList(const Common& common) {
  return InOffice(common, [&](Office& office) {
    const auto all = office.people.Tokens();
    if (!all) return Complain(all.error().text);
    for (const ApiToken& token : *all) {
      std::cout << (common.json ? fhir::json::Write(TokenJson(token))
                                : TokenLine(token, office.parts.clock.Now()))
                << "\n";
    }
    return kDone;
  });
}

int TokenRevoke(const Common& common, const std::string& id) {
  return InOffice(common, [&](Office& office) {
    const auto revoked = office.people.RevokeToken(
        id, office.parts.clock.Now(), {{"token.revoked", "cli", 0, "", id, {}, "", ""}});
    if (revoked) return kDone;
    return Complain(revoked.error().kind == FailureKind::kNotFound
                        ? "there is no token with this id (token list shows them)"
                        : revoked.error().text);
  });
}

}  // namespace chartbridge
