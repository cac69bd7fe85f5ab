#include "connectors/http/request_head.h"

#include <algorithm>
#include <array>

namespace chartbridge::http {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

int JudgeMethod(std::string_view method) {
  if (std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end()) return 0;
  // TRACE would hand a page's cookies and tokens back to it; CONNECT would make a proxy of us.
  if (method == "TRACE" || method == "CONNECT") return 405;
  return IsToken(method) ? 501 : 400;
}

int JudgeVersion(std::string_view version) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return 0;
  const bool shaped = version.size() == 8 && version.substr(0, 5) == "HTTP/" && version[5] >= '0' &&
                      version[5] <= '9' && version[6] == '.' && version[7] >= '0' &&
                      version[7] <= '9';
  return shaped ? 505 : 400;
}

int ReadRequestLine(std::string_view line, RequestHead& into) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return 400;
  const std::string_view version = line.substr(last + 1);
  if (const int status = JudgeVersion(version)) return status;
  if (const int status = JudgeMethod(line.substr(0, first))) return status;
  auto target = ParseTarget(line.substr(first + 1, last - first - 1));
  if (!target) return 400;
  into.method = line.substr(0, first);
  into.target = *std::move(target);
  into.speaks_1_0 = version == "HTTP/1.0";
  return 0;
}

int ReadMeaning(RequestHead& head) {
  const auto hosts = std::count_if(head.fields.begin(), head.fields.end(),
                                   [](const auto& field) { return SameWord(field.first, "Host"); });
  if (hosts > 1 || (hosts == 0 && !head.speaks_1_0)) return 400;  // RFC 9112 3.2
  if (const auto host = FindHeader(head.fields, "Host"); host && !IsHost(*host)) return 400;

  const auto framing = ReadFraming(head.fields);
  if (!framing) {
    switch (framing.error()) {
      case FramingFault::kMalformed:
        return 400;
      case FramingFault::kTooLong:
        return 413;
      case FramingFault::kUnknown:
        return 501;
    }
  }
  head.framing = *framing;
  if (head.framing.chunked && head.speaks_1_0) return 400;  // RFC 9112 6.1

  if (const auto expect = FindHeader(head.fields, "Expect")) {
    if (!SameWord(*expect, "100-continue")) return 417;
    head.expects_continue = !head.speaks_1_0;
  }
  head.keep_alive = !Lists(head.fields, "Connection", "close") &&
                    (!head.speaks_1_0 || Lists(head.fields, "Connection", "keep-alive"));
  return 0;
}

}  // namespace

Result<RequestHead, int> ParseRequestHead(std::string_view head) {
  const std::size_t end = head.find("\r\n");
  if (end == std::string_view::npos || head.size() < end + 4 ||
      head.substr(head.size() - 4) != "\r\n\r\n") {
    return Unexpected(400);
  }
  RequestHead out;
  if (const int status = ReadRequestLine(head.substr(0, end), out)) return Unexpected(status);
  auto fields = ParseFields(head.substr(end + 2, head.size() - end - 4));
  if (!fields) return Unexpected(400);
  out.fields = *std::move(fields);
  if (const int status = ReadMeaning(out)) return Unexpected(status);
  return out;
}

}  // namespace chartbridge::http
