// What a rule or a record may turn out to say (rule R9): a set over permit, deny and none, because
// unknown facts leave several possible.
#pragma once

#include <compare>

namespace chartbridge::bridge::consent {

class Outcomes {
 public:
  static constexpr Outcomes Permit() { return Outcomes(1); }
  static constexpr Outcomes Deny() { return Outcomes(2); }
  static constexpr Outcomes None() { return Outcomes(4); }
  static constexpr Outcomes Empty() { return Outcomes(0); }
  static constexpr Outcomes Any() { return Outcomes(7); }

  constexpr bool Has(Outcomes one) const { return (bits_ & one.bits_) != 0; }
  constexpr Outcomes With(Outcomes other) const { return Outcomes(bits_ | other.bits_); }
  constexpr Outcomes Without(Outcomes other) const { return Outcomes(bits_ & ~other.bits_); }
  constexpr bool IsEmpty() const { return bits_ == 0; }
  // More than one thing is possible.
  constexpr bool IsOpen() const { return (bits_ & (bits_ - 1)) != 0; }
  constexpr auto operator<=>(const Outcomes&) const = default;

 private:
  constexpr explicit Outcomes(int bits) : bits_(bits) {}
  int bits_;
};

// Every pair of one outcome of each, deny before permit before none.
constexpr Outcomes Join(Outcomes a, Outcomes b) {
  Outcomes joined = a.With(b).Has(Outcomes::Deny()) ? Outcomes::Deny() : Outcomes::Empty();
  const auto yields = [](Outcomes x) { return !x.Without(Outcomes::Deny()).IsEmpty(); };
  if ((a.Has(Outcomes::Permit()) && yields(b)) || (b.Has(Outcomes::Permit()) && yields(a))) {
    joined = joined.With(Outcomes::Permit());
  }
  if (a.Has(Outcomes::None()) && b.Has(Outcomes::None())) joined = joined.With(Outcomes::None());
  return joined;
}

}  // namespace chartbridge::bridge::consent
