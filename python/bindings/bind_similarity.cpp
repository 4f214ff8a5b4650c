// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/similarity/duplicates.hpp"
#include "broadsheet/similarity/join_plan.hpp"
#include "broadsheet/similarity/pair_blocks.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "broadsheet/sparse/unit_rows.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

/// (x_times, y_times, window, x_groups, y_groups, pairs_from), as of _pair_filter.py
using Filter = std::tuple<In<similarity::Timestamp>, In<similarity::Timestamp>,
                          std::optional<std::uint64_t>, In<Index>, In<Index>, std::string>;

similarity::PairsFrom pairs_from(const std::string& name) {
  if (name == "any") return similarity::PairsFrom::any;
  if (name == "same") return similarity::PairsFrom::same;
  if (name == "different") return similarity::PairsFrom::different;
  throw std::invalid_argument("pairs_from must be 'any', 'same' or 'different', got '" + name +
                              "'");
}

similarity::PairFilter borrow_filter(const std::optional<Filter>& filter) {
  if (!filter) return {};
  const auto& [x_times, y_times, window, x_groups, y_groups, from] = *filter;
  return {.x_times = borrow(x_times, "timestamps of X"),
          .y_times = borrow(y_times, "timestamps of Y"),
          .window = window,
          .x_groups = borrow(x_groups, "groups of X"),
          .y_groups = borrow(y_groups, "groups of Y"),
          .pairs_from = pairs_from(from)};
}

/// (memory_limit, what of it is spent), in bytes, as of _memory.py
using Memory = std::tuple<std::size_t, std::size_t>;
const Memory default_memory{similarity::MemoryLimit{}.bytes, 0};

similarity::MemoryLimit memory_limit(const Memory& memory) {
  const auto [bytes, spent] = memory;
  return {.bytes = bytes, .spent = spent};
}

/// What is joined: x with y, or with itself. Borrows, so its arrays must outlive it.
template <class T>
class Operands {
 public:
  Operands(const sparse::CsrView<T>& x, const std::optional<Matrix<T>>& y) : x_(x) {
    if (y) y_ = borrow_matrix(*y);
  }

  /// Calls `join(x, y_or_self, run)` with the GIL released, once both are found to be canonical.
  template <class Join>
  auto call(int n_threads, const py::object& progress, Join&& join) const {
    return bindings::call(n_threads, progress, [&](const base::Run& run) {
      sparse::validate(x_, "X", run);
      if (y_) sparse::validate(*y_, "Y", run);
      return join(x_, y_ ? &*y_ : nullptr, run);
    });
  }

 private:
  sparse::CsrView<T> x_;
  std::optional<sparse::CsrView<T>> y_;
};

similarity::TopKOptions top_k_options(Index k, std::optional<double> min_similarity,
                                      const std::optional<Filter>& filter, const Memory& memory) {
  return {.k = k,
          .min_similarity = min_similarity,
          .filter = borrow_filter(filter),
          .memory = memory_limit(memory)};
}

similarity::PairsOptions pairs_options(double min_similarity, const std::optional<Filter>& filter,
                                       const Memory& memory) {
  return {.min_similarity = min_similarity,
          .filter = borrow_filter(filter),
          .memory = memory_limit(memory)};
}

template <class T>
py::tuple top_k(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data, Index n_cols,
                const std::optional<Matrix<T>>& other, Index k,
                std::optional<double> min_similarity, const std::optional<Filter>& filter,
                const Memory& memory, int n_threads, const py::object& progress) {
  const Operands<T> operands(borrow_csr(indptr, indices, data, n_cols), other);
  const auto options = top_k_options(k, min_similarity, filter, memory);
  return give_csr(
      operands.call(n_threads, progress, [&](const auto& x, const auto* y, const auto& run) {
        return similarity::top_k(x, y, options, run);
      }));
}

/// Pairs block by block, with references to all that the core borrows.
class PairBlocks {
 public:
  PairBlocks() = default;
  PairBlocks(const PairBlocks&) = delete;
  PairBlocks& operator=(const PairBlocks&) = delete;
  virtual ~PairBlocks() = default;

