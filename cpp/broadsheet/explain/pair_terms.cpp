// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/pair_terms.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/explain/heaviest.hpp"
#include "broadsheet/explain/row_heads.hpp"
#include "broadsheet/explain/spread_row.hpp"

namespace broadsheet::explain {
namespace {

// Entries that a head has besides k: so many of a row's heaviest terms may be shared before the
// whole row has to be gone through.
constexpr std::size_t spare = 48;

// What one thread needs: it explains pairs of the same first row one after the other.
template <class T>
class Explainer {
 public:
  Explainer(const sparse::CsrView<T>& x, const RowHeads& heads, std::size_t longest,
            PairTerms<T>& out)
      : x_(x),
        heads_(heads),
        out_(out),
        width_(static_cast<std::size_t>(out.width)),
        spread_(x.n_cols),
        heaviest_(width_),
        met_(longest),
        columns_(longest),
        numbers_(longest),
        in_first_(longest),
        in_second_(longest) {}

  void explain(Index i, Index j, std::size_t pair, Pace& pace) {
    if (i != first_) {
      spread_.take(x_.row(i), pace);
      first_ = i;
    }
    const auto second = x_.row(j);
    next_stamp();
    share(second, pair, pace);
    const auto at = pair * width_;
    lack(spread_.row(), heads_.of(i), in_second_, out_.only_first.data() + at,
         out_.only_first_weights.data() + at, pace);
    lack(second, heads_.of(j), in_first_, out_.only_second.data() + at,
         out_.only_second_weights.data() + at, pace);
  }

 private:
  // Marks are of this pair where they equal its stamp, and need not be taken back.
  void next_stamp() {
    if (++stamp_ != 0) return;
    std::fill(in_first_.begin(), in_first_.end(), 0U);
    std::fill(in_second_.begin(), in_second_.end(), 0U);
    stamp_ = 1;
  }

  // The terms that both rows have, which are marked, and what they contribute.
  void share(const sparse::Row<T>& second, std::size_t pair, Pace& pace) {
    const auto n = spread_.meet(second.columns, met_.data(), pace);
    const auto first_values = spread_.row().values;
    std::size_t n_shared = 0;
    double similarity = 0.0;
    pace.parts(n, [&](std::size_t begin, std::size_t end) {
      for (auto m = begin; m < end; ++m) {
        const auto e = static_cast<std::size_t>(met_[m]);
        const auto column = second.columns[e];
        const auto entry = spread_.entry(column);
        const auto value = second.values[e];
        const auto product = static_cast<double>(first_values[entry]) * static_cast<double>(value);
        in_first_[e] = stamp_;
        in_second_[entry] = value != T{0} ? stamp_ : 0U;
        columns_[n_shared] = column;
        numbers_[n_shared] = product;
        n_shared += product != 0.0 ? 1U : 0U;
        similarity += product;
      }
    });
    auto* const ids = out_.shared.data() + pair * width_;
    auto* const contributions = out_.contributions.data() + pair * width_;
    const auto chosen = heaviest_.of({numbers_.data(), n_shared}, pace.checkpoint());
    for (std::size_t c = 0; c < chosen.size(); ++c) {
      auto& number = numbers_[static_cast<std::size_t>(chosen[c])];
      ids[c] = columns_[static_cast<std::size_t>(chosen[c])];
      contributions[c] = number;
      number = 0.0;  // of the rest it is no part
    }
    end_row(chosen.size(), ids, contributions);
    double rest = 0.0;
    if (n_shared > width_) {
      pace.parts(n_shared, [&](std::size_t begin, std::size_t end) {
        for (auto s = begin; s < end; ++s) rest += numbers_[s];
      });
    }
    out_.similarity[pair] = similarity;
    out_.rest[pair] = rest;
  }

  // The heaviest terms of `row` that are not marked.
  void lack(const sparse::Row<T>& row, std::span<const Index> head,
            const std::vector<std::uint32_t>& marks, Index* ids, T* weights, Pace& pace) {
    std::size_t n = 0;
    for (std::size_t h = 0; h < head.size() && n < width_; ++h) {
      met_[n] = head[h];
      n += marks[static_cast<std::size_t>(head[h])] != stamp_ ? 1U : 0U;
    }
    if (n < width_ && !heads_.is_whole(head)) n = lack_of_all(row, marks, pace);
    for (std::size_t c = 0; c < n; ++c) {
      const auto e = static_cast<std::size_t>(met_[c]);
      ids[c] = row.columns[e];
      weights[c] = row.values[e];
    }
    end_row(n, ids, weights);
  }

  // The same of all entries: where the head holds too few that are not shared.
  std::size_t lack_of_all(const sparse::Row<T>& row, const std::vector<std::uint32_t>& marks,
                          Pace& pace) {
    std::size_t n = 0;
    pace.parts(row.size(), [&](std::size_t begin, std::size_t end) {
      for (auto e = begin; e < end; ++e) {
        columns_[n] = static_cast<Index>(e);
        numbers_[n] = static_cast<double>(row.values[e]);
        n += marks[e] != stamp_ && row.values[e] != T{0} ? 1U : 0U;
      }
    });
    const auto chosen = heaviest_.of({numbers_.data(), n}, pace.checkpoint());
    for (std::size_t c = 0; c < chosen.size(); ++c) {
      met_[c] = columns_[static_cast<std::size_t>(chosen[c])];
    }
    return chosen.size();
  }

  template <class Number>
  void end_row(std::size_t n, Index* ids, Number* numbers) {
    std::fill(ids + n, ids + width_, Index{-1});
    std::fill(numbers + n, numbers + width_, Number{0});
  }

