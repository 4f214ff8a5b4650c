// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/clustering/average_linkage.hpp"
#include "broadsheet/clustering/cosine_silhouette.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

template <class T>
py::tuple average_linkage(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                          Index n_cols, const std::optional<In<std::int64_t>>& timestamps,
                          std::optional<double> time_scale_us, double min_similarity, int n_threads,
                          const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  clustering::AverageLinkageOptions options{.min_similarity = min_similarity};
  if (timestamps.has_value() != time_scale_us.has_value()) {
    throw std::invalid_argument("timestamps and time_scale_us go together: pass both or neither");
  }
  if (timestamps) {
    options.timestamps = borrow(*timestamps, "timestamps");
    options.time_scale = *time_scale_us;
  }
  auto result = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return clustering::average_linkage(x, options, run);
  });
  auto& merges = result.merges;
  return py::make_tuple(
      give(std::move(result.labels.of)),
      py::make_tuple(give(std::move(merges.a)), give(std::move(merges.b)),
                     give(std::move(merges.similarity)), give(std::move(merges.size))));
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
void bind_clusterings(py::module_& m) {
  m.def(
      "average_linkage", &average_linkage<T>,
      "Average-link clusters of unit rows, as (labels, (a, b, similarity, size)): labels by first "
      "appearance, merges in order as in SciPy's linkage. Timestamps in microseconds, NaT "
      "unknown.",
      "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
      py::kw_only(), "timestamps"_a.noconvert() = py::none(), "time_scale_us"_a = py::none(),
      "min_similarity"_a, "n_threads"_a = 1, "progress"_a = py::none());
  m.def("cosine_silhouette", &cosine_silhouette<T>,
        "The silhouette of each row by cosine distance; see clustering/cosine_silhouette.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a, "n_threads"_a = 1,
        "progress"_a = py::none());
}

}  // namespace

void bind_clustering(py::module_& m) {
  bind_clusterings<float>(m);
  bind_clusterings<double>(m);
}

}  // namespace broadsheet::bindings
