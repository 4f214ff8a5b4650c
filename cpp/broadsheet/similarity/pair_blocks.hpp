// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/pair_parts.hpp"
#include "broadsheet/similarity/pairs.hpp"
#include "broadsheet/similarity/pairs_options.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What `pairs` gives, block by block: the pairs of successive runs of x's rows, one behind the
/// other, so that there may be more of them than memory holds.
///
/// A run is as long as memory allows: where it turns out to have too many pairs, it is cut and
/// begun again, so blocks depend on the memory limit and on the threads, but not what they are
/// together.
template <class T>
class PairBlocks {
 public:
  /// @param x, y_or_self, options  as `pairs` takes them; borrowed, with all that options borrow.
  /// @param run  n_threads: the most that any call of `next` uses.
  /// @throws std::invalid_argument  as `pairs` does.
  PairBlocks(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
             const PairsOptions& options, const base::Run& run);

  /// The pairs of the next run that has any; nothing when there are no more. After an exception the
  /// same run is next. The monitor hears thousandths of all of x.
  ///
  /// Memory, within the limit: rows made ready (see Engine) or an inverted index, and 20 bytes a
  /// pair of the run.
  [[nodiscard]] std::optional<Pairs> next(const base::Run& run);

  /// The same that are put in order at once, at the most.
  [[nodiscard]] std::size_t most_pairs() const { return most_pairs_; }

  /// Bytes that are taken whatever is found.
  [[nodiscard]] std::size_t fixed_bytes() const { return fixed_bytes_; }

  /// What finds pairs: estimates, or where they cannot tell, an index.
  [[nodiscard]] Engine<T>& engine() { return *engine_; }
  [[nodiscard]] const std::optional<IndexRuns<T>>& index() const { return index_; }

 private:
  [[nodiscard]] Index choose_run(const base::Run& run);
  void find(PairParts& found, Range rows, const base::Run& run);

  sparse::CsrView<T> x_;
  std::optional<sparse::CsrView<T>> y_;  // nothing: x itself
  PairsOptions options_;
  std::unique_ptr<Engine<T>> engine_;
  std::optional<IndexRuns<T>> index_;  // where estimates cannot tell
  std::size_t fixed_bytes_ = 0;
  std::size_t most_pairs_ = 0;
  Index next_row_ = 0;
  std::int64_t run_rows_;  // of the next run, at the most
  std::int64_t told_ = 0;  // thousandths
  base::BetweenLoops between_;
};

}  // namespace broadsheet::similarity
