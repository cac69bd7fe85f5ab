// A request whose body is still on the wire.
#pragma once

#include <chrono>

#include "connectors/http/body_reader.h"
#include "connectors/http/request_head.h"

namespace chartbridge::http {

class ServerRequest final : public Request, private ByteSource {
 public:
  // `body_deadline` runs from now.
  ServerRequest(RequestHead head, BufferedStream& stream, Transport& transport, bool from_loopback,
                std::string peer, std::chrono::milliseconds body_deadline);

  const std::string& method() const override { return head_.method; }
  const std::string& path() const override { return head_.target.path; }
  const std::string& raw_query() const override { return head_.target.raw_query; }
  const Pairs& query() const override { return head_.target.query; }
  const Pairs& headers() const override { return head_.fields; }
  bool from_loopback() const override { return from_loopback_; }
  std::string peer() const override { return peer_; }
  std::optional<std::uint64_t> content_length() const override { return head_.framing.length; }

  Result<std::string, Failure> ReadBody(std::size_t limit) override;
  ByteSource& body() override { return *this; }

  const RequestHead& head() const { return head_; }
  bool Consumed() const { return body_.complete(); }
  // Nothing is left on the wire that could be taken for the next request, or so little that reading
  // it is cheaper than a new connection.
  bool SoonOver() const;
  // Reads away what is left. False: it did not come, the connection must end.
  bool Drain();

 private:
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override;
  IoResult ReadUntil(char* into, std::size_t size, Deadline deadline);

  RequestHead head_;
  BodyReader body_;
  Transport& transport_;
  bool from_loopback_;
  std::string peer_;
  std::chrono::milliseconds allowance_;
  Deadline began_;
  bool owes_continue_;
  bool failed_ = false;
  std::uint64_t streamed_ = 0;
};

}  // namespace chartbridge::http
