// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/explain/copied_runs.hpp"
#include "broadsheet/explain/medoid.hpp"
#include "broadsheet/explain/nearest_clusters.hpp"
#include "broadsheet/explain/new_terms.hpp"
#include "broadsheet/explain/pair_terms.hpp"
#include "broadsheet/explain/passages.hpp"
#include "broadsheet/explain/shared_runs.hpp"
#include "broadsheet/explain/top_terms.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

template <class T>
py::tuple pair_terms(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                     Index n_cols, const In<Offset>& pairs, Index k, int n_threads,
                     const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto pair_rows = borrow(pairs, "pairs");
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return explain::pair_terms(x, pair_rows, k, run);
  });
  return py::make_tuple(
      found.width, give(std::move(found.similarity)), give(std::move(found.shared)),
      give(std::move(found.contributions)), give(std::move(found.rest)),
      give(std::move(found.only_first)), give(std::move(found.only_first_weights)),
      give(std::move(found.only_second)), give(std::move(found.only_second_weights)));
}

template <class T>
py::tuple best_matches(const Matrix<T>& first, const Matrix<T>& second, const In<double>& weights,
                       int n_threads, const py::object& progress) {
  const auto a = borrow_matrix(first);
  const auto b = borrow_matrix(second);
  const auto weight_of = borrow(weights, "weights");
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(a, "first", run);
    sparse::validate(b, "second", run);
    return explain::best_matches(a, b, weight_of, run);
  });
  return py::make_tuple(give(std::move(found.rows)), give(std::move(found.scores)));
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

py::tuple shared_runs(const In<Index>& first, const In<Index>& second, std::size_t n_words) {
  const auto a = borrow(first, "first");
  const auto b = borrow(second, "second");
  auto found = call(1, py::none(),
                    [&](const base::Run& run) { return explain::shared_runs(a, b, n_words, run); });
  return py::make_tuple(give(std::move(found.first)), give(std::move(found.second)),
                        give(std::move(found.lengths)));
}

py::tuple copied_runs(const In<Offset>& indptr, const In<Index>& ids, const In<Index>& documents,
                      std::size_t n_words) {
  const auto texts = borrow(indptr, "indptr");
  const auto words = borrow(ids, "ids");
  const auto document_of = borrow(documents, "documents");
  auto found = call(1, py::none(), [&](const base::Run& run) {
    return explain::copied_runs(texts, words, document_of, n_words, run);
  });
  return py::make_tuple(give(std::move(found.indptr)), give(std::move(found.begins)),
                        give(std::move(found.lengths)), give(std::move(found.origins)));
}

py::tuple new_terms(const In<Offset>& indptr, const In<Index>& terms, Index n_distinct) {
  const auto documents = borrow(indptr, "indptr");
  const auto term_of = borrow(terms, "terms");
  auto found = call(1, py::none(), [&](const base::Run& run) {
    return explain::new_terms(documents, term_of, n_distinct, run);
  });
  return py::make_tuple(give(std::move(found.n_terms)), give(std::move(found.n_new)),
                        give(std::move(found.first)));
}

template <class T>
py::tuple nearest_clusters(const In<Offset>& indptr, const In<Index>& indices, const In<T>& data,
                           Index n_cols, const In<Index>& labels, Index n_clusters,
                           const In<Index>& asked,
                           const std::optional<In<std::int64_t>>& timestamps,
                           std::optional<double> time_scale_us, int n_threads,
                           const py::object& progress) {
  const auto x = borrow_csr(indptr, indices, data, n_cols);
  const auto label_of = borrow(labels, "labels");
  const auto clusters = borrow(asked, "asked");
  if (timestamps.has_value() != time_scale_us.has_value()) {
    throw std::invalid_argument("timestamps and time_scale_us go together: pass both or neither");
  }
  explain::PairFactor factor;
  if (timestamps) {
    const auto times = borrow(*timestamps, "timestamps");
    if (times.size() != label_of.size()) {
      throw std::invalid_argument("timestamps and labels must be equally long");
    }
    factor = similarity::TimeKernel(times, *time_scale_us);
  }
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    sparse::validate(x, "X", run);
    return explain::nearest_clusters(x, label_of, n_clusters, clusters, factor, run);
  });
  return py::make_tuple(give(std::move(found.clusters)), give(std::move(found.similarities)));
}

template <class T>
void bind_room(py::module_& m) {
  m.def("pair_terms", &pair_terms<T>,
        "The k heaviest shared and lacking terms of each pair of rows; see "
        "explain/pair_terms.hpp.\n\n"
        "pairs: int64 (n_pairs * 2,). Returns the width w of the arrays, similarity (n_pairs,),\n"
        "shared and contributions (n_pairs * w,), rest (n_pairs,), and ids and weights\n"
        "(n_pairs * w,) of the terms of the first row only and of the second only.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "pairs"_a.noconvert(), "k"_a, "n_threads"_a = 1, "progress"_a = py::none());
  m.def(
      "best_matches", &best_matches<T>,
      "For each row of first the row of second that shares most, -1 for none, and the scores; see "
      "explain/passages.hpp.",
      "first"_a.noconvert(), "second"_a.noconvert(), py::kw_only(), "weights"_a.noconvert(),
      "n_threads"_a = 1, "progress"_a = py::none());
  m.def("top_terms", &top_terms<T>,
        "The k terms that tell each cluster best, as (indptr, columns, scores) by falling score.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a, "k"_a);
  m.def("medoids", &medoids<T>,
        "The row of each cluster that is most similar to its other members; -1 for empty ones.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a);
  m.def("nearest_clusters", &nearest_clusters<T>,
        "For each cluster asked for the other of the largest mean similarity, and that; see "
        "explain/nearest_clusters.hpp.\n\n"
        "Timestamps in microseconds, NaT unknown.",
        "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
        py::kw_only(), "labels"_a.noconvert(), "n_clusters"_a, "asked"_a.noconvert(),
        "timestamps"_a.noconvert() = py::none(), "time_scale_us"_a = py::none(), "n_threads"_a = 1,
        "progress"_a = py::none());
}

}  // namespace

void bind_explain(py::module_& m) {
  bind_room<float>(m);
  bind_room<double>(m);
  m.def("shared_runs", &shared_runs,
        "Where two texts share n_words words or more, word for word; see "
        "explain/shared_runs.hpp.\n\n"
        "first, second: int32, the words of each. Returns int64 arrays (n_runs,): where each run\n"
        "begins in the first and in the second, and how many words it has.",
        "first"_a.noconvert(), "second"_a.noconvert(), py::kw_only(), "n_words"_a);
  m.def(
      "copied_runs", &copied_runs,
      "Which words of texts stand in earlier documents, n_words or more together; see "
      "explain/copied_runs.hpp.\n\n"
      "indptr, ids: the words of each text, as numbered_words gives them; documents: int32\n"
      "(n_texts,), ascending. Returns indptr (n_texts + 1,) of the runs, where each begins in its\n"
      "text and how many words it has (int64), and the first document that has it (int32).",
      "indptr"_a.noconvert(), "ids"_a.noconvert(), py::kw_only(), "documents"_a.noconvert(),
      "n_words"_a);
  m.def(
      "new_terms", &new_terms,
      "Distinct and new terms of documents in their order; see explain/new_terms.hpp.\n\n"
      "terms: int32 (n_words,), -1 for none. Returns int32: how many terms each document has, how\n"
      "many of them are new, and of each term the first document, -1 for none.",
      "indptr"_a.noconvert(), "terms"_a.noconvert(), py::kw_only(), "n_distinct"_a);
}

}  // namespace broadsheet::bindings
