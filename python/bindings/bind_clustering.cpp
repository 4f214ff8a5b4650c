// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/clustering/agglomerative.hpp"
#include "broadsheet/clustering/cosine_silhouette.hpp"
#include "broadsheet/clustering/linkage_matrix.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

clustering::Linkage linkage_named(const std::string& name) {
  if (name == "average") return clustering::Linkage::average;
  if (name == "complete") return clustering::Linkage::complete;
  if (name == "single") return clustering::Linkage::single;
  throw std::invalid_argument("linkage must be 'average', 'complete' or 'single', got '" + name +
                              "'");
}

template <class T>
py::tuple agglomerate(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                      Index n_cols, const std::string& linkage, double min_similarity,
                      const std::optional<In<std::int64_t>>& timestamps,
                      std::optional<double> time_scale_us, int n_threads,
                      const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  clustering::AgglomerativeOptions options{.linkage = linkage_named(linkage),
                                           .min_similarity = min_similarity};
  if (timestamps.has_value() != time_scale_us.has_value()) {
    throw std::invalid_argument("timestamps and time_scale_us go together: pass both or neither");
  }
  if (timestamps) {
    options.timestamps = borrow(*timestamps, "timestamps");
    options.time_scale = *time_scale_us;
  }
  auto result = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return clustering::agglomerate(x, options, run);
  });
  auto& merges = result.merges;
  return py::make_tuple(
      give(std::move(result.labels.of)),
      py::make_tuple(give(std::move(merges.a)), give(std::move(merges.b)),
                     give(std::move(merges.similarity)), give(std::move(merges.size))));
}

py::array_t<double> linkage_matrix(const In<Index>& a, const In<Index>& b,
                                   const In<double>& similarity, Index n_articles,
                                   double most_distance) {
  auto rows =
      clustering::linkage_matrix({borrow(a, "a"), borrow(b, "b"), borrow(similarity, "similarity")},
                                 n_articles, most_distance);
  return give(std::move(rows)).reshape({-1, 4});
}

template <class T>
py::array_t<double> cosine_silhouette(const In<Offset>& indptr, const In<Index>& indices,
                                      const In<T>& data, Index n_cols, const In<Index>& labels,
                                      Index n_clusters, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto label_of = borrow(labels, "labels");
  return give(call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return clustering::cosine_silhouette(x, label_of, n_clusters, run);
  }));
}

template <class T>
void bind_vectors(py::module_& m) {
  m.def("agglomerate", &agglomerate<T>,
        "Agglomerative clusters of unit rows, as (labels, (a, b, similarity, size)): labels by "
        "first appearance, merges in order as in SciPy's linkage. Timestamps in microseconds, NaT "
        "unknown.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "linkage"_a = "average", "min_similarity"_a,
        "timestamps"_a.noconvert() = py::none(), "time_scale_us"_a = py::none(), "n_threads"_a = 1,
        "progress"_a = py::none());
  m.def("cosine_silhouette", &cosine_silhouette<T>,
        "The silhouette of each row by cosine distance; see clustering/cosine_silhouette.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a, "n_threads"_a = 1,
        "progress"_a = py::none());
}

}  // namespace

void bind_clustering(py::module_& m) {
  bind_vectors<float>(m);
  bind_vectors<double>(m);
  m.def("linkage_matrix", &linkage_matrix,
        "Merges as SciPy's linkage matrix, completed at distance 1; see "
        "clustering/linkage_matrix.hpp.",
        "a"_a.noconvert(), "b"_a.noconvert(), "similarity"_a.noconvert(), py::kw_only(),
        "n_articles"_a, "most_distance"_a);
}

}  // namespace broadsheet::bindings
