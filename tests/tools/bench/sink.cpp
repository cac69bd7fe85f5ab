// sink: a FHIR server that answers at once and keeps nothing but names, so that a bench measures the client (epoll, one
// thread, loopback only). Every number belongs to one patient, Patient/p<digits>, who consented; every transaction is
// taken. build: g++ -O2 -std=c++20 sink.cpp -o sink; prints "READY <port>"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

using std::string;
using std::string_view;

static std::unordered_map<string, string> names;  // ifNoneExist -> reference
static unsigned long next_id = 1;
static unsigned long filed = 0;

static string Digits(string_view text) {
  string digits;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) digits += c;
  }
  return digits;
}

// The value of a parameter up to the first comma: "%2B97255…" has the digits of the number behind "2B".
static string_view First(string_view query, string_view name) {
  const size_t at = query.find(string(name) + "=");
  if (at == string_view::npos) return "";
  string_view value = query.substr(at + name.size() + 1);
  value = value.substr(0, value.find('&'));
  value = value.substr(0, value.find(','));
  return value.substr(0, value.find("%2C"));
}

static string Searchset(const string& resource) {
  const bool any = !resource.empty();
  return string(R"({"resourceType":"Bundle","type":"searchset","total":)") + (any ? "1" : "0") +
         (any ? R"(,"entry":[{"resource":)" + resource + R"(,"search":{"mode":"match"}}])" : "") + "}";
}

static string Patient(const string& digits) {
  return R"({"resourceType":"Patient","id":"p)" + digits + R"(","active":true,"telecom":[{"system":"phone","value":"+)" +
         digits + R"("}],"meta":{"versionId":"1"}})";
}

static string Permit(const char* topic) {
  return string(R"({"type":"permit","action":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentaction","code":"collect"}]}],)") +
         R"("actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},)"
         R"("reference":{"reference":"Organization/clinic"}}],"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}],)"
         R"("class":[{"system":"urn:chartbridge:cs:content","code":")" + topic + R"("}]})";
}

static string Consent(const string& patient) {
  const string id = patient.substr(patient.find('/') + 1);
  return R"({"resourceType":"Consent","id":"c)" + id + R"(","meta":{"versionId":"1"},"status":"active",)"
         R"("scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},)"
         R"("category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":")" + patient +
         R"("},"dateTime":"2026-01-01T09:00:00Z","policy":[{"uri":"https://clinic.example/wa/en?v=1"}],"provision":{"type":"deny",)"
         R"("class":[{"system":"urn:chartbridge:cs:channel","code":"whatsapp"}],"provision":[)" + Permit("whatsapp-text") + "," +
         Permit("whatsapp-media") + "]}}";
}

// The text of a member of the request object; requests are written without blanks.
static string Member(string_view request, string_view name) {
  const size_t at = request.find("\"" + string(name) + "\":\"");
  if (at == string_view::npos) return "";
  const size_t start = at + name.size() + 4;
  return string(request.substr(start, request.find('"', start) - start));
}

static string Transaction(string_view body) {
  string entries;
  for (size_t at = body.find("\"request\":{"); at != string_view::npos; at = body.find("\"request\":{", at + 1)) {
    const string_view request = body.substr(at, body.find('}', at) - at);
    const string url = Member(request, "url");
    const string criterion = Member(request, "ifNoneExist");
    string name = url;
    bool made = true;
    if (Member(request, "method") == "POST") {
      string& known = names[criterion.empty() ? "#" + std::to_string(next_id) : criterion];
      made = known.empty();
      if (made) known = url + "/" + std::to_string(next_id++);
      name = known;
    }
    entries += string(entries.empty() ? "" : ",") + R"({"response":{"status":")" + (made ? "201 Created" : "200 OK") + R"(","location":")" + name +
               R"(/_history/1","etag":"W/\"1\""}})";
  }
  ++filed;
  return R"({"resourceType":"Bundle","type":"transaction-response","entry":[)" + entries + "]}";
}

static const char* kTypes[] = {"Patient", "Practitioner", "Organization", "Device", "Consent", "Communication", "DocumentReference", "Binary", "Provenance"};

static string Capability() {
  string resources;
  for (const char* type : kTypes) {
    string interactions;
    for (const char* code : {"read", "vread", "update", "create", "search-type"})
      interactions += string(interactions.empty() ? "" : ",") + R"({"code":")" + code + R"("})";
    resources += string(resources.empty() ? "" : ",") + R"({"type":")" + type + R"(","conditionalCreate":true,"updateCreate":true,"interaction":[)" +
                 interactions + "]}";
  }
  return R"({"resourceType":"CapabilityStatement","status":"active","kind":"instance","fhirVersion":"4.0.1","format":["json"],"rest":[{"mode":"server",)"
         R"("interaction":[{"code":"transaction"}],"resource":[)" + resources + "]}]}";
}

