// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/vocabulary/column_totals.hpp"
#include "broadsheet/vocabulary/document_frequencies.hpp"
#include "broadsheet/vocabulary/living_frequencies.hpp"
#include "broadsheet/vocabulary/vocabulary.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

using Decay = std::optional<std::pair<double, vocabulary::Day>>;

std::optional<vocabulary::Decay> to_decay(const Decay& decay) {
  if (!decay) return std::nullopt;
  return vocabulary::Decay{decay->first, decay->second};
}

// Calls `work(checkpoint)` without the interpreter's lock, on this thread.
template <class F>
auto on_this_thread(F&& work) {
  return call(1, py::none(), [&](const base::Run& run) {
    std::optional<std::invoke_result_t<F, base::Checkpoint&>> result;
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      result.emplace(work(checkpoint));
    });
    return std::move(*result);
  });
}

template <class T>
py::array_t<T> copy_of(std::span<const T> values) {
  return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

template <class T>
std::vector<T> vector_of(const In<T>& array, const char* name) {
  const auto values = borrow(array, name);
  return {values.begin(), values.end()};
}

// All of it in one run. What it holds stays the same, so it is kept for the next who reads.
vocabulary::LivingFrequencies whole_of(vocabulary::LivingFrequencies& frequencies) {
  const auto now = frequencies;  // shares the runs: another thread may settle or read them
  auto settled =
      on_this_thread([&](base::Checkpoint& checkpoint) { return now.settled(checkpoint); });
  frequencies = settled;
  return settled;
}

// In the order of DocumentFrequencies::Arrays, terms as their bytes and offsets.
py::tuple arrays_of(vocabulary::LivingFrequencies& frequencies) {
  const auto settled = whole_of(frequencies);
  const auto& arrays = settled.whole().arrays();
  const auto bytes = arrays.terms.bytes();
  return py::make_tuple(
      copy_of(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())),
      copy_of(arrays.terms.offsets()), copy_of(std::span<const Offset>(arrays.indptr)),
      copy_of(std::span<const vocabulary::Day>(arrays.days)),
      copy_of(std::span<const Offset>(arrays.document_frequencies)),
      copy_of(std::span<const Offset>(arrays.collection_frequencies)),
      copy_of(std::span<const vocabulary::Day>(arrays.calendar)),
      copy_of(std::span<const Offset>(arrays.n_documents)));
}

// Terms cross as UTF-8 that may hold lone surrogates, which a str may hold too.
void require_text(const vocabulary::Terms& terms) {
  SignalCheck check_signals;
  for (Index t = 0; t < terms.size(); ++t) {
    check_signals();
    const auto term = terms[t];
    if (!py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(
            term.data(), static_cast<Py_ssize_t>(term.size()), "surrogatepass"))) {
      throw py::error_already_set();
    }
  }
}

vocabulary::LivingFrequencies from_arrays(const In<std::uint8_t>& bytes, const In<Offset>& offsets,
                                          const In<Offset>& indptr, const In<vocabulary::Day>& days,
                                          const In<Offset>& document_frequencies,
                                          const In<Offset>& collection_frequencies,
                                          const In<vocabulary::Day>& calendar,
                                          const In<Offset>& n_documents) {
  const auto utf8 = borrow(bytes, "bytes");
  const std::span characters(reinterpret_cast<const char*>(utf8.data()), utf8.size());
  auto terms = vocabulary::Terms::from(characters, borrow(offsets, "offsets"));
  require_text(terms);
  vocabulary::DocumentFrequencies::Arrays arrays{
      std::move(terms),
      vector_of(indptr, "indptr"),
      vector_of(days, "days"),
      vector_of(document_frequencies, "document_frequencies"),
      vector_of(collection_frequencies, "collection_frequencies"),
      vector_of(calendar, "calendar"),
      vector_of(n_documents, "n_documents")};
  return on_this_thread([&](base::Checkpoint& checkpoint) {
    return vocabulary::LivingFrequencies({std::move(arrays), checkpoint});
  });
}

vocabulary::LivingFrequencies frequencies_of(const In<Offset>& indptr, const In<Index>& indices,
                                             const In<std::int64_t>& counts,
                                             const vocabulary::Vocabulary& terms,
                                             const In<vocabulary::Day>& days) {
  const auto x = borrow_csr(indptr, indices, counts, terms.size());
  const auto day_of_document = borrow(days, "days");
  return on_this_thread([&](base::Checkpoint& checkpoint) {
    return vocabulary::LivingFrequencies(
        vocabulary::DocumentFrequencies::of(x, terms.terms(), day_of_document, checkpoint));
  });
}

template <class T>
void define_column_totals(py::module_& m) {
  m.def(
      "column_totals",
      [](const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts, Index n_cols,
         double scale) {
        const auto x = borrow_csr(indptr, indices, counts, n_cols);
        auto totals = on_this_thread([&](base::Checkpoint& checkpoint) {
          return vocabulary::column_totals(x, scale, checkpoint);
        });
        return py::make_tuple(give(std::move(totals.document_frequencies)),
                              give(std::move(totals.collection_frequencies)));
      },
      "indptr"_a.noconvert(), "indices"_a.noconvert(), "counts"_a.noconvert(), "n_cols"_a,
      py::kw_only(), "scale"_a,
      "(rows with an entry, sum of values times scale) of each column; see column_totals.hpp.");
}

}  // namespace

