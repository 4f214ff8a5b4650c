// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/similarity/duplicates.hpp"
#include "broadsheet/similarity/join.hpp"
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

template <class T>
py::tuple top_k(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data, Index n_cols,
                const std::optional<Matrix<T>>& other, Index k,
                std::optional<double> min_similarity, const std::optional<Filter>& filter,
                int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  sparse::CsrView<T> y;
  if (other) y = borrow_matrix(*other);
  const similarity::TopKOptions options{
      .k = k, .min_similarity = min_similarity, .filter = borrow_filter(filter)};
  return give_csr(call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    if (other) sparse::validate(y, "Y", run);
    return similarity::top_k(x, other ? &y : nullptr, options, run);
  }));
}

template <class T>
py::tuple pairs(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data, Index n_cols,
                const std::optional<Matrix<T>>& other, double min_similarity,
                const std::optional<Filter>& filter, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  sparse::CsrView<T> y;
  if (other) y = borrow_matrix(*other);
  const similarity::PairsOptions options{.min_similarity = min_similarity,
                                         .filter = borrow_filter(filter)};
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    if (other) sparse::validate(y, "Y", run);
    return similarity::pairs(x, other ? &y : nullptr, options, run);
  });
  return py::make_tuple(give(std::move(found.i)), give(std::move(found.j)),
                        give(std::move(found.similarity)));
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
        "pair_filter"_a.noconvert() = py::none(), "n_threads"_a = 1, "progress"_a = py::none());
}

template <class T>
void bind_pairs(py::module_& m) {
  m.def("pairs", &pairs<T>,
        "Every pair of rows of X and Y, or i < j of X when y is None, that reaches min_similarity, "
        "as (i, j, similarity) by i, then j.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "y"_a.noconvert() = py::none(), "min_similarity"_a,
        "pair_filter"_a.noconvert() = py::none(), "n_threads"_a = 1, "progress"_a = py::none());
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
  bind_pairs<float>(m);
  bind_pairs<double>(m);
}

}  // namespace broadsheet::bindings
