// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::bindings {

namespace py = pybind11;

/// An argument of exactly this dtype and layout (declare it `.noconvert()`): pybind11 refuses
/// anything else, so nothing is copied on the way in. Converting is _arrays.py's job.
template <class T>
using In = py::array_t<T, py::array::c_style>;

/// The array's memory, for as long as the argument lives.
template <class T>
std::span<const T> borrow(const In<T>& array, const char* name) {
  if (array.ndim() != 1) throw std::invalid_argument(std::string(name) + " must be 1-D");
  return {array.data(), static_cast<std::size_t>(array.size())};
}

/// The same, to write into.
template <class T>
std::span<T> borrow_to_write(In<T>& array, const char* name) {
  if (array.ndim() != 1) throw std::invalid_argument(std::string(name) + " must be 1-D");
  return {array.mutable_data(), static_cast<std::size_t>(array.size())};
}

/// A CSR matrix over borrowed arrays, not yet validated.
template <class T>
sparse::CsrView<T> borrow_csr(const In<Offset>& indptr, const In<Index>& indices,
                              const In<T>& values, Index n_cols) {
  return {borrow(indptr, "indptr"), borrow(indices, "indices"), borrow(values, "data"), n_cols};
}

/// The arrays of a matrix as one argument: (indptr, indices, data, n_cols).
template <class T>
using Matrix = std::tuple<In<Offset>, In<Index>, In<T>, Index>;

template <class T>
sparse::CsrView<T> borrow_matrix(const Matrix<T>& matrix) {
  return std::apply(borrow_csr<T>, matrix);
}

/// Moves a vector into a NumPy array that owns it. No copy; the GIL must be held.
template <class T, class Allocator>
py::array_t<T> give(std::vector<T, Allocator>&& data) {
  using Vector = std::vector<T, Allocator>;
  auto owner = std::make_unique<Vector>(std::move(data));
  const auto size = static_cast<py::ssize_t>(owner->size());
  const T* first = owner->data();
  py::capsule base(owner.get(), [](void* p) { delete static_cast<Vector*>(p); });
  owner.release();  // only once the capsule exists, so that a throwing capsule leaks nothing
  return py::array_t<T>({size}, first, base);
}

/// (indptr, indices, data) of a matrix, moved.
template <class T>
py::tuple give_csr(sparse::Csr<T>&& matrix) {
  return py::make_tuple(give(std::move(matrix.indptr)), give(std::move(matrix.indices)),
                        give(std::move(matrix.values)));
}

}  // namespace broadsheet::bindings
