// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>
#include <string>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/explain/medoid.hpp"
#include "broadsheet/explain/shared_terms.hpp"
#include "broadsheet/explain/top_terms.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

template <class T>
sparse::Row<T> row_of(const sparse::CsrView<T>& x, Index i) {
  if (i < 0 || i >= x.n_rows()) {
    throw std::out_of_range("row " + std::to_string(i) + " is not in X, which has " +
                            std::to_string(x.n_rows()) + " rows");
  }
  return x.row(i);
}

template <class T>
py::tuple shared_terms(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                       Index n_cols, Index i, Index j) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  auto shared = [&] {
    const py::gil_scoped_release nogil;  // only borrowed arrays are read
    sparse::validate(x, "X");
    return explain::shared_terms(row_of(x, i), row_of(x, j));
  }();
  return py::make_tuple(give(std::move(shared.columns)), give(std::move(shared.contributions)));
}

template <class T>
py::tuple top_terms(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                    Index n_cols, const In<Index>& labels, Index n_clusters, Index k) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto label_of = borrow(labels, "labels");
  return give_csr([&] {
    const py::gil_scoped_release nogil;  // only borrowed arrays are read
    sparse::validate(x, "X");
    return explain::top_terms(x, label_of, n_clusters, k);
  }());
}

template <class T>
py::array_t<Index> medoids(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                           Index n_cols, const In<Index>& labels, Index n_clusters) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto label_of = borrow(labels, "labels");
  return give([&] {
    const py::gil_scoped_release nogil;  // only borrowed arrays are read
    sparse::validate(x, "X");
    return explain::medoids(x, label_of, n_clusters);
  }());
}

template <class T>
void bind_room(py::module_& m) {
  m.def("shared_terms", &shared_terms<T>,
        "The common terms of rows i and j, as (columns, contributions) by falling contribution.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "i"_a, "j"_a);
  m.def("top_terms", &top_terms<T>,
        "The k terms that tell each cluster best, as (indptr, columns, scores) by falling score.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a, "k"_a);
  m.def("medoids", &medoids<T>,
        "The row of each cluster that is most similar to its other members; -1 for empty ones.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a);
}

}  // namespace

void bind_explain(py::module_& m) {
  bind_room<float>(m);
  bind_room<double>(m);
}

}  // namespace broadsheet::bindings
