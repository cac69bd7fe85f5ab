// Contents as people send them, and as those who mean harm do; made here, never kept.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/ports/vault.h"

namespace chartbridge::scanner {

// Hands out a text in pieces of at most `piece` bytes; or fails at its end.
class TextReader final : public bridge::VaultReader {
 public:
  explicit TextReader(std::string text, std::size_t piece = 1000)
      : text_(std::move(text)), piece_(piece) {}
  Result<std::size_t, Failure> Read(std::span<char> into) override;
  void FailAtEnd() { fails_ = true; }
  std::size_t read() const { return at_; }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
  bool fails_ = false;
};

// Zeros without end in memory: `size` of them.
class ZeroReader final : public bridge::VaultReader {
 public:
  explicit ZeroReader(std::uint64_t size) : left_(size) {}
  Result<std::size_t, Failure> Read(std::span<char> into) override;

 private:
  std::uint64_t left_;
};

using Entry = std::pair<std::string, std::string>;  // name, bytes
std::string Zip(const std::vector<Entry>& entries);
std::vector<Entry> Docx();                       // the entries of a small document
std::string Compressed(std::string_view plain);  // zlib

std::string Png(std::uint32_t width, std::uint32_t height);
std::string Gif(std::uint16_t width, std::uint16_t height);
// With so many bytes of metadata before its size.
std::string Jpeg(std::uint16_t width, std::uint16_t height, std::size_t metadata = 0);
std::string WebpExtended(std::uint32_t width, std::uint32_t height);
std::string WebpLossless(std::uint32_t width, std::uint32_t height);
std::string WebpLossy(std::uint16_t width, std::uint16_t height);

// A document of one page whose catalog says `catalog` more.
std::string Pdf(const std::string& catalog, const std::string& more_objects = "");
std::string PdfStream(const std::string& dictionary, const std::string& bytes);

}  // namespace chartbridge::scanner
