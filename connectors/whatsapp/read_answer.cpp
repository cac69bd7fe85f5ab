#include "connectors/whatsapp/read_answer.h"

#include "fhir/json/write.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Answer;
using mappings::Content;
using mappings::MessageText;

// An answer may be empty, but it must be there: without it nobody knows what was chosen.
Result<std::string, Issue> TitleOf(const Value& inner, std::string_view name,
                                   const std::string& path) {
  Result<std::optional<std::string>, Issue> title = OptionalText(inner, name, path);
  if (!title) return Unexpected(title.error());
  if (!*title) return Fault("required", Below(path, name), "is missing");
  return std::move(**title);
}

// button_reply and list_reply: {id, title, description?}.
Result<Content, Issue> ReadChoice(const std::string& type, const Value& inner) {
  const std::string path = Below("interactive", type);
  Result<std::string, Issue> title = TitleOf(inner, "title", path);
  if (!title) return Unexpected(title.error());
  Result<std::optional<std::string>, Issue> description = OptionalText(inner, "description", path);
  if (!description) return Unexpected(description.error());
  Answer answer{type, MessageText(std::move(*title)), std::nullopt, std::nullopt};
  if (*description && !(*description)->empty()) answer.description = MessageText(**description);
  return Content(std::move(answer));
}

// nfm_reply: response_json is text that should hold JSON and may hold anything. It is kept as it
// came: not being able to read a form is no reason to lose it.
Result<Content, Issue> ReadForm(const Value& inner) {
  const std::string path = "interactive.nfm_reply";
  Result<std::optional<std::string>, Issue> body = OptionalText(inner, "body", path);
  if (!body) return Unexpected(body.error());
  Result<std::optional<std::string>, Issue> name = OptionalText(inner, "name", path);
  if (!name) return Unexpected(name.error());
  Answer answer;
  answer.type = "nfm_reply";
  answer.title = MessageText(body->value_or("").empty() ? name->value_or("") : **body);
  const Value& filled = inner["response_json"];
  if (filled.is_string()) {
    answer.details = MessageText(filled.text());
  } else if (!filled.is_null()) {
    answer.details = MessageText(fhir::json::Write(filled));
  }
  return Content(std::move(answer));
}

Result<Content, Issue> ReadCallPermission(const Value& inner) {
  Result<std::string, Issue> response =
      RequiredText(inner, "response", "interactive.call_permission_reply");
  if (!response) return Unexpected(response.error());
  return Content(Answer{"call_permission_reply", MessageText(std::move(*response)), std::nullopt,
                        std::nullopt});
}

}  // namespace

Result<Content, Issue> ReadInteractive(const Value& interactive) {
  Result<std::string, Issue> type = RequiredText(interactive, "type", "interactive");
  if (!type) return Unexpected(type.error());
  const Value& inner = interactive[*type];
  if (inner.is_null()) return Content(Answer{*type, MessageText(), std::nullopt, std::nullopt});
  if (!inner.is_object()) {
    return Fault("structure", "interactive", "the answer is not an object");
  }
  if (*type == "button_reply" || *type == "list_reply") return ReadChoice(*type, inner);
  if (*type == "nfm_reply") return ReadForm(inner);
  if (*type == "call_permission_reply") return ReadCallPermission(inner);
  return Content(Answer{*type, MessageText(), std::nullopt, MessageText(fhir::json::Write(inner))});
}

Result<Content, Issue> ReadButton(const Value& button) {
  Result<std::string, Issue> text = TitleOf(button, "text", "button");
  if (!text) return Unexpected(text.error());
  return Content(Answer{"button", MessageText(std::move(*text)), std::nullopt, std::nullopt});
}

}  // namespace chartbridge::whatsapp
