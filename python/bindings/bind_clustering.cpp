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
#include "broadsheet/clustering/agreement.hpp"
#include "broadsheet/clustering/constrained_stories.hpp"
#include "broadsheet/clustering/cosine_seeding.hpp"
#include "broadsheet/clustering/cosine_silhouette.hpp"
#include "broadsheet/clustering/linkage_matrix.hpp"
#include "broadsheet/clustering/matched_stories.hpp"
#include "broadsheet/clustering/mini_batch.hpp"
#include "broadsheet/clustering/nearest_centre.hpp"
#include "broadsheet/clustering/spherical_kmeans.hpp"
#include "broadsheet/clustering/story_cut.hpp"
#include "broadsheet/clustering/whole_stories.hpp"
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

clustering::MergesView borrow_merges(const In<Index>& a, const In<Index>& b,
                                     const In<double>& similarity) {
  return {borrow(a, "a"), borrow(b, "b"), borrow(similarity, "similarity")};
}

py::tuple story_cut(const In<Index>& a, const In<Index>& b, const In<double>& similarity,
                    Index n_articles, std::optional<double> background) {
  const auto merges = borrow_merges(a, b, similarity);
  auto cut = call(1, py::none(), [&](const base::Run&) {
    return clustering::story_cut(n_articles, merges, background);
  });
  return py::make_tuple(give(std::move(cut.labels.of)), cut.threshold, cut.background, cut.large,
                        give(std::move(cut.thresholds)));
}

py::array_t<Index> labels_after(const In<Index>& a, const In<Index>& b, Index n_articles,
                                std::size_t n_merges) {
  if (n_articles < 0) throw std::invalid_argument("n_articles must be at least 0");
  const auto first = borrow(a, "a");
  const auto second = borrow(b, "b");
  auto labels = call(1, py::none(), [&](const base::Run&) {
    return clustering::labels_after(n_articles, first, second, n_merges);
  });
  return give(std::move(labels.of));
}

py::array_t<Index> first_appearance(const In<std::int64_t>& names) {
  const auto name_of = borrow(names, "names");
  auto labels =
      call(1, py::none(), [&](const base::Run&) { return clustering::first_appearance(name_of); });
  return give(std::move(labels.of));
}

py::tuple agreement(const In<Index>& a, const In<Index>& b, const In<double>& similarity,
                    const In<Index>& labels) {
  const auto merges = borrow_merges(a, b, similarity);
  const auto label_of = borrow(labels, "labels");
  std::size_t best = 0;
  auto found = call(1, py::none(), [&](const base::Run& run) {
    auto agreed = clustering::agreement(label_of, merges, run);
    best = clustering::best_cut(agreed, merges.similarity);
    return agreed;
  });
  return py::make_tuple(give(std::move(found.precision)), give(std::move(found.recall)), best);
}

py::tuple matched_stories(const In<std::int64_t>& before, const In<Index>& labels,
                          std::int64_t next_story) {
  const auto id_before = borrow(before, "before");
  const auto label_of = borrow(labels, "labels");
  auto found = call(1, py::none(), [&](const base::Run& run) {
    return clustering::matched_stories(id_before, label_of, next_story, run);
  });
  return py::make_tuple(give(std::move(found.story)), found.next_story);
}

template <class T>
py::array_t<Index> whole_stories(const In<Offset>& indptr, const In<Index>& indices,
                                 const In<T>& data, Index n_cols, const In<Index>& a,
                                 const In<Index>& b, const In<double>& similarity,
                                 const In<double>& thresholds, double background,
                                 const In<Index>& labels,
                                 const std::optional<In<std::int64_t>>& timestamps,
                                 double time_scale_us) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto merges = borrow_merges(a, b, similarity);
  const auto of_nodes = borrow(thresholds, "thresholds");
  const auto label_of = borrow(labels, "labels");
  std::span<const similarity::Timestamp> times;
  if (timestamps) times = borrow(*timestamps, "timestamps");
  auto stories = call(1, py::none(), [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    const similarity::TimeKernel kernel(times, time_scale_us);
    return clustering::whole_stories(x, merges, of_nodes, background, label_of, kernel, run);
  });
  return give(std::move(stories.of));
}

