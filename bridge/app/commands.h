// The commands of the program (contract.md, Program). Each returns its exit code: 0 done, 1 the
// answer is no or the work failed, 2 wrong usage or settings; errors are one plain sentence on
// stderr.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/service/outcome.h"

namespace chartbridge {

using bridge::service::kCannotLook;
using bridge::service::kDone;
using bridge::service::kNo;
using bridge::service::kWrongUse;

struct Common {
  std::string config;  // --config, "" for the default places
  bool json = false;
};

struct ListOptions {
  std::string since, progress, kind, contact;
  std::optional<int> limit;  // the newest so many, newest first; 0: all, oldest first
};
struct RetryOptions {
  std::string reason, since;
  bool all = false;
};

int Serve(const Common& common, bool demo);
int Check(const Common& common);
int PrintTheSettings(const Common& common);
int Map(const Common& common, const std::string& webhook, const std::string& patient,
        const std::string& media, const std::string& out);
int ConsentDecide(const std::string& consents, const std::string& request);
// Whether the clinic answers at that instant, and until or from when.
int HoursShow(const Common& common, const std::string& at);
// What patients are told, by id, language and version; "" for every language, for the newest
// version.
struct TextOptions {
  std::string id, language, version;
};
int TextsList(const Common& common);
int TextsShow(const Common& common, const TextOptions& options);
// JSON lines from standard input to standard output; needs no settings.
int WordsJudge();
int ConsentStatus(const Common& common, const std::string& patient);
int MessagesList(const Common& common, const ListOptions& options);
int MessagesCounts(const Common& common, const std::string& since);
// With the EHR's own words, which may quote the patient: such a look is written into the audit.
int MessagesExplain(const Common& common, const std::string& key);
// `part`: "" or message, or a file such as media:0.
int MessagesRelease(const Common& common, const std::string& key, const std::string& part);
int MessagesRetry(const Common& common, const std::string& key, const std::string& part);
int MessagesDrop(const Common& common, const std::string& key, const std::string& part,
                 const std::string& policy);
int ReviewList(const Common& common);
int ReviewFile(const Common& common, const std::string& key, const std::string& patient);
int HoldList(const Common& common);
// Either `until` or `days`.
int HoldExtend(const Common& common, const std::string& key, const std::string& until,
               std::optional<int> days);
int DeadLettersList(const Common& common);
int DeadLettersRetry(const Common& common, const RetryOptions& options);
// Steps that wait for a second person. Confirming takes somebody who is signed in; whoever holds
// the host may decline.
int ApprovalsList(const Common& common);
int ApprovalsDecline(const Common& common, const std::string& id);
int KeysCreate(const Common& common);
int AuditVerify(const Common& common, const std::string& file, const std::string& anchors,
                const std::string& keys);
// Signs where the chain stands now.
int AuditAnchor(const Common& common);
// Who saw something of the patient.
int AuditReads(const Common& common, const std::string& patient);
int AuditExport(const Common& common, const std::string& out);
int Migrate(const Common& common, bool dry_run);
int Prepare(const std::string& clinic, const std::string& public_url);
int Ready(const Common& common);
int DemoPrepare(int port);
int DemoReset();

struct UserOptions {
  std::string name, display_name, practitioner;
  std::string language = "en";
  std::vector<std::string> roles;
};
struct TokenOptions {
  std::string role, name;
  int days = 30;
};
int UserAdd(const Common& common, const UserOptions& options);
int UserList(const Common& common);
int UserDisable(const Common& common, const std::string& name);
int UserEnable(const Common& common, const std::string& name);
int UserResetTotp(const Common& common, const std::string& name);
int UserTotpNow(const Common& common, const std::string& name);
int TokenCreate(const Common& common, const TokenOptions& options);
int TokenList(const Common& common);
int TokenRevoke(const Common& common, const std::string& id);

// Prints the sentence on stderr and gives the code back.
int Complain(const std::string& sentence, int code = kNo);
// The failure's sentence, and its code in the table of outcomes.
int Complain(const Failure& failure);

}  // namespace chartbridge