  /// (i, j, similarity) of the next block, or None.
  virtual py::object next(int n_threads, const py::object& progress) = 0;

  /// Those of all blocks that are left.
  virtual py::tuple rest(int n_threads, const py::object& progress) = 0;
};

template <class S>
py::tuple give_pairs(similarity::BasicPairs<S>&& pairs) {
  return py::make_tuple(give(std::move(pairs.i)), give(std::move(pairs.j)),
                        give(std::move(pairs.similarity)));
}

template <class T>
class PairBlocksOf final : public PairBlocks {
 public:
  PairBlocksOf(Matrix<T> matrix, std::optional<Matrix<T>> other, double min_similarity,
               std::optional<Filter> filter, const Memory& memory, int n_threads)
      : x_(std::move(matrix)), y_(std::move(other)), filter_(std::move(filter)) {
    const Operands<T> operands(borrow_matrix(x_), y_);
    const auto options = pairs_options(min_similarity, filter_, memory);
    operands.call(n_threads, py::none(), [&](const auto& x, const auto* y, const auto& run) {
      blocks_.emplace(x, y, options, run);
    });
  }

  py::object next(int n_threads, const py::object& progress) override {
    auto found = call(n_threads, progress, [&](const base::Run& run) -> std::optional<Found> {
      auto block = blocks_->next(run);
      if (!block) return std::nullopt;
      similarity::PairList<T> list;
      list.append(std::move(*block));
      return std::move(list).joined();
    });
    return found ? give_pairs(std::move(*found)) : py::object(py::none());
  }

  py::tuple rest(int n_threads, const py::object& progress) override {
    return give_pairs(call(n_threads, progress, [&](const base::Run& run) {
      similarity::PairList<T> list;
      while (auto block = blocks_->next(run)) list.append(std::move(*block));
      return std::move(list).joined();
    }));
  }

 private:
  using Found = similarity::BasicPairs<T>;  // without a time kernel, scores of type T: nothing lost

  Matrix<T> x_;
  std::optional<Matrix<T>> y_;
  std::optional<Filter> filter_;
  std::optional<similarity::PairBlocks<T>> blocks_;
};

template <class T>
std::unique_ptr<PairBlocks> pair_blocks(const In<Offset>& indptr, const In<Index>& indices,
                                        const In<T>& data, Index n_cols,
                                        const std::optional<Matrix<T>>& other,
                                        double min_similarity, const std::optional<Filter>& filter,
                                        const Memory& memory, int n_threads) {
  return std::make_unique<PairBlocksOf<T>>(Matrix<T>{indptr, indices, data, n_cols}, other,
                                           min_similarity, filter, memory, n_threads);
}

py::tuple give_plan(const similarity::JoinPlan& plan) {
  return py::make_tuple(plan.dense_multiplications, plan.rare_multiplications, plan.peak_bytes,
                        plan.pair_bytes, plan.x_groups, plan.x_slabs, plan.y_slabs,
                        plan.n_dense_columns);
}

template <class T>
py::tuple plan_top_k(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                     Index n_cols, const std::optional<Matrix<T>>& other, Index k,
                     std::optional<double> min_similarity, const std::optional<Filter>& filter,
                     const Memory& memory, int n_threads) {
  const Operands<T> operands(borrow_csr(indptr, indices, data, n_cols), other);
  const auto options = top_k_options(k, min_similarity, filter, memory);
  return give_plan(
      operands.call(n_threads, py::none(), [&](const auto& x, const auto* y, const auto& run) {
        return similarity::plan_top_k(x, y, options, run);
      }));
}

template <class T>
py::tuple plan_pairs(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                     Index n_cols, const std::optional<Matrix<T>>& other, double min_similarity,
                     const std::optional<Filter>& filter, const Memory& memory, int n_threads) {
  const Operands<T> operands(borrow_csr(indptr, indices, data, n_cols), other);
  const auto options = pairs_options(min_similarity, filter, memory);
  return give_plan(
      operands.call(n_threads, py::none(), [&](const auto& x, const auto* y, const auto& run) {
        return similarity::plan_pairs(x, y, options, run);
      }));
}