template <class T>
py::array_t<Index> constrained_stories(
    const In<Offset>& indptr, const In<Index>& indices, const In<T>& data, Index n_cols,
    const In<Index>& labels, const In<Index>& a, const In<Index>& b, const In<double>& similarity,
    const In<Index>& must_a, const In<Index>& must_b, const In<Index>& cannot_a,
    const In<Index>& cannot_b, const std::optional<In<std::int64_t>>& timestamps,
    double time_scale_us, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto label_of = borrow(labels, "labels");
  const auto merges = borrow_merges(a, b, similarity);
  const clustering::Constraints constraints{borrow(must_a, "must_a"), borrow(must_b, "must_b"),
                                            borrow(cannot_a, "cannot_a"),
                                            borrow(cannot_b, "cannot_b")};
  clustering::ConstrainedOptions options{.time_scale = time_scale_us};
  if (timestamps) options.timestamps = borrow(*timestamps, "timestamps");
  auto stories = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return clustering::constrained_stories(x, label_of, merges, constraints, options, run);
  });
  return give(std::move(stories.of));
}

template <class T>
py::tuple unit_centres(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                       Index n_cols, const py::object& progress) {
  const auto rows = borrow_csr(indptr, indices, data, n_cols);
  return give_csr(call(1, progress, [&](const base::Run& run) {
    sparse::validate(rows, "init", run);
    return clustering::as_csr(clustering::unit_centres(rows, run), n_cols, run);
  }));
}

template <class T>
py::array_t<Index> cosine_seeding(const In<Offset>& indptr, const In<Index>& indices,
                                  const In<T>& data, Index n_cols, const In<double>& weights,
                                  Index n_clusters, std::uint64_t seed, int n_threads,
                                  const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto weight_of = borrow(weights, "sample_weight");
  return give(call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return clustering::cosine_seeding(x, weight_of, n_clusters, seed, run);
  }));
}

template <class T>
py::tuple spherical_kmeans(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                           Index n_cols, const In<double>& weights, const Matrix<float>& centres,
                           int max_iter, double tol, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto weight_of = borrow(weights, "sample_weight");
  const auto first = borrow_matrix(centres);
  sparse::Csr<float> last;
  auto result = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    sparse::validate(first, "centres", run);
    auto found = clustering::spherical_kmeans(x, weight_of, clustering::centres_of(first, run),
                                              {.max_iter = max_iter, .tol = tol}, run);
    base::Share end(run, base::Share::whole, base::Share::whole);
    last = clustering::as_csr(found.centres, n_cols, end.run());
    return found;
  });
  return py::make_tuple(give(std::move(result.labels)), give(std::move(result.similarity)),
                        give_csr(std::move(last)), give(std::move(result.lengths)), result.n_iter,
                        result.converged);
}

template <class T>
py::tuple mini_batch(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                     Index n_cols, const In<double>& weights, const Matrix<float>& centres,
                     const In<double>& lengths, int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto weight_of = borrow(weights, "sample_weight");
  const auto before = borrow_matrix(centres);
  const auto lengths_before = borrow(lengths, "lengths");
  std::vector<double> lengths_after(lengths_before.begin(), lengths_before.end());
  sparse::Csr<float> after;
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    sparse::validate(before, "centres", run);
    auto moving = clustering::centres_of(before, run);
    auto assignment = clustering::mini_batch(x, weight_of, moving, lengths_after, run);
    base::Share end(run, base::Share::whole, base::Share::whole);
    after = clustering::as_csr(moving, n_cols, end.run());
    return assignment;
  });
  return py::make_tuple(give(std::move(found.labels)), give(std::move(found.similarity)),
                        give_csr(std::move(after)), give(std::move(lengths_after)));
}

template <class T>
py::tuple assign(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                 Index n_cols, const Matrix<float>& centres, int n_threads,
                 const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto given = borrow_matrix(centres);
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    sparse::validate(given, "centres", run);
    return clustering::assign(x, clustering::centres_of(given, run), run);
  });
  return py::make_tuple(give(std::move(found.labels)), give(std::move(found.similarity)));
}

template <class T>
py::array_t<T> centre_similarities(const In<Offset>& indptr, const In<Index>& indices,
                                   const In<T>& data, Index n_cols, const Matrix<float>& centres,
                                   int n_threads, const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto given = borrow_matrix(centres);
  return give(call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    sparse::validate(given, "centres", run);
    return clustering::centre_similarities(x, clustering::centres_of(given, run), run);
  }));
}

