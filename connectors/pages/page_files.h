// The built pages of web/ as the program carries them. cmake/embed_folder.py writes the definition;
// only programs that link chartbridge::web have it.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace chartbridge::pages {

struct PageFile {
  std::string_view path;  // "chart/index.html", "assets/chart-BsHTHc9I.js"
  std::string_view tag;   // changes with the content
  std::string_view plain;
  std::string_view gzip;  // empty: not worth it
};
using PageFiles = std::span<const PageFile>;

PageFiles BuiltPages();

}  // namespace chartbridge::pages
