// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <optional>
#include <tuple>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/similarity/duplicates.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

/// (indptr, indices, data, n_cols)
template <class T>
using Matrix = std::tuple<In<Offset>, In<Index>, In<T>, Index>;

template <class T>
py::tuple top_k(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data, Index n_cols,
                const std::optional<Matrix<T>>& other, Index k,
                std::optional<double> min_similarity, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  sparse::CsrView<T> y;
  if (other) {
    y = borrow_csr(std::get<0>(*other), std::get<1>(*other), std::get<2>(*other),
                   std::get<3>(*other));
  }
  return give_csr(call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X");
    if (other) sparse::validate(y, "Y");
    return similarity::top_k(x, other ? &y : nullptr, {.k = k, .min_similarity = min_similarity},
                             run);
  }));
}

template <class T>
void bind_top_k(py::module_& m) {
  m.def("top_k", &top_k<T>,
        "For each row of X its k best rows of Y, or of X but for itself when y is None; columns by "
        "falling score.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "y"_a.noconvert() = py::none(), "k"_a, "min_similarity"_a = py::none(),
        "n_threads"_a = 1, "progress"_a = py::none());
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
  bind_top_k<float>(m);
  bind_top_k<double>(m);
}

}  // namespace broadsheet::bindings
