// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/similarity/search_index.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/growing_vocabulary.hpp"
#include "call.hpp"
#include "strings.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;
using similarity::SearchIndex;
using vocabulary::GrowingVocabulary;

similarity::Scoring to_scoring(const std::string& name) {
  if (name == "bm25") return similarity::Scoring::bm25;
  if (name == "tfidf") return similarity::Scoring::tfidf;
  throw std::invalid_argument("scoring must be 'bm25' or 'tfidf'");
}

py::tuple give_counts(sparse::Csr<std::int32_t>&& counts) {
  const auto n_cols = counts.n_cols;
  py::tuple arrays = give_csr(std::move(counts));
  return py::make_tuple(arrays[0], arrays[1], arrays[2], n_cols);
}

void bind_growing_vocabulary(py::module_& m) {
  py::class_<GrowingVocabulary>(m, "GrowingVocabulary",
                                "Terms with ids that stay, while more come.")
      .def(py::init())
      .def("__len__", &GrowingVocabulary::size)
      .def(
          "count",
          [](GrowingVocabulary& self, const py::sequence& documents,
             const tokens::Analyzer& analyzer, const std::vector<double>& field_weights,
             int n_threads, const py::object& progress) {
            const Strings texts(documents, "texts");
            return give_counts(call(n_threads, progress, [&](const base::Run& run) {
              return self.count(texts.views(), analyzer, field_weights, run);
            }));
          },
          "documents"_a, "analyzer"_a, py::kw_only(), "field_weights"_a, "n_threads"_a,
          "progress"_a, "(indptr, ids, counts, n_terms) of articles; their new terms get ids.")
      .def(
          "count_queries",
          [](const GrowingVocabulary& self, const py::sequence& queries,
             const tokens::Analyzer& analyzer, int n_threads) {
            const Strings texts(queries, "queries");
            return give_counts(call(n_threads, py::none(), [&](const base::Run& run) {
              return self.count_queries(texts.views(), analyzer, run);
            }));
          },
          "queries"_a, "analyzer"_a, py::kw_only(), "n_threads"_a,
          "(indptr, ids, counts, n_terms) of the known words of queries, in their order.")
      .def(
          "intern",
          [](GrowingVocabulary& self, const std::vector<std::string>& terms) {
            return give(call(1, py::none(), [&](const base::Run& run) {
              vocabulary::Terms utf8;
              for (const auto& term : terms) utf8.append(term);
              return self.intern(utf8, run);
            }));
          },
          "terms"_a, "Ids of terms, which are given as UTF-8.")
      .def(
          "terms",
          [](const GrowingVocabulary& self, const In<Index>& ids) {
            py::list result;
            for (const auto& term : self.terms(borrow(ids, "ids"))) {
              result.append(py::reinterpret_steal<py::str>(PyUnicode_DecodeUTF8(
                  term.data(), static_cast<Py_ssize_t>(term.size()), "surrogatepass")));
            }
            return result;
          },
          py::arg("ids").noconvert(), "The terms with these ids.");
}

// What one entry a position says of each; no copy.
std::span<const std::uint8_t> borrow_mask(const std::optional<In<std::uint8_t>>& allowed) {
  if (!allowed) return {};
  return borrow(*allowed, "allowed");
}

void bind_search_index(py::module_& m) {
  py::class_<SearchIndex>(m, "SearchIndex", "Postings that articles enter and leave.")
      .def(py::init([](const std::string& scoring) {
             return std::make_unique<SearchIndex>(to_scoring(scoring));
           }),
           py::kw_only(), "scoring"_a)
      .def(
          "add",
          [](SearchIndex& self, const Matrix<std::int32_t>& rows, int n_threads) {
            const auto view = borrow_matrix(rows);
            call(n_threads, py::none(), [&](const base::Run& run) { self.add(view, run); });
          },
          py::arg("rows").noconvert(), py::kw_only(), "n_threads"_a)
      .def(
          "remove",
          [](SearchIndex& self, const In<Index>& positions) {
            const auto view = borrow(positions, "positions");
            call(1, py::none(), [&](const base::Run& run) { self.remove(view, run); });
          },
          py::arg("positions").noconvert())
      .def(
          "search",
          [](const SearchIndex& self, const Matrix<std::int32_t>& queries, std::size_t k,
             const std::optional<In<std::uint8_t>>& allowed, bool prune, int n_threads,
             const py::object& progress) {
            const auto view = borrow_matrix(queries);
            const auto mask = borrow_mask(allowed);
            auto hits = call(n_threads, progress, [&](const base::Run& run) {
              return self.search(view, {k, mask, prune}, run);
            });
            return py::make_tuple(give(std::move(hits.positions)), give(std::move(hits.scores)));
          },
          py::arg("queries").noconvert(), py::kw_only(), "k"_a,
          py::arg("allowed").noconvert().none(true), "prune"_a, "n_threads"_a, "progress"_a,
          "(positions, scores), both of n_queries * k.")
      .def(
          "explain",
          [](const SearchIndex& self, const Matrix<std::int32_t>& query, std::size_t k,
             const std::optional<In<std::uint8_t>>& allowed) {
            const auto view = borrow_matrix(query);
            const auto mask = borrow_mask(allowed);
            auto hits = call(1, py::none(), [&](const base::Run& run) {
              return self.explain(view, {k, mask, true}, run);
            });
            return py::make_tuple(std::move(hits.positions), std::move(hits.scores),
                                  give(std::move(hits.added)));
          },
          py::arg("query").noconvert(), py::kw_only(), "k"_a,
          py::arg("allowed").noconvert().none(true),
          "(positions, scores, what each word adds to each hit) of one query.")
      .def(
          "rows",
          [](const SearchIndex& self) {
            const auto snapshot = self.snapshot();
            return give_counts(call(1, py::none(), [&](const base::Run& run) {
              return similarity::rows_of(*snapshot, run);
            }));
          },
          "(indptr, ids, counts, n_terms) of all positions.")
      .def(
          "terms_of",
          [](const SearchIndex& self, Index position) {
            auto found = similarity::terms_of(*self.snapshot(), position);
            return py::make_tuple(give(std::move(found.terms)), give(std::move(found.counts)),
                                  give(std::move(found.document_frequencies)));
          },
          "position"_a, "(ids, counts, document frequencies) of an article.")
      .def(
          "document_frequencies",
          [](const SearchIndex& self, const In<Index>& ids) {
            const auto snapshot = self.snapshot();
            std::vector<Index> result;
            for (const auto id : borrow(ids, "ids")) {
              result.push_back(snapshot->document_frequency(id));
            }
            return give(std::move(result));
          },
          py::arg("ids").noconvert())
      .def_property_readonly(
          "n_articles",
          [](const SearchIndex& self) { return self.snapshot()->statistics().n_articles; })
      .def_property_readonly("n_positions",
                             [](const SearchIndex& self) { return self.snapshot()->n_positions(); })
      .def_property_readonly(
          "n_segments", [](const SearchIndex& self) { return self.snapshot()->segments().size(); });
}

}  // namespace

void bind_search(py::module_& m) {
  bind_growing_vocabulary(m);
  bind_search_index(m);
}

}  // namespace broadsheet::bindings
