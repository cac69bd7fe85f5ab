// What every fixture must become (tests/fixtures/whatsapp/MANIFEST.md): "kind source direction
// body", and the channel behind "@" when it is not "main".
#include "tests/connectors/whatsapp/expectations.h"

namespace chartbridge::whatsapp_test {

const std::vector<Expected>& MalformedExpectations() {
  static const std::vector<Expected> kTable = {
      {"big_number_id.json", {"text live in message"}},
      {"changes_missing.json", {"unparsable live in unparsable:structure"}},
      {"contact_mismatch.json", {"text live in message"}},
      {"deep_nesting.json", {"unparsable live in unparsable:structure"}},
      {"duplicate_keys.json", {"unparsable live in unparsable:duplicate"}},
      {"entry_empty.json", {"unparsable live in unparsable:value"}},
      {"entry_is_object.json", {"unparsable live in unparsable:structure"}},
      {"entry_null.json", {"unparsable live in unparsable:structure"}},
      {"escaped_nul.json", {"text live in message"}},
      {"from_number.json", {"text live in message"}},
      {"from_with_plus_and_spaces.json", {"text live in message"}},
      {"location_out_of_range.json", {"location live in message"}},
      {"location_strings.json", {"location live in message"}},
      {"lone_surrogate.json", {"text live in message"}},
      {"media_url_foreign_host.json", {"image live in message"}},
      {"media_without_id.json", {"unparsable live in unparsable:required"}},
      {"message_empty_id.json", {"unparsable live in unparsable:value"}},
      {"message_is_string.json", {"unparsable live in unparsable:structure"}},
      {"message_without_id.json", {"unparsable live in unparsable:required"}},
      {"message_without_sender.json", {"unparsable live in unparsable:required"}},
      {"messages_null.json", {"unparsable live in unparsable:structure"}},
      {"messages_object.json", {"unparsable live in unparsable:structure"}},
      {"metadata_missing.json", {"unparsable live in unparsable:required"}},
      {"object_missing.json", {"unparsable live in unparsable:required"}},
      {"object_page.json", {"unparsable live in unparsable:value"}},
      {"statuses_without_id.json", {"unparsable live in unparsable:required"}},
      {"text_body_null.json", {"text live in message"}},
      {"text_body_number.json", {"text live in message"}},
      {"text_is_string.json", {"unparsable live in unparsable:structure"}},
      {"timestamp_huge.json", {"text live in message"}},
      {"timestamp_integer.json", {"text live in message"}},
      {"timestamp_milliseconds.json", {"text live in message"}},
      {"timestamp_missing.json", {"text live in message"}},
      {"timestamp_negative.json", {"text live in message"}},
      {"timestamp_not_a_number.json", {"text live in message"}},
      {"top_level_array.json", {"unparsable live in unparsable:structure"}},
      {"top_level_null.json", {"unparsable live in unparsable:structure"}},
      {"top_level_string.json", {"unparsable live in unparsable:structure"}},
      {"type_image_body_text.json", {"unparsable live in unparsable:required"}},
      {"type_missing.json", {"unparsable live in unparsable:required"}},
      {"unknown_keys_everywhere.json", {"text live in message"}},
      {"value_array.json", {"unparsable live in unparsable:structure"}},
      {"value_null.json", {"unparsable live in unparsable:structure"}},
  };
  return kTable;
}

const std::vector<Expected>& MalformedBytesExpectations() {
  static const std::vector<Expected> kTable = {
      {"bom.bin", {"unparsable live in unparsable:structure"}},
      {"empty.bin", {"unparsable live in unparsable:structure"}},
      {"form_encoded.bin", {"unparsable live in unparsable:structure"}},
      {"html.bin", {"unparsable live in unparsable:structure"}},
      {"invalid_utf8.bin", {"unparsable live in unparsable:structure"}},
      {"trailing_garbage.bin", {"unparsable live in unparsable:structure"}},
      {"truncated.bin", {"unparsable live in unparsable:structure"}},
      {"utf16le.bin", {"unparsable live in unparsable:structure"}},
  };
  return kTable;
}

const std::vector<Expected>& OnPremisesExpectations() {
  static const std::vector<Expected> kTable = {
      {"errors.json", {"unparsable live in unparsable:structure"}},
      {"status.json", {"unparsable live in unparsable:structure"}},
      {"text.json", {"unparsable live in unparsable:structure"}},
      {"voice.json", {"unparsable live in unparsable:structure"}},
  };
  return kTable;
}

}  // namespace chartbridge::whatsapp_test
