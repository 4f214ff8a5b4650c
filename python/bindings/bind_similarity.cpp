// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <optional>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

template <class T>
py::tuple top_k(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data, Index n_cols,
                const std::optional<Matrix<T>>& other, Index k,
                std::optional<double> min_similarity, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  sparse::CsrView<T> y;
  if (other) y = borrow_matrix(*other);
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

}  // namespace

void bind_similarity(py::module_& m) {
  bind_top_k<float>(m);
  bind_top_k<double>(m);
}

}  // namespace broadsheet::bindings
