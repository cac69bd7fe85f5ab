// One section of the settings as a channel kind reads its own keys out of it: the folder of a kind
// knows what they mean, the program knows where they come from.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace chartbridge::bridge {

class SettingsSection {
 public:
  virtual ~SettingsSection() = default;

  // The value, or `fallback` when the key is absent or unusable; what is unusable is a fault that
  // the program reports with all others.
  virtual std::string Text(std::string_view name, std::string fallback = "") = 0;
  // Absolute; "" stays "".
  virtual std::filesystem::path Path(std::string_view name,
                                     const std::filesystem::path& fallback = {}) = 0;
  // https, or http to this machine; without a slash at the end.
  virtual std::string Url(std::string_view name, std::string fallback) = 0;
  // `rule` completes a sentence that begins with the key: "must be …".
  virtual void Refuse(std::string_view name, std::string_view rule) = 0;
};

}  // namespace chartbridge::bridge
