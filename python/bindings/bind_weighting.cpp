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

template <class T>
void tfidf(const In<Offset>& indptr, const In<Index>& indices, In<T> values,
           const In<double>& idf_array, bool sublinear_tf, const std::optional<std::string>& norm,
           int n_threads, const py::object& progress) {
  const auto rows = borrow(indptr, "indptr");
  const auto terms = borrow(indices, "indices");
  const auto weights = borrow_to_write(values, "data");
  if (rows.empty() || rows.front() != 0 || rows.back() != static_cast<Offset>(terms.size()) ||
      terms.size() != weights.size()) {
    throw std::invalid_argument("indptr, indices and data do not fit together");
  }
  const auto idf_of = borrow(idf_array, "idf");
  const weighting::TfidfOptions options{sublinear_tf, to_norm(norm)};
  call(n_threads, progress, [&](const base::Run& run) {
    weighting::tfidf<T>(rows, terms, weights, idf_of, options, run);
  });
}

template <class T>
void define_tfidf(py::module_& m) {
  m.def("tfidf", &tfidf<T>, "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(),
        py::kw_only(), "idf"_a.noconvert(), "sublinear_tf"_a, "norm"_a, "n_threads"_a, "progress"_a,
        "Overwrites counts with weights.");
}

}  // namespace

void bind_weighting(py::module_& m) {
  m.def("idf", &idf, "document_frequencies"_a.noconvert(), "n_documents"_a, py::kw_only(),
        "smooth"_a, "Inverse document frequency of every term.");
  define_tfidf<float>(m);
  define_tfidf<double>(m);
}

}  // namespace broadsheet::bindings
