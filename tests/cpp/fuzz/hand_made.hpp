// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::fuzz {

/// The choices of one case, all from its seed.
class Choices {
 public:
  explicit Choices(std::uint32_t seed) : random_(seed) {}

  /// At least 0, below n.
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  /// True once in n times.
  bool once_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  T one_of(std::initializer_list<T> all) {
    return *(all.begin() + below(all.size()));
  }
  template <class T>
  T& one_of(std::vector<T>& all) {
    return all[below(all.size())];
  }
  std::mt19937& random() { return random_; }

 private:
  std::mt19937 random_;
};

/// Calls and tells whether the call was refused as it should be. Whatever else is thrown goes on.
template <class F>
bool refuses(F&& call) {
  try {
    call();
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

/// The arrays of a CSR matrix that somebody made by hand: maybe right, maybe not. They are as long
/// as what they hold, so that a sanitizer sees each step beyond.
template <class T>
struct HandMade {
  std::vector<Offset> indptr;
  std::vector<Index> indices;
  std::vector<T> values;
  Index n_cols;

  [[nodiscard]] sparse::CsrView<T> view() const { return {indptr, indices, values, n_cols}; }
};

/// How the message about a matrix begins, by the first thing that is wrong with it in the order of
/// its arrays; nothing if it is canonical. Slow and obvious.
template <class T>
std::optional<std::string> complaint(const HandMade<T>& x, const std::string& name) {
  const auto n = static_cast<Offset>(x.indices.size());
  const auto number = [](auto value) { return std::to_string(value); };
  if (x.indptr.empty()) return name + ".indptr is empty";
  if (x.indices.size() != x.values.size()) return name + ".indices has " + number(n) + " entries";
  if (x.indptr[0] != 0) return name + ".indptr[0] must be 0, got " + number(x.indptr[0]);
  for (std::size_t i = 0; i + 1 < x.indptr.size(); ++i) {
    if (x.indptr[i] > x.indptr[i + 1]) return name + ".indptr falls at row " + number(i);
  }
  if (x.indptr.back() != n) return name + ".indptr ends at " + number(x.indptr.back());
  if (x.n_cols < 0) return name + " has " + number(x.n_cols) + " columns";
  for (std::size_t i = 0; i + 1 < x.indptr.size(); ++i) {
    for (auto e = x.indptr[i]; e < x.indptr[i + 1]; ++e) {
      const auto column = x.indices[static_cast<std::size_t>(e)];
      if (column < 0 || column >= x.n_cols) {
        return name + ".indices has column " + number(column) + " in row " + number(i);
      }
      if (e > x.indptr[i] && column <= x.indices[static_cast<std::size_t>(e - 1)]) {
        return name + ".indices does not ascend in row " + number(i);
      }
      if (!std::isfinite(x.values[static_cast<std::size_t>(e)])) {
        return name + " has a value that is not finite in row " + number(i) + ", column " +
               number(column);
      }
    }
  }
  return std::nullopt;
}

/// Changes one thing, which need not break the matrix.
template <class T>
void tamper(HandMade<T>& x, Choices& choices) {
  using Limits = std::numeric_limits<T>;
  constexpr auto farthest = std::numeric_limits<Offset>::max();
  switch (choices.below(12)) {
    case 0:
      if (!x.indptr.empty()) {
        choices.one_of(x.indptr) =
            choices.one_of<Offset>({-1, 0, 1, 2, 5, 1'000'000, farthest, -farthest - 1});
      }
      break;
    case 1:
      if (!x.indptr.empty()) x.indptr.pop_back();
      break;
    case 2:
      x.indptr.push_back(choices.one_of<Offset>({0, static_cast<Offset>(x.indices.size()), 3}));
      break;
    case 3:
      if (!x.indices.empty()) {
        choices.one_of(x.indices) = choices.one_of<Index>(
            {-1, 0, 1, x.n_cols > 0 ? x.n_cols - 1 : 0, x.n_cols, std::numeric_limits<Index>::max(),
             std::numeric_limits<Index>::min()});
      }
      break;
    case 4:
      if (!x.indices.empty()) x.indices.pop_back();
      break;
    case 5:
      x.indices.push_back(0);
      break;
    case 6:
      if (!x.indices.empty()) std::swap(choices.one_of(x.indices), choices.one_of(x.indices));
      break;
    case 7:
      if (!x.values.empty()) x.values.pop_back();
      break;
    case 8:
      x.values.push_back(T{1});
      break;
    case 9:
    case 10:
      if (!x.values.empty()) {
        choices.one_of(x.values) = choices.one_of<T>(
            {T{0}, -T{0}, T{-1}, Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(),
             Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min()});
      }
      break;
    default:
      x.n_cols =
          choices.one_of<Index>({-1, 0, 1, x.n_cols + 1, 1000, std::numeric_limits<Index>::min()});
  }
}

/// About half of them canonical; some in an exotic range.
template <class T>
HandMade<T> hand_made(Index n_cols, Choices& choices) {
  const auto made = reference::random_csr<T>({.n_rows = choices.one_of<Index>({0, 1, 2, 5, 9, 14}),
                                              .n_cols = n_cols,
                                              .density = choices.one_of({.1, .4, 1.}),
                                              .negative = choices.once_in(2),
                                              .unit = choices.once_in(2)},
                                             choices.random());
  HandMade<T> x{made.indptr,
                {made.indices.begin(), made.indices.end()},
                {made.values.begin(), made.values.end()},
                n_cols};
  if (choices.once_in(8)) {
    const auto factor = choices.one_of({1e-310, 1e-150, 1e-40, 1e-20, 1e20, 1e38, 1e155, 1e308});
    for (auto& value : x.values) value = static_cast<T>(static_cast<double>(value) * factor);
  }
  if (choices.once_in(2)) {
    for (auto n = 1 + choices.below(3); n > 0; --n) tamper(x, choices);
  }
  x.indptr.shrink_to_fit();
  x.indices.shrink_to_fit();
  x.values.shrink_to_fit();
  return x;
}

}  // namespace broadsheet::fuzz