/// None: the values of a matrix whose rows are of length 1 already.
template <class T>
py::object unit_rows(const In<Offset>& indptr, const In<T>& data, int n_threads) {
  const auto ends = borrow(indptr, "indptr");
  const auto values = borrow(data, "data");
  auto divided = call(n_threads, py::none(), [&](const base::Run& run) {
    sparse::validate_rows(ends, values.size(), "X", run);
    return sparse::unit_rows(ends, values, run);
  });
  if (divided.empty()) return py::none();
  return give(std::move(divided));
}

template <class T>
void bind_unit_rows(py::module_& m) {
  m.def("unit_rows", &unit_rows<T>,
        "The values of a CSR matrix, each row divided by its length; None if no row changes.",
        "indptr"_a.noconvert(), "data"_a.noconvert(), py::kw_only(), "n_threads"_a = 1);
}

template <class T>
void bind_top_k(py::module_& m) {
  m.def("top_k", &top_k<T>,
        "For each row of X its k best rows of Y, or of X but for itself when y is None; columns by "
        "falling score.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "y"_a.noconvert() = py::none(), "k"_a, "min_similarity"_a = py::none(),
        "pair_filter"_a.noconvert() = py::none(), "memory"_a = default_memory, "n_threads"_a = 1,
        "progress"_a = py::none());
}

template <class T>
void bind_pair_blocks(py::module_& m) {
  m.def("pair_blocks", &pair_blocks<T>,
        "Every pair of rows of X and Y, or i < j of X when y is None, that reaches min_similarity.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "y"_a.noconvert() = py::none(), "min_similarity"_a,
        "pair_filter"_a.noconvert() = py::none(), "memory"_a = default_memory, "n_threads"_a = 1);
}

template <class T>
void bind_plans(py::module_& m) {
  m.def("plan_top_k", &plan_top_k<T>, "What top_k of the same arguments would take.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "y"_a.noconvert() = py::none(), "k"_a, "min_similarity"_a = py::none(),
        "pair_filter"_a.noconvert() = py::none(), "memory"_a = default_memory, "n_threads"_a = 1);
  m.def("plan_pairs", &plan_pairs<T>, "What pair_blocks of the same arguments would take.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "y"_a.noconvert() = py::none(), "min_similarity"_a,
        "pair_filter"_a.noconvert() = py::none(), "memory"_a = default_memory, "n_threads"_a = 1);
}

py::tuple duplicates(const In<Offset>& indptr, const In<Index>& ids, Index n_ids,
                     const In<Index>& order, double min_overlap, int n_threads,
                     const py::object& progress) {
  const similarity::SetsView sets{borrow(indptr, "indptr"), borrow(ids, "ids"), n_ids};
  const auto by_date = borrow(order, "order");
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    return similarity::duplicates(sets, by_date, min_overlap, run);
  });
  return py::make_tuple(give(std::move(found.i)), give(std::move(found.j)),
                        give(std::move(found.jaccard)), give(std::move(found.contained_i)),
                        give(std::move(found.contained_j)), give(std::move(found.leader)));
}

}  // namespace

void bind_similarity(py::module_& m) {
  m.def("duplicates", &duplicates,
        "(i, j, jaccard, contained_i, contained_j, leader) of sets of ids.", "indptr"_a.noconvert(),
        "ids"_a.noconvert(), "n_ids"_a, py::kw_only(), "order"_a.noconvert(), "min_overlap"_a,
        "n_threads"_a, "progress"_a);
  bind_unit_rows<float>(m);
  bind_unit_rows<double>(m);
  bind_top_k<float>(m);
  bind_top_k<double>(m);
  py::class_<PairBlocks>(m, "PairBlocks", "Pairs by i, then j, block by block.")
      .def("next", &PairBlocks::next, "The next block as (i, j, similarity), or None.",
           py::kw_only(), "n_threads"_a, "progress"_a)
      .def("rest", &PairBlocks::rest, "All that is left as (i, j, similarity).", py::kw_only(),
           "n_threads"_a, "progress"_a);
  bind_pair_blocks<float>(m);
  bind_pair_blocks<double>(m);
  bind_plans<float>(m);
  bind_plans<double>(m);
}

}  // namespace broadsheet::bindings
