#include "connectors/http/response_head.h"

namespace chartbridge::http {

std::optional<ParsedResponseHead> ParseResponseHead(std::string_view head) {
  const std::size_t end = head.find("\r\n");
  if (end == std::string_view::npos || head.size() < end + 4 || !head.ends_with("\r\n\r\n"))
    return std::nullopt;
  const std::string_view line = head.substr(0, end);
  const bool is_1_0 = line.starts_with("HTTP/1.0 ");
  if (!is_1_0 && !line.starts_with("HTTP/1.1 ")) return std::nullopt;
  const std::string_view code = line.substr(9, 3);
  if (code.size() != 3 || code.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  if (line.size() > 12 && line[12] != ' ') return std::nullopt;
  ParsedResponseHead out;
  out.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
  if (out.status < 100 || out.status > 599) return std::nullopt;
  auto fields = ParseFields(head.substr(end + 2, head.size() - end - 4));
  if (!fields) return std::nullopt;
  out.fields = *std::move(fields);
  const auto framing = ReadFraming(out.fields);
  if (!framing) return std::nullopt;
  out.framing = *framing;
  out.keep_alive = !is_1_0 && !Lists(out.fields, "Connection", "close");
  return out;
}

}  // namespace chartbridge::http
