// The command line: words in, one command out.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <functional>
#include <iostream>

#include "base/version.h"
#include "bridge/app/commands.h"

namespace chartbridge {
namespace {

// What was chosen on the command line; filled while it is read, run once.
struct Choice {
  Common common;
  ListOptions list;
  UserOptions user;
  TokenOptions token;
  TextOptions text;
  std::string key, patient, webhook, media, out, consents, request, file, anchors, keys;
  RetryOptions retry;
  std::string part, until, at;
  std::optional<int> days;
  std::string policy = "dropped-by-staff", clinic, public_url;
  bool demo = false, dry_run = false, print = false;
  int port = 8080;
  std::function<int()> run;
};

CLI::App* Command(CLI::App& parent, const std::string& name, const std::string& what,
                  Choice& choice, std::function<int()> run) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->fallthrough();
  command->callback([&choice, run = std::move(run)] { choice.run = run; });
  return command;
}

CLI::App* Group(CLI::App& app, const std::string& name, const std::string& what) {
  CLI::App* group = app.add_subcommand(name, what);
  group->require_subcommand(1);
  group->fallthrough();
  return group;
}

void AddService(CLI::App& app, Choice& c) {
  CLI::App* serve =
      Command(app, "serve", "the service", c, [&c] { return Serve(c.common, c.demo); });
  serve->add_flag("--demo", c.demo, "simulated WhatsApp and a clinic day, on loopback only");
  Command(app, "check", "tries every outside part and says what is wrong", c,
          [&c] { return Check(c.common); });
  CLI::App* settings = Command(app, "settings", "the effective settings", c,
                               [&c] { return PrintTheSettings(c.common); });
  settings->add_flag("--print", c.print, "print them, secrets hidden")->required();
  CLI::App* migrate = Command(app, "migrate", "brings the store's schema up to date", c,
                              [&c] { return Migrate(c.common, c.dry_run); });
  migrate->add_flag("--dry-run", c.dry_run, "only say what would be done");
  CLI::App* keys = Group(app, "keys", "encryption keys");
  Command(*keys, "create", "makes the master key", c, [&c] { return KeysCreate(c.common); });
  Command(app, "ready", "whether the service takes webhooks now; for health checks", c,
          [&c] { return Ready(c.common); });
  CLI::App* first = Command(app, "prepare", "writes first settings and keys, once", c,
                            [&c] { return Prepare(c.clinic, c.public_url); });
  first->add_option("--clinic", c.clinic, "id of the clinic; never changes once data exist")
      ->required();
  first->add_option("--public-url", c.public_url, "https address that the world knows");
  CLI::App* demo = Group(app, "demo", "what script/server uses");
  CLI::App* prepare = Command(*demo, "prepare", "writes settings and keys for the demo", c,
                              [&c] { return DemoPrepare(c.port); });
  prepare->add_option("--port", c.port, "where it will listen");
  Command(*demo, "reset", "forgets the demo's data", c, [] { return DemoReset(); });
}

void AddMapping(CLI::App& app, Choice& c) {
  CLI::App* map =
      Command(app, "map", "one transaction Bundle per message of a webhook; touches nothing", c,
              [&c] { return Map(c.common, c.webhook, c.patient, c.media, c.out); });
  map->add_option("--webhook", c.webhook, "the webhook's body")->required();
  map->add_option("--patient", c.patient, "Patient/ID")->required();
  map->add_option("--media", c.media, "a folder with <media id>[.ext]");
  map->add_option("--out", c.out, "a folder for one file each");
  CLI::App* consent = Group(app, "consent", "what patients allowed");
  CLI::App* decide = Command(*consent, "decide", "the gate's decision on files", c,
                             [&c] { return ConsentDecide(c.consents, c.request); });
  decide->add_option("--consents", c.consents, "an array of Consents, or a Bundle")->required();
  decide->add_option("--request", c.request, "what is asked")->required();
  CLI::App* status =
      Command(*consent, "status", "consents in force, history, and what is held for it", c,
              [&c] { return ConsentStatus(c.common, c.patient); });
  status->add_option("--patient", c.patient, "Patient/ID")->required();
}

void AddWords(CLI::App& app, Choice& c) {
  CLI::App* words = Group(app, "words", "what patients' words mean to the service");
  Command(*words, "judge", "JSON lines {\"text\"} in, {\"is\"} out", c,
          [] { return WordsJudge(); });
}

void AddTexts(CLI::App& app, Choice& c) {
  CLI::App* texts = Group(app, "texts", "what patients are told, word for word");
  Command(*texts, "list", "one line a text, language and version", c,
          [&c] { return TextsList(c.common); });
  CLI::App* show = Command(*texts, "show", "its words, in one language or in all", c,
                           [&c] { return TextsShow(c.common, c.text); });
  show->add_option("ID", c.text.id, "optin_1, away, …")->required();
  show->add_option("--language", c.text.language, "es, he, …");
  show->add_option("--version", c.text.version, "default: the newest");
}

void AddHours(CLI::App& app, Choice& c) {
  CLI::App* hours = Group(app, "hours", "when the clinic answers");
  Command(*hours, "show", "whether it is open, and until or from when", c,
          [&c] { return HoursShow(c.common, c.at); })
      ->add_option("--at", c.at, "an instant with its zone")
      ->required();
}

void AddHolds(CLI::App& app, Choice& c, const std::function<void(CLI::App*)>& with_key) {
  CLI::App* hold = Group(app, "hold", "what is kept out of the chart, and until when");
  Command(*hold, "list", "what is held, that which ends soonest first", c,
          [&c] { return HoldList(c.common); });
  CLI::App* extend = Command(*hold, "extend", "moves a hold's deadline to a later time", c,
                             [&c] { return HoldExtend(c.common, c.key, c.until, c.days); });
  with_key(extend);
  extend->add_option("--until", c.until, "an instant or a date");
  extend->add_option("--days", c.days, "so many days after its present deadline");
  CLI::App* dead = Group(app, "dead-letters", "what could not be filed and waits for a person");
  Command(*dead, "list", "messages and single files, and what the EHR said of each", c,
          [&c] { return DeadLettersList(c.common); });
  CLI::App* retry = Command(*dead, "retry", "takes them up again, once the cause is gone", c,
                            [&c] { return DeadLettersRetry(c.common, c.retry); });
  retry->add_option("--reason", c.retry.reason, "those of this reason");
  retry->add_option("--since", c.retry.since,
                    "those that failed at or after it: an instant, or the clinic's date or time");
  retry->add_flag("--all", c.retry.all, "all of them");
}

void AddQueues(CLI::App& app, Choice& c) {
  CLI::App* messages = Group(app, "messages", "every item that came in");
  CLI::App* list = Command(*messages, "list", "one line an item", c,
                           [&c] { return MessagesList(c.common, c.list); });
  list->add_option("--since", c.list.since,
                   "received at or after it: an instant, or the clinic's date or time");
  list->add_option("--progress", c.list.progress, "parsed, held, filed, …");
  list->add_option("--kind", c.list.kind, "text, image, status, …");
  list->add_option("--contact", c.list.contact, "telephone number or business-scoped id");
  list->add_option("--limit", c.list.limit, "the newest so many, newest first; 0: all")
      ->check(CLI::NonNegativeNumber);
  const auto with_key = [&c](CLI::App* command) {
    command->add_option("KEY", c.key, "the item's key or its first 6 digits or more, or its id")
        ->required();
  };
  const auto with_part = [&](CLI::App* command) {
    with_key(command);
    command->add_option("--part", c.part, "a file of it, media:0, instead of the message");
  };
  CLI::App* explain = Command(*messages, "explain", "where it is and why", c,
                              [&c] { return MessagesExplain(c.common, c.key); });
  with_key(explain);
  CLI::App* counts = Command(*messages, "counts", "how many are where, and why", c,
                             [&c] { return MessagesCounts(c.common, c.list.since); });
  counts->add_option("--since", c.list.since, "also by day of arrival (UTC), from that day on");
  with_part(Command(*messages, "retry", "takes a failed one up again, at once", c,
                    [&c] { return MessagesRetry(c.common, c.key, c.part); }));
  with_part(Command(*messages, "release", "takes a held one up again", c,
                    [&c] { return MessagesRelease(c.common, c.key, c.part); }));
  CLI::App* drop = Command(*messages, "drop", "destroys its content", c,
                           [&c] { return MessagesDrop(c.common, c.key, c.part, c.policy); });
  with_part(drop);
  drop->add_option("--policy", c.policy, "the name under which it is recorded");
  CLI::App* review = Group(app, "review", "messages whose chart a person must choose");
  Command(*review, "list", "what waits, with likely patients", c,
          [&c] { return ReviewList(c.common); });
  CLI::App* file =
      Command(*review, "file", "files it for this patient; a wrong filing is undone and done anew",
              c, [&c] { return ReviewFile(c.common, c.key, c.patient); });
  with_key(file);
  file->add_option("--patient", c.patient, "Patient/ID")->required();
  with_key(Command(*review, "reject", "not ours: destroys its content", c,
                   [&c] { return MessagesDrop(c.common, c.key, "", "rejected-by-staff"); }));
  AddHolds(app, c, with_key);
}

void AddAudit(CLI::App& app, Choice& c) {
  CLI::App* audit = Group(app, "audit", "the chain of what happened");
  CLI::App* verify =
      Command(*audit, "verify",
              "offline; 0 intact, 1 altered, 2 incomplete or not anchored, 3 could not look", c,
              [&c] { return AuditVerify(c.common, c.file, c.anchors, c.keys); });
  verify->add_option("--file", c.file, "an exported chain instead of the store");
  verify->add_option("--anchors", c.anchors, "signed anchors; default: [audit] anchor_file");
  verify->add_option("--keys", c.keys, "public keys of the anchors; default: the clinic's own");
  Command(*audit, "anchor", "signs where the chain stands now, into [audit] anchor_file", c,
          [&c] { return AuditAnchor(c.common); });
  CLI::App* reads = Command(*audit, "reads", "who saw something of a patient", c,
                            [&c] { return AuditReads(c.common, c.patient); });
  reads->add_option("--patient", c.patient, "Patient/ID")->required();
  CLI::App* chain = Command(*audit, "export", "the chain, one link a line", c,
                            [&c] { return AuditExport(c.common, c.out); });
  chain->add_option("--out", c.out, "a file; default: standard output");
}

void AddPeople(CLI::App& app, Choice& c) {
  CLI::App* user = Group(app, "user", "people who work with the bridge");
  const auto with_name = [&c](CLI::App* command) {
    command->add_option("NAME", c.user.name, "what is typed at sign-in")->required();
    return command;
  };
  CLI::App* add = with_name(Command(*user, "add", "prints the one-time link of a new account", c,
                                    [&c] { return UserAdd(c.common, c.user); }));
  add->add_option("--role", c.user.roles, "a role; may be given more than once")->required();
  add->add_option("--display-name", c.user.display_name, "what others see");
  add->add_option("--language", c.user.language, "en, es or he")
      ->check(CLI::IsMember({"en", "es", "he"}));
  add->add_option("--practitioner", c.user.practitioner, "Practitioner/ID in the EHR");
  Command(*user, "list", "one line a person", c, [&c] { return UserList(c.common); });
  with_name(Command(*user, "disable", "ends all sessions at once", c,
                    [&c] { return UserDisable(c.common, c.user.name); }));
  with_name(Command(*user, "enable", "may sign in again", c,
                    [&c] { return UserEnable(c.common, c.user.name); }));
  with_name(Command(*user, "reset-totp", "a lost factor: prints a new one-time link", c,
                    [&c] { return UserResetTotp(c.common, c.user.name); }));
  with_name(Command(*user, "totp-now", "the code of this moment; in the demo only", c,
                    [&c] { return UserTotpNow(c.common, c.user.name); }));
  CLI::App* token = Group(app, "token", "bearer tokens of programs");
  CLI::App* create = Command(*token, "create", "prints the token, once", c,
                             [&c] { return TokenCreate(c.common, c.token); });
  create->add_option("--role", c.token.role, "its one role")->required();
  create->add_option("--name", c.token.name, "what it is for")->required();
  create->add_option("--days", c.token.days, "1 to 90")->check(CLI::Range(1, 90));
  Command(*token, "list", "one line a token", c, [&c] { return TokenList(c.common); });
  Command(*token, "revoke", "ends it at once", c, [&c] { return TokenRevoke(c.common, c.key); })
      ->add_option("ID", c.key, "as token list shows it")
      ->required();
}

void AddApprovals(CLI::App& app, Choice& c) {
  CLI::App* approvals = Group(app, "approvals", "steps that wait for a second person");
  Command(*approvals, "list", "one line a step; they are confirmed on the console", c,
          [&c] { return ApprovalsList(c.common); });
  Command(*approvals, "decline", "it is not taken", c,
          [&c] { return ApprovalsDecline(c.common, c.key); })
      ->add_option("ID", c.key, "as approvals list shows it")
      ->required();
}

// Which word is no command and which ones there are; "" when all of them are commands.
std::string WrongCommand(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  const std::function<bool(const CLI::App*)> every;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--config") ++i;
    if (word.starts_with('-')) continue;
    const auto commands = at->get_subcommands(every);
    if (commands.empty()) return "";
    const auto next = std::find_if(commands.begin(), commands.end(),
                                   [&](const CLI::App* one) { return one->get_name() == word; });
    if (next == commands.end()) {
      std::string known;
      for (const CLI::App* one : commands) known += (known.empty() ? "" : ", ") + one->get_name();
      return "there is no command " + path + word + "; there are: " + known;
    }
    at = *next;
    path += word + " ";
  }
  return "";
}

