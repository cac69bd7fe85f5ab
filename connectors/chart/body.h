// JSON bodies of requests.
#pragma once

#include <atomic>
#include <cstdint>

#include "connectors/chart/outcome.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// The client's connection failed while its body was read.
Refusal BodyRefusal(const Failure& failure);

// How many bytes of bodies may be in memory at once, for all requests together.
class BodyBudget {
 public:
  // Gives the bytes back when it goes.
  class Share {
   public:
    Share(std::atomic<std::uint64_t>& used, std::uint64_t bytes) : used_(&used), bytes_(bytes) {}
    Share(Share&& other) noexcept : used_(other.used_), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&&) = delete;
    ~Share() { *used_ -= bytes_; }

   private:
    std::atomic<std::uint64_t>* used_;
    std::uint64_t bytes_;
  };

  // 503 when there is no room at the moment.
  Result<Share, Refusal> Take(const http::Request& request);

 private:
  std::atomic<std::uint64_t> used_{0};
};

constexpr std::size_t kLargestJson = 64U << 20U;

// 413, 400 or 408 for a body that is too long, broken or late; 400 with the byte offset for what is
// no JSON.
Result<fhir::json::Value, Refusal> ReadJsonBody(http::Request& request);
// application/x-www-form-urlencoded.
Result<http::Pairs, Refusal> ReadFormBody(http::Request& request);

}  // namespace chartbridge::chart
