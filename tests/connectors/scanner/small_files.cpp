#include "tests/connectors/scanner/small_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>

namespace chartbridge::scanner {
namespace {

std::string Big(std::uint64_t value, int bytes) {
  std::string text;
  for (int at = bytes; at-- > 0;) text += static_cast<char>(value >> (8 * at));
  return text;
}
std::string Little(std::uint64_t value, int bytes) {
  std::string text = Big(value, bytes);
  std::reverse(text.begin(), text.end());
  return text;
}

std::string Riff(const std::string& chunk, const std::string& body) {
  const std::string inside = "WEBP" + chunk + Little(body.size(), 4) + body;
  return "RIFF" + Little(inside.size(), 4) + inside;
}

}  // namespace

Result<std::size_t, Failure> TextReader::Read(std::span<char> into) {
  const std::size_t count = std::min({into.size(), piece_, text_.size() - at_});
  if (count == 0 && fails_) return Fail(FailureKind::kCorrupt, "cut");
  text_.copy(into.data(), count, at_);
  at_ += count;
  return count;
}

Result<std::size_t, Failure> ZeroReader::Read(std::span<char> into) {
  const auto count = std::size_t(std::min<std::uint64_t>(into.size(), left_));
  std::fill_n(into.begin(), count, '\0');
  left_ -= count;
  return count;
}

std::string Zip(const std::vector<Entry>& entries) {
  std::size_t plain = 64 * 1024;
  for (const auto& [name, bytes] : entries) plain += bytes.size() / 8 + 4096;
  for (const auto& [name, bytes] : entries) plain += std::min<std::size_t>(bytes.size(), 8U << 20U);
  std::vector<char> room(plain);
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_set_options(writer, "compression-level=1");
  archive_write_set_bytes_per_block(writer, 1);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, room.data(), room.size(), &used);
  for (const auto& [name, bytes] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, la_int64_t(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return {room.data(), used};
}

std::vector<Entry> Docx() {
  return {{"[Content_Types].xml", "<Types/>"},
          {"_rels/.rels", "<Relationships/>"},
          {"word/document.xml", "<w:document><w:t>Blood count of Monday</w:t></w:document>"},
          {"word/media/image1.png", Png(20, 10)}};
}

std::string Compressed(std::string_view plain) {
  uLongf size = compressBound(plain.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  packed.resize(size);
  return packed;
}

std::string Png(std::uint32_t width, std::uint32_t height) {
  return "\x89PNG\r\n\x1A\n" + Big(13, 4) + "IHDR" + Big(width, 4) + Big(height, 4) +
         std::string("\x08\x02\0\0\0", 5) + Big(0, 4) + Big(0, 4) + "IEND" + Big(0xAE426082, 4);
}

std::string Gif(std::uint16_t width, std::uint16_t height) {
  return "GIF89a" + Little(width, 2) + Little(height, 2) + std::string("\0\0\0", 3) + "," +
         Little(0, 4) + Little(width, 2) + Little(height, 2) + std::string("\0\x02\0;", 4);
}

std::string Jpeg(std::uint16_t width, std::uint16_t height, std::size_t metadata) {
  std::string jpeg = "\xFF\xD8";
  while (metadata > 0) {
    const std::size_t part = std::min<std::size_t>(metadata, 60'000);
    jpeg += "\xFF\xE1" + Big(part + 2, 2) + std::string(part, 'x');
    metadata -= part;
  }
  jpeg += "\xFF\xE0" + Big(16, 2) + std::string("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 14);
  jpeg += "\xFF\xC2" + Big(17, 2) + "\x08" + Big(height, 2) + Big(width, 2) +
          std::string("\x03\x01\x22\0\x02\x11\x01\x03\x11\x01", 10);
  return jpeg + "\xFF\xD9";
}

std::string WebpExtended(std::uint32_t width, std::uint32_t height) {
  return Riff("VP8X", std::string(4, '\0') + Little(width - 1, 3) + Little(height - 1, 3));
}
std::string WebpLossless(std::uint32_t width, std::uint32_t height) {
  return Riff("VP8L", "\x2F" + Little((width - 1) | (height - 1) << 14U, 4));
}
std::string WebpLossy(std::uint16_t width, std::uint16_t height) {
  return Riff("VP8 ", std::string("\0\0\0\x9D\x01\x2A", 6) + Little(width, 2) + Little(height, 2));
}

std::string PdfStream(const std::string& dictionary, const std::string& bytes) {
  return "<< " + dictionary + " /Length " + std::to_string(bytes.size()) + " >>\nstream\r\n" +
         bytes + "\nendstream\n";
}

std::string Pdf(const std::string& catalog, const std::string& more_objects) {
  return "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalog +
         " >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
         "3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n4 0 obj\n" +
         PdfStream("/Filter /FlateDecode", Compressed("BT (Results of Monday) Tj ET")) +
         "endobj\n" + more_objects + "trailer\n<< /Root 1 0 R >>\n%%EOF\n";
}

}  // namespace chartbridge::scanner
