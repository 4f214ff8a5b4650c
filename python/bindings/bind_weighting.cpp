// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/weighting/idf.hpp"
#include "broadsheet/weighting/tfidf.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

sparse::Norm to_norm(const std::optional<std::string>& name) {
  if (!name) return sparse::Norm::none;
  if (*name == "l1") return sparse::Norm::l1;
  if (*name == "l2") return sparse::Norm::l2;
  throw std::invalid_argument("norm must be 'l1', 'l2' or None");
}

py::array_t<double> idf(const In<Index>& document_frequencies, std::int64_t n_documents,
                        bool smooth) {
  const auto result = weighting::inverse_document_frequency(
      borrow(document_frequencies, "document_frequencies"), n_documents,
      smooth ? weighting::Idf::smooth : weighting::Idf::plain);
  return give(std::vector<double>(result.begin(), result.end()));
}

template <class T, class Count>
py::array_t<T> tfidf(const In<Offset>& indptr, const In<Index>& indices, const In<Count>& counts,
                     Index n_cols, const In<double>& idf_array, bool sublinear_tf,
                     const std::optional<std::string>& norm, int n_threads,
                     const py::object& progress) {
  const auto view = borrow_csr(indptr, indices, counts, n_cols);
  const auto weights = borrow(idf_array, "idf");
  const weighting::TfidfOptions options{sublinear_tf, to_norm(norm)};
  return give(call(n_threads, progress, [&](const base::Run& run) {
    return weighting::tfidf<T>(view, weights, options, run);
  }));
}

template <class T>
void normalize(const In<Offset>& indptr, py::array_t<T, py::array::c_style> data,
               const std::optional<std::string>& norm) {
  const auto rows = borrow(indptr, "indptr");
  const std::span<T> values(data.mutable_data(), static_cast<std::size_t>(data.size()));
  const auto chosen = to_norm(norm);
  const py::gil_scoped_release nogil;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const auto first = static_cast<std::size_t>(rows[i]);
    sparse::normalize(values.subspan(first, static_cast<std::size_t>(rows[i + 1]) - first), chosen);
  }
}

template <class T, class Count>
void define_tfidf(py::module_& m, const char* name) {
  m.def(name, &tfidf<T, Count>, "indptr"_a.noconvert(), "indices"_a.noconvert(),
        "counts"_a.noconvert(), "n_cols"_a, py::kw_only(), "idf"_a.noconvert(), "sublinear_tf"_a,
        "norm"_a, "n_threads"_a, "progress"_a, "Weights to the columns of the counts.");
}

}  // namespace

void bind_weighting(py::module_& m) {
  m.def("idf", &idf, "document_frequencies"_a.noconvert(), "n_documents"_a, py::kw_only(),
        "smooth"_a, "Inverse document frequency of every term.");
  define_tfidf<float, std::int32_t>(m, "tfidf_float32");
  define_tfidf<float, float>(m, "tfidf_float32");
  define_tfidf<double, std::int32_t>(m, "tfidf_float64");
  define_tfidf<double, double>(m, "tfidf_float64");
  m.def("normalize", &normalize<float>, "indptr"_a.noconvert(), "data"_a.noconvert(), "norm"_a,
        "Divides each row by its norm, in place.");
  m.def("normalize", &normalize<double>, "indptr"_a.noconvert(), "data"_a.noconvert(), "norm"_a,
        "Divides each row by its norm, in place.");
}

}  // namespace broadsheet::bindings