int Run(int argc, char** argv) {
  CLI::App app("chartbridge: WhatsApp conversations into the patient's chart");
  app.require_subcommand(1);
  app.set_version_flag("--version", "chartbridge " + std::string(Version()));
  Choice choice;
  app.add_option(
      "--config", choice.common.config,
      "settings; default: $CHARTBRIDGE_DATA/chartbridge.toml, then ./var/chartbridge.toml");
  app.add_flag("--json", choice.common.json, "machine-readable output");
  AddService(app, choice);
  AddMapping(app, choice);
  AddWords(app, choice);
  AddHours(app, choice);
  AddTexts(app, choice);
  AddQueues(app, choice);
  AddAudit(app, choice);
  AddPeople(app, choice);
  AddApprovals(app, choice);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    const std::string why = WrongCommand(app, argc, argv);
    return Complain((why.empty() ? wrong.what() : why) + std::string(" (see chartbridge --help)"),
                    kWrongUse);
  }
  return choice.run();
}

}  // namespace

int Complain(const std::string& sentence, int code) {
  std::cerr << "chartbridge: " << sentence << std::endl;
  return code;
}

int Complain(const Failure& failure) {
  return Complain(failure.text, bridge::service::OutcomeOf(failure.kind).exit_code);
}

}  // namespace chartbridge

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return chartbridge::Run(argc, argv);
  } catch (const std::exception& broken) {
    return chartbridge::Complain(std::string("cannot go on: ") + broken.what());
  }
}
