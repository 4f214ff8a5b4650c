// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::similarity {

/// Canonical scores of one row after the other, each with some others. One a thread.
///
/// The row is laid out once for all of its pairs: walking two rows side by side, as Engine::score
/// does, took ten times as long, most of it in guessing wrongly which comes next.
template <class T>
class Verifier {
 public:
  /// @param engine  borrowed. Takes a double a column.
  explicit Verifier(const Engine<T>& engine) : engine_(&engine), row_(engine.n_cols()) {}

  /// Of rows i of x and j of y; those of one i one after the other.
  [[nodiscard]] T score(Index i, Index j) {
    if (laid_out_ != i) {
      if (laid_out_ != none) row_.clear(engine_->x_of(laid_out_));
      row_.lay_out(engine_->x_of(i));
      laid_out_ = i;
    }
    return static_cast<T>(row_.dot(engine_->y_of(j)));
  }

 private:
  static constexpr Index none = -1;
  const Engine<T>* engine_;
  sparse::DenseRow row_;
  Index laid_out_ = none;
};

}  // namespace broadsheet::similarity