void bind_document_frequencies(py::module_& m) {
  using vocabulary::DocumentFrequencies;
  using vocabulary::LivingFrequencies;
  py::class_<LivingFrequencies>(
      m, "DocumentFrequencies",
      "Document and collection frequencies by day; see vocabulary/living_frequencies.hpp.")
      .def(py::init<>())
      .def_static("of", &frequencies_of, "indptr"_a.noconvert(), "indices"_a.noconvert(),
                  "counts"_a.noconvert(), "terms"_a, "days"_a.noconvert(),
                  "Of a matrix of counts, whose columns stand for terms in code point order.")
      .def_static(
          "of_totals",
          [](const vocabulary::Vocabulary& terms, const In<Index>& frequencies,
             const In<Offset>& occurrences, Offset n_documents) {
            const auto articles = borrow(frequencies, "frequencies");
            const auto tokens = borrow(occurrences, "occurrences");
            return on_this_thread([&](base::Checkpoint& checkpoint) {
              return LivingFrequencies(DocumentFrequencies::of_totals(
                  terms.terms(), articles, tokens, n_documents, checkpoint));
            });
          },
          "terms"_a, "frequencies"_a.noconvert(), "occurrences"_a.noconvert(), "n_documents"_a,
          "Of articles that are counted already.")
      .def_static("from_arrays", &from_arrays, "utf8"_a.noconvert(), "offsets"_a.noconvert(),
                  "indptr"_a.noconvert(), "days"_a.noconvert(),
                  "document_frequencies"_a.noconvert(), "collection_frequencies"_a.noconvert(),
                  "calendar"_a.noconvert(), "n_documents"_a.noconvert(),
                  "Of what `arrays` gave; ValueError where they are not as they must be.")
      .def("arrays", &arrays_of, "Copies of its arrays, in the order of `from_arrays`.")
      .def("__len__", [](LivingFrequencies& self) { return whole_of(self).whole().n_terms(); })
      .def(
          "equals",
          [](LivingFrequencies& self, LivingFrequencies& other) {
            const auto mine = whole_of(self);
            const auto theirs = whole_of(other);
            return mine.whole().equals(theirs.whole());
          },
          "other"_a, "Whether both hold the same.")
      .def(
          "with_others",
          [](const LivingFrequencies& self, const LivingFrequencies& others) {
            return on_this_thread([mine = self, theirs = others](base::Checkpoint& checkpoint) {
              return mine.with(theirs, checkpoint);
            });
          },
          "others"_a, "Those of the articles of both.")
      .def(
          "without",
          [](const LivingFrequencies& self, const LivingFrequencies& others) {
            return on_this_thread([mine = self, theirs = others](base::Checkpoint& checkpoint) {
              return mine.without(theirs, checkpoint);
            });
          },
          "others"_a, "Those of these articles but not the others.")
      .def("n_runs", &LivingFrequencies::n_runs, "In how many parts it is kept, for tests.")
      .def(
          "n_documents", [](const LivingFrequencies& self) { return self.n_documents(); },
          "Articles.")
      .def("n_documents_of", &LivingFrequencies::n_documents_of, "day"_a, "Articles of a day.")
      .def(
          "decayed_n_documents",
          [](LivingFrequencies& self, const Decay& decay) {
            return whole_of(self).whole().n_documents(to_decay(decay));
          },
          "decay"_a, "Articles, counted by their age; decay: (half-life in days, today) or None.")
      .def(
          "by_term",
          [](LivingFrequencies& self, const Decay& decay) {
            const auto settled = whole_of(self);
            return give(on_this_thread([&](base::Checkpoint& checkpoint) {
              return settled.whole().by_term(to_decay(decay), checkpoint);
            }));
          },
          "decay"_a = py::none(), "Articles that hold each term, likewise.")
      .def(
          "occurrences",
          [](LivingFrequencies& self) {
            const auto settled = whole_of(self);
            return give(on_this_thread([&](base::Checkpoint& checkpoint) {
              return settled.whole().occurrences(checkpoint);
            }));
          },
          "How often each term occurs.")
      .def(
          "kept",
          [](LivingFrequencies& self, double min_df, double max_df,
             std::optional<Index> max_features) {
            const auto settled = whole_of(self);
            return give(on_this_thread([&](base::Checkpoint& checkpoint) {
              return settled.whole().kept({min_df, max_df, max_features}, checkpoint);
            }));
          },
          py::kw_only(), "min_df"_a, "max_df"_a, "max_features"_a, "The terms that pruning keeps.")
      .def(
          "vocabulary",
          [](LivingFrequencies& self, const In<Index>& columns) {
            const auto settled = whole_of(self);
            const auto& of = settled.whole();
            vocabulary::Terms terms;
            for (const auto column : borrow(columns, "columns")) {
              if (column < 0 || column >= of.n_terms()) {
                throw py::index_error("there is no term " + std::to_string(column));
              }
              terms.append(of.arrays().terms[column]);
            }
            return std::make_unique<vocabulary::Vocabulary>(std::move(terms));
          },
          "columns"_a.noconvert(), "Some of its terms, as a vocabulary.");
  define_column_totals<std::int32_t>(m);
  define_column_totals<std::int64_t>(m);
  define_column_totals<float>(m);
  define_column_totals<double>(m);
}

}  // namespace broadsheet::bindings