static string Answer(const string& method, const string& target, string_view body, int& status) {
  string path = target.substr(0, target.find('?'));
  string query = target.find('?') == string::npos ? "" : target.substr(target.find('?') + 1);
  path = path.rfind("/fhir", 0) == 0 ? path.substr(5) : path;
  if (!path.empty() && path[0] == '/') path.erase(0, 1);
  if (path == "filed") return std::to_string(filed);
  if (method == "POST" && path.empty()) return Transaction(body);
  if (path.size() > 8 && path.rfind("/_search") == path.size() - 8) {
    query += "&" + string(body);
    path.resize(path.size() - 8);
  } else if (method != "GET") {
    return string(body);
  }
  if (path == "metadata") return Capability();
  if (path == "Patient") {
    string value(First(query, "phone").empty() ? First(query, "telecom") : First(query, "phone"));
    if (value.rfind("%2B", 0) == 0) value.erase(0, 3);
    return Searchset(value.empty() ? "" : Patient(Digits(value)));
  }
  if (path.rfind("Patient/", 0) == 0) return Patient(Digits(path));
  if (path == "Consent") {
    string value(First(query, "patient"));
    if (const size_t slash = value.find("%2F"); slash != string::npos) value.replace(slash, 3, "/");
    return Searchset(Consent(value));
  }
  if (path.find('/') == string::npos) return Searchset("");
  if (path.rfind("Organization/", 0) == 0 || path.rfind("Device/", 0) == 0) {
    const size_t slash = path.find('/');
    return R"({"resourceType":")" + path.substr(0, slash) + R"(","id":")" + path.substr(slash + 1) + R"("})";
  }
  status = 404;
  return R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]})";
}

struct Connection {
  string in;
  string out;
};

// Takes whole requests off `in` and puts their answers onto `out`.
static void Work(Connection& c) {
  for (;;) {
    const size_t head = c.in.find("\r\n\r\n");
    if (head == string::npos) return;
    size_t length = 0;
    for (size_t at = 0; at < head;) {
      const size_t end = c.in.find("\r\n", at);
      if (strncasecmp(c.in.c_str() + at, "content-length:", 15) == 0) length = strtoul(c.in.c_str() + at + 15, nullptr, 10);
      at = end + 2;
    }
    if (c.in.size() < head + 4 + length) return;
    const size_t blank = c.in.find(' ');
    const string method = c.in.substr(0, blank);
    const string target = c.in.substr(blank + 1, c.in.find(' ', blank + 1) - blank - 1);
    int status = 200;
    const string body = Answer(method, target, string_view(c.in).substr(head + 4, length), status);
    c.out += "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Not Found") +
             "\r\nContent-Type: application/fhir+json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    c.in.erase(0, head + 4 + length);
  }
}

int main(int argc, char** argv) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(argc > 1 ? static_cast<uint16_t>(atoi(argv[1])) : 0);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 512) != 0) return 1;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  printf("READY %d\n", ntohs(address.sin_port));
  fflush(stdout);
  const int ep = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &event);
  std::unordered_map<int, Connection> connections;
  epoll_event events[256];
  char piece[65536];
  for (;;) {
    const int count = epoll_wait(ep, events, 256, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (client < 0) continue;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        event.events = EPOLLIN;
        event.data.fd = client;
        epoll_ctl(ep, EPOLL_CTL_ADD, client, &event);
        continue;
      }
      Connection& c = connections[fd];
      bool closed = false;
      if ((events[i].events & EPOLLIN) != 0) {
        ssize_t got = 0;
        while ((got = recv(fd, piece, sizeof piece, 0)) > 0) c.in.append(piece, static_cast<size_t>(got));
        closed = got == 0 || (got < 0 && errno != EAGAIN);
        Work(c);
      }
      while (!c.out.empty()) {
        const ssize_t sent = send(fd, c.out.data(), c.out.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        c.out.erase(0, static_cast<size_t>(sent));
      }
      event.events = EPOLLIN | (c.out.empty() ? 0U : unsigned(EPOLLOUT));
      event.data.fd = fd;
      epoll_ctl(ep, EPOLL_CTL_MOD, fd, &event);
      if (closed || (events[i].events & (EPOLLERR | EPOLLHUP)) != 0) {
        connections.erase(fd);
        close(fd);
      }
    }
  }
}
