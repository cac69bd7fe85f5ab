// Result<T, E>: a value or the reason why there is none. The member names are those of
// std::expected, so that this class becomes an alias once the compiler has it.
#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace chartbridge {

template <class E>
class Unexpected {
 public:
  explicit Unexpected(E error) : error_(std::move(error)) {}
  E& error() & { return error_; }
  E&& error() && { return std::move(error_); }
  const E& error() const& { return error_; }

 private:
  E error_;
};

template <class T, class E>
class Result;

// Reading value() of an error, or error() of a value, throws std::bad_variant_access: a broken
// invariant, which ends the process.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Unexpected<E> error)                                // NOLINT(google-explicit-constructor)
      : state_(std::in_place_index<1>, std::move(error).error()) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  E& error() & { return std::get<1>(state_); }
  const E& error() const& { return std::get<1>(state_); }

  // `next` of the value, which itself gives a Result with the same E; an error stays as it is.
  template <class F>
  auto and_then(F&& next) && -> std::invoke_result_t<F, T&&> {
    if (!has_value()) return Unexpected<E>(std::get<1>(std::move(state_)));
    return std::invoke(std::forward<F>(next), std::get<0>(std::move(state_)));
  }
  // The value turned into another one (or into nothing: void); an error stays as it is.
  template <class F>
  auto transform(F&& change) && -> Result<std::invoke_result_t<F, T&&>, E> {
    if (!has_value()) return Unexpected<E>(std::get<1>(std::move(state_)));
    if constexpr (std::is_void_v<std::invoke_result_t<F, T&&>>) {
      std::invoke(std::forward<F>(change), std::get<0>(std::move(state_)));
      return {};
    } else {
      return std::invoke(std::forward<F>(change), std::get<0>(std::move(state_)));
    }
  }

 private:
  std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(Unexpected<E> error)
      : error_(std::move(error).error()) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const {}
  E& error() & { return error_.value(); }
  const E& error() const& { return error_.value(); }

  template <class F>
  auto and_then(F&& next) && -> std::invoke_result_t<F> {
    if (error_) return Unexpected<E>(*std::move(error_));
    return std::invoke(std::forward<F>(next));
  }

 private:
  std::optional<E> error_;
};

}  // namespace chartbridge
