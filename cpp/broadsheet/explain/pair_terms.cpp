// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/pair_terms.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
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

// A pair with its place in the result. Every entry of the shorter row is looked at, so the longer
// one is spread: the first of equally long ones.
struct Pair {
  Offset number;
  Index longer;
  Index shorter;
  bool longer_is_second;
};

// What one thread needs: it explains pairs of the same longer row one after the other.
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
        in_longer_(longest),
        in_shorter_(longest) {}

  void explain(const Pair& pair, base::Pace& pace) {
    if (pair.longer != taken_) {
      spread_.take(x_.row(pair.longer), pace);
      taken_ = pair.longer;
    }
    const auto shorter = x_.row(pair.shorter);
    next_stamp();
    share(shorter, static_cast<std::size_t>(pair.number), pace);
    const auto at = static_cast<std::size_t>(pair.number) * width_;
    Side first{out_.only_first.data() + at, out_.only_first_weights.data() + at};
    Side second{out_.only_second.data() + at, out_.only_second_weights.data() + at};
    if (pair.longer_is_second) std::swap(first, second);
    lack(spread_.row(), heads_.of(pair.longer), in_shorter_, first, pace);
    lack(shorter, heads_.of(pair.shorter), in_longer_, second, pace);
  }

 private:
  // Where the terms of one row go that the other lacks.
  struct Side {
    Index* ids;
    T* weights;
  };

  // Marks are of this pair where they equal its stamp, and need not be taken back.
  void next_stamp() {
    if (++stamp_ != 0) return;
    std::fill(in_longer_.begin(), in_longer_.end(), 0U);
    std::fill(in_shorter_.begin(), in_shorter_.end(), 0U);
    stamp_ = 1;
  }

  // The terms that both rows have, which are marked, and what they contribute.
  void share(const sparse::Row<T>& shorter, std::size_t pair, base::Pace& pace) {
    const auto n = spread_.meet(shorter.columns, met_.data(), pace);
    // Plain pointers, which the compiler keeps in registers.
    const auto* const met = met_.data();
    const auto* const longer_values = spread_.row().values.data();
    const auto* const shorter_values = shorter.values.data();
    const auto* const shorter_columns = shorter.columns.data();
    auto* const columns = columns_.data();
    auto* const products = numbers_.data();
    auto* const in_longer = in_longer_.data();
    auto* const in_shorter = in_shorter_.data();
    const auto stamp = stamp_;
    std::size_t n_shared = 0;
    double similarity = 0.0;
    pace.parts(n, [&](std::size_t begin, std::size_t end) {
      for (auto m = begin; m < end; ++m) {
        const auto e = static_cast<std::size_t>(met[m]);
        const auto column = shorter_columns[e];
        const auto entry = spread_.entry(column);
        const auto a = longer_values[entry];
        const auto b = shorter_values[e];
        const auto product = static_cast<double>(a) * static_cast<double>(b);
        in_longer[e] = a != T{0} ? stamp : 0U;
        in_shorter[entry] = b != T{0} ? stamp : 0U;
        columns[n_shared] = column;
        products[n_shared] = product;
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
            const std::vector<std::uint32_t>& marks, Side side, base::Pace& pace) {
    std::size_t n = 0;
    for (std::size_t h = 0; h < head.size() && n < width_; ++h) {
      met_[n] = head[h];
      n += marks[static_cast<std::size_t>(head[h])] != stamp_ ? 1U : 0U;
    }
    if (n < width_ && !heads_.is_whole(head)) n = lack_of_all(row, marks, pace);
    for (std::size_t c = 0; c < n; ++c) {
      const auto e = static_cast<std::size_t>(met_[c]);
      side.ids[c] = row.columns[e];
      side.weights[c] = row.values[e];
    }
    end_row(n, side.ids, side.weights);
  }

  // The same of all entries: where the head holds too few that are not shared.
  std::size_t lack_of_all(const sparse::Row<T>& row, const std::vector<std::uint32_t>& marks,
                          base::Pace& pace) {
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
  Index taken_ = -1;
  std::uint32_t stamp_ = 0;
  // Of the length of the longest row: entries of the shorter row that the longer has; what is
  // chosen from, as columns or entries and numbers; stamps on entries of the shorter row that the
  // longer has as well, and of the longer that the shorter has.
  std::vector<Index> met_;
  std::vector<Index> columns_;
  std::vector<double> numbers_;
  std::vector<std::uint32_t> in_longer_;
  std::vector<std::uint32_t> in_shorter_;
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

template <class T>
Pair pair_at(const sparse::CsrView<T>& x, std::span<const Offset> pairs, std::size_t number) {
  const auto first = static_cast<Index>(pairs[2 * number]);
  const auto second = static_cast<Index>(pairs[2 * number + 1]);
  const auto p = static_cast<Offset>(number);
  if (x.row(second).size() > x.row(first).size()) return {p, second, first, true};
  return {p, first, second, false};
}

// A stable counting sort by `key`, in [0, n_keys).
template <class Key>
base::Buffer<Pair> sorted(const base::Buffer<Pair>& pairs, std::size_t n_keys,
                          base::Checkpoint& checkpoint, Key&& key) {
  std::vector<std::size_t> next(n_keys + 1);
  base::for_each_index(pairs.size(), checkpoint, [&](std::size_t p) { ++next[key(pairs[p]) + 1]; });
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  base::Buffer<Pair> order(pairs.size());
  base::touch(order, checkpoint);
  base::for_each_index(pairs.size(), checkpoint,
                       [&](std::size_t p) { order[next[key(pairs[p])]++] = pairs[p]; });
  return order;
}

// The pairs in the order in which they are explained: by blocks of shorter rows that fit a cache,
// and in a block by their longer row, so that a row is spread once for many pairs.
template <class T>
base::Buffer<Pair> ordered(const sparse::CsrView<T>& x, std::span<const Offset> pairs,
                           base::Checkpoint& checkpoint) {
  constexpr Offset per_block = Offset{1} << 18;  // entries
  constexpr std::size_t enough = 8;              // pairs, to spread a row for
  base::Buffer<Pair> order(pairs.size() / 2);
  base::for_each_index(order.size(), checkpoint,
                       [&](std::size_t p) { order[p] = pair_at(x, pairs, p); });
  const auto n_rows = static_cast<std::size_t>(x.n_rows());
  order = sorted(order, n_rows, checkpoint,
                 [](const Pair& pair) { return static_cast<std::size_t>(pair.longer); });
  const auto most = static_cast<Offset>(order.size() / enough / std::max(n_rows, std::size_t{1}));
  const auto n_blocks = std::min(x.n_entries() / per_block, most);
  if (n_blocks < 2) return order;
  return sorted(order, static_cast<std::size_t>(n_blocks), checkpoint, [&](const Pair& pair) {
    const auto first = x.indptr[static_cast<std::size_t>(pair.shorter)];
    return static_cast<std::size_t>(first * n_blocks / (x.n_entries() + 1));
  });
}

// Where pieces of about equally many entries begin in `order`, and where the last one ends.
template <class T>
std::vector<std::size_t> cut_pieces(const sparse::CsrView<T>& x, std::span<const Pair> order,
                                    base::Checkpoint& checkpoint) {
  constexpr std::size_t per_piece = std::size_t{1} << 19;  // about a millisecond
  std::vector<std::size_t> cuts{0};
  std::size_t work = 0;
  base::for_each_index(order.size(), checkpoint, [&](std::size_t o) {
    work += x.row(order[o].shorter).size() + 64;
    if (work < per_piece) return;
    cuts.push_back(o + 1);
    work = 0;
  });
  if (cuts.back() < order.size()) cuts.push_back(order.size());
  return cuts;
}

template <class... Arrays>
void touch(const base::Run& run, Arrays&... arrays) {
  base::parallel_for(sizeof...(arrays), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    std::int64_t a = 0;
    ((a++ == p ? base::touch(arrays, checkpoint) : void()), ...);
  });
}

}  // namespace

template <class T>
PairTerms<T> pair_terms(const sparse::CsrView<T>& x, std::span<const Offset> pairs, Index k,
                        const base::Run& run) {
  if (k < 1) throw std::invalid_argument("k must be at least 1, got " + std::to_string(k));
  base::Buffer<Pair> order;
  std::vector<std::size_t> cuts;
  std::size_t longest = 1;
  base::Share preparing(run, 0, 20);
  base::parallel_for(1, preparing.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
    validate_pairs(pairs, x.n_rows(), checkpoint);
    order = ordered(x, pairs, checkpoint);
    cuts = cut_pieces(x, std::span<const Pair>(order), checkpoint);
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
  // Pairs are not written in their order.
  touch(preparing.run(), out.similarity, out.rest, out.shared, out.contributions, out.only_first,
        out.only_first_weights, out.only_second, out.only_second_weights);

  const auto head_size = std::min(longest, static_cast<std::size_t>(out.width) + spare);
  base::Share sorting(run, 20, 80);
  const RowHeads heads(x, pairs, static_cast<Index>(head_size), sorting.run());
  std::vector<std::unique_ptr<Explainer<T>>> explainers(static_cast<std::size_t>(run.n_threads));
  const auto piece = [&](std::int64_t p, base::Checkpoint& checkpoint) {
    auto& explainer = explainers[static_cast<std::size_t>(checkpoint.thread())];
    if (!explainer) explainer = std::make_unique<Explainer<T>>(x, heads, longest, out);
    base::Pace pace(checkpoint);
    const auto end = cuts[static_cast<std::size_t>(p) + 1];
    for (auto o = cuts[static_cast<std::size_t>(p)]; o < end; ++o) {
      explainer->explain(order[o], pace);
    }
  };
  base::Share explaining(run, 80, base::Share::whole);
  base::parallel_for(static_cast<std::int64_t>(cuts.size()) - 1, explaining.run(), piece);
  return out;
}

template PairTerms<float> pair_terms(const sparse::CsrView<float>&, std::span<const Offset>, Index,
                                     const base::Run&);
template PairTerms<double> pair_terms(const sparse::CsrView<double>&, std::span<const Offset>,
                                      Index, const base::Run&);

}  // namespace broadsheet::explain