  const sparse::CsrView<T>& x_;
  const RowHeads& heads_;
  PairTerms<T>& out_;
  std::size_t width_;
  SpreadRow<T> spread_;
  Heaviest heaviest_;
  Index first_ = -1;
  std::uint32_t stamp_ = 0;
  // Of the length of the longest row: entries of the second row that the first has; what is chosen
  // from, as columns or entries and numbers; stamps on entries of the second and the first row.
  std::vector<Index> met_;
  std::vector<Index> columns_;
  std::vector<double> numbers_;
  std::vector<std::uint32_t> in_first_;
  std::vector<std::uint32_t> in_second_;
};

void validate_pairs(std::span<const Offset> pairs, Index n_rows, base::Checkpoint& checkpoint) {
  if (pairs.size() % 2 != 0) throw std::invalid_argument("pairs has half a pair at its end");
  base::for_each_index(pairs.size(), checkpoint, [&](std::size_t p) {
    if (pairs[p] >= 0 && pairs[p] < n_rows) return;
    throw std::invalid_argument("pairs has row " + std::to_string(pairs[p]) + " at [" +
                                std::to_string(p / 2) + ", " + std::to_string(p % 2) +
                                "], but X has " + std::to_string(n_rows) + " rows");
  });
}

// The pairs by their first row, those of the same in the order given: a counting sort.
base::Buffer<Offset> by_first_row(std::span<const Offset> pairs, Index n_rows,
                                  base::Checkpoint& checkpoint) {
  const auto n_pairs = pairs.size() / 2;
  std::vector<Offset> next(static_cast<std::size_t>(n_rows) + 1);
  base::for_each_index(n_pairs, checkpoint,
                       [&](std::size_t p) { ++next[static_cast<std::size_t>(pairs[2 * p]) + 1]; });
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  base::Buffer<Offset> order(n_pairs);
  base::for_each_index(n_pairs, checkpoint, [&](std::size_t p) {
    auto& at = next[static_cast<std::size_t>(pairs[2 * p])];
    order[static_cast<std::size_t>(at++)] = static_cast<Offset>(p);
  });
  return order;
}

// Where pieces of about equally many entries begin in `order`, and where the last one ends.
template <class T>
std::vector<std::size_t> cut_pieces(const sparse::CsrView<T>& x, std::span<const Offset> pairs,
                                    std::span<const Offset> order, base::Checkpoint& checkpoint) {
  constexpr std::size_t per_piece = std::size_t{1} << 19;  // about a millisecond
  std::vector<std::size_t> cuts{0};
  std::size_t work = 0;
  base::for_each_index(order.size(), checkpoint, [&](std::size_t o) {
    const auto second = pairs[2 * static_cast<std::size_t>(order[o]) + 1];
    work += x.row(static_cast<Index>(second)).size() + 64;
    if (work < per_piece) return;
    cuts.push_back(o + 1);
    work = 0;
  });
  if (cuts.back() < order.size()) cuts.push_back(order.size());
  return cuts;
}

}  // namespace

template <class T>
PairTerms<T> pair_terms(const sparse::CsrView<T>& x, std::span<const Offset> pairs, Index k,
                        const base::Run& run) {
  if (k < 1) throw std::invalid_argument("k must be at least 1, got " + std::to_string(k));
  base::Buffer<Offset> order;
  std::vector<std::size_t> cuts;
  std::size_t longest = 1;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    validate_pairs(pairs, x.n_rows(), checkpoint);
    order = by_first_row(pairs, x.n_rows(), checkpoint);
    cuts = cut_pieces(x, pairs, order, checkpoint);
    base::for_each_index(pairs.size(), checkpoint, [&](std::size_t p) {
      longest = std::max(longest, x.row(static_cast<Index>(pairs[p])).size());
    });
  });

  PairTerms<T> out;
  out.width = std::clamp(k, Index{1}, std::max(x.n_cols, Index{1}));
  const auto n_pairs = pairs.size() / 2;
  const auto n_terms = n_pairs * static_cast<std::size_t>(out.width);
  for (auto* const array : {&out.similarity, &out.rest}) array->resize(n_pairs);
  for (auto* const array : {&out.shared, &out.only_first, &out.only_second}) array->resize(n_terms);
  out.contributions.resize(n_terms);
  out.only_first_weights.resize(n_terms);
  out.only_second_weights.resize(n_terms);

  const auto head_size = std::min(longest, static_cast<std::size_t>(out.width) + spare);
  const RowHeads heads(x, pairs, static_cast<Index>(head_size), run);
  std::vector<std::unique_ptr<Explainer<T>>> explainers(static_cast<std::size_t>(run.n_threads));
  const auto piece = [&](std::int64_t p, base::Checkpoint& checkpoint) {
    auto& explainer = explainers[static_cast<std::size_t>(checkpoint.thread())];
    if (!explainer) explainer = std::make_unique<Explainer<T>>(x, heads, longest, out);
    Pace pace(checkpoint);
    for (auto o = cuts[static_cast<std::size_t>(p)]; o < cuts[static_cast<std::size_t>(p) + 1];
         ++o) {
      const auto pair = static_cast<std::size_t>(order[o]);
      explainer->explain(static_cast<Index>(pairs[2 * pair]),
                         static_cast<Index>(pairs[2 * pair + 1]), pair, pace);
    }
  };
  base::parallel_for(static_cast<std::int64_t>(cuts.size()) - 1, run, piece);
  return out;
}

template PairTerms<float> pair_terms(const sparse::CsrView<float>&, std::span<const Offset>, Index,
                                     const base::Run&);
template PairTerms<double> pair_terms(const sparse::CsrView<double>&, std::span<const Offset>,
                                      Index, const base::Run&);

}  // namespace broadsheet::explain