template <class T>
void bind_kmeans(py::module_& m) {
  m.def("unit_centres", &unit_centres<T>,
        "Rows as centres, of length 1, as (indptr, indices, data); see clustering/centre.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "progress"_a = py::none());
  m.def("cosine_seeding", &cosine_seeding<T>,
        "Rows to begin k-means with; see clustering/cosine_seeding.hpp.", "indptr"_a.noconvert(),
        "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a, py::kw_only(),
        "weights"_a.noconvert(), "n_clusters"_a, "seed"_a, "n_threads"_a = 1,
        "progress"_a = py::none());
  m.def("spherical_kmeans", &spherical_kmeans<T>,
        "(labels, similarity, (indptr, indices, data) of the centres, lengths, n_iter, converged); "
        "see clustering/spherical_kmeans.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "weights"_a.noconvert(), "centres"_a.noconvert(), "max_iter"_a, "tol"_a,
        "n_threads"_a = 1, "progress"_a = py::none());
  m.def("mini_batch", &mini_batch<T>,
        "(labels, similarity, (indptr, indices, data) of the centres, lengths); see "
        "clustering/mini_batch.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "weights"_a.noconvert(), "centres"_a.noconvert(), "lengths"_a.noconvert(),
        "n_threads"_a = 1, "progress"_a = py::none());
  m.def("assign", &assign<T>,
        "(labels, similarity) of each row's nearest centre; see clustering/nearest_centre.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "centres"_a.noconvert(), "n_threads"_a = 1, "progress"_a = py::none());
  m.def("centre_similarities", &centre_similarities<T>,
        "The cosine of each row with each centre, row by row; see clustering/nearest_centre.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "centres"_a.noconvert(), "n_threads"_a = 1, "progress"_a = py::none());
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
  m.def("whole_stories", &whole_stories<T>,
        "Stories that a cut for small ones took apart, whole; see clustering/whole_stories.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "a"_a.noconvert(), "b"_a.noconvert(), "similarity"_a.noconvert(),
        "thresholds"_a.noconvert(), "background"_a, "labels"_a.noconvert(),
        "timestamps"_a.noconvert() = py::none(), "time_scale_us"_a = 1.0);
  m.def("constrained_stories", &constrained_stories<T>,
        "Stories put right by must-links and cannot-links; see clustering/constrained_stories.hpp.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "a"_a.noconvert(), "b"_a.noconvert(),
        "similarity"_a.noconvert(), "must_a"_a.noconvert(), "must_b"_a.noconvert(),
        "cannot_a"_a.noconvert(), "cannot_b"_a.noconvert(), "timestamps"_a.noconvert() = py::none(),
        "time_scale_us"_a = 1.0, "n_threads"_a = 1, "progress"_a = py::none());
}

}  // namespace

void bind_clustering(py::module_& m) {
  m.def("story_cut", &story_cut,
        "Where merges are cut for stories, as (labels, threshold, background, how surely "
        "they are large, thresholds of nodes); see clustering/story_cut.hpp.",
        "a"_a.noconvert(), "b"_a.noconvert(), "similarity"_a.noconvert(), py::kw_only(),
        "n_articles"_a, "background"_a = py::none());
  m.def("labels_after", &labels_after,
        "The cluster of each article after so many merges; see clustering/cluster_tree.hpp.",
        "a"_a.noconvert(), "b"_a.noconvert(), py::kw_only(), "n_articles"_a, "n_merges"_a);
  m.def("first_appearance", &first_appearance,
        "Clusters of any names, numbered by their first articles; see clustering/labels.hpp.",
        "names"_a.noconvert());
  m.def("agreement", &agreement,
        "BCubed precision and recall after each number of merges, labels as the truth, and the "
        "number where F1 is best; see clustering/agreement.hpp.",
        "a"_a.noconvert(), "b"_a.noconvert(), "similarity"_a.noconvert(), py::kw_only(),
        "labels"_a.noconvert());
  m.def("matched_stories", &matched_stories,
        "Ids of stories that were found anew, by the articles that they share with old ones, and "
        "the next id; see clustering/matched_stories.hpp.",
        "before"_a.noconvert(), "labels"_a.noconvert(), "next_story"_a);
  bind_vectors<float>(m);
  bind_vectors<double>(m);
  m.def("linkage_matrix", &linkage_matrix,
        "Merges as SciPy's linkage matrix, completed at distance 1; see "
        "clustering/linkage_matrix.hpp.",
        "a"_a.noconvert(), "b"_a.noconvert(), "similarity"_a.noconvert(), py::kw_only(),
        "n_articles"_a, "most_distance"_a);
  bind_kmeans<float>(m);
  bind_kmeans<double>(m);
}

}  // namespace broadsheet::bindings
