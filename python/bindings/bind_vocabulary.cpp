// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/tokens/word_tokenizer.hpp"
#include "broadsheet/vocabulary/learn.hpp"
#include "broadsheet/vocabulary/vocabulary.hpp"
#include "call.hpp"
#include "strings.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

// Terms cross as UTF-8 that may hold lone surrogates, which a str may hold too.
py::str to_str(std::string_view term) {
  auto* str = PyUnicode_DecodeUTF8(term.data(), static_cast<Py_ssize_t>(term.size()),
                                   "surrogatepass");
  if (str == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(str);
}

std::vector<std::string> to_utf8(const py::sequence& terms) {
  std::vector<std::string> result;
  result.reserve(terms.size());
  for (const auto& term : terms) {
    const auto bytes = py::reinterpret_steal<py::bytes>(
        PyUnicode_AsEncodedString(term.ptr(), "utf-8", "surrogatepass"));
    if (!bytes) throw py::error_already_set();
    result.emplace_back(bytes);
  }
  return result;
}

text::StripAccents to_strip_accents(const std::optional<std::string>& name) {
  if (!name) return text::StripAccents::none;
  if (*name == "ascii") return text::StripAccents::ascii;
  if (*name == "unicode") return text::StripAccents::unicode;
  throw std::invalid_argument("strip_accents must be 'ascii', 'unicode' or None");
}

py::tuple learn(const py::sequence& documents, const tokens::WordTokenizer& tokenizer,
                double min_df, double max_df, std::optional<Index> max_features, int n_threads,
                const py::object& progress) {
  const Strings texts(documents, "raw_documents");
  auto learnt = call(n_threads, progress, [&](const base::Run& run) {
    return vocabulary::learn(texts.views(), tokenizer, {min_df, max_df, max_features}, run);
  });
  py::list terms(static_cast<std::size_t>(learnt.terms.size()));
  for (Index t = 0; t < learnt.terms.size(); ++t) {
    terms[static_cast<std::size_t>(t)] = to_str(learnt.terms[t]);
  }
  return py::make_tuple(give_csr(std::move(learnt.counts)), terms,
                        give(std::move(learnt.document_frequencies)));
}

}  // namespace

void bind_vocabulary(py::module_& m) {
  py::class_<tokens::WordTokenizer>(m, "WordTokenizer", "Folds articles and finds their words.")
      .def(py::init([](bool lowercase, const std::optional<std::string>& strip_accents,
                       std::size_t min_length, const py::sequence& stop_words) {
             return std::make_unique<tokens::WordTokenizer>(
                 text::FoldOptions{lowercase, to_strip_accents(strip_accents)}, min_length,
                 tokens::StopWords(to_utf8(stop_words)));
           }),
           py::kw_only(), "lowercase"_a, "strip_accents"_a, "min_length"_a, "stop_words"_a)
      .def(
          "tokenize",
          [](const tokens::WordTokenizer& tokenizer, const py::str& document) {
            const auto view = borrow(document.ptr());
            py::list result;
            base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
              tokens::WordTokenizer::Scratch scratch;
              tokenizer.tokenize(view, scratch, checkpoint, [&](const auto& batch) {
                for (const auto& token : batch) result.append(to_str(token.text()));
              });
            });
            return result;
          },
          "document"_a, "The tokens of one article, in order.");

  m.def("learn", &learn, "documents"_a, "tokenizer"_a, py::kw_only(), "min_df"_a, "max_df"_a,
        "max_features"_a, "n_threads"_a, "progress"_a,
        "((indptr, indices, counts), terms, document frequencies) of a collection.");

  py::class_<vocabulary::Vocabulary>(m, "Vocabulary", "Fixed terms with their columns.")
      .def(py::init([](const py::sequence& terms) {
             const auto utf8 = to_utf8(terms);
             const std::vector<std::string_view> views(utf8.begin(), utf8.end());
             return std::make_unique<vocabulary::Vocabulary>(views);
           }),
           "terms"_a)
      .def("__len__", &vocabulary::Vocabulary::size)
      .def(
          "count",
          [](const vocabulary::Vocabulary& self, const py::sequence& documents,
             const tokens::WordTokenizer& tokenizer, int n_threads, const py::object& progress) {
            const Strings texts(documents, "raw_documents");
            return give_csr(call(n_threads, progress, [&](const base::Run& run) {
              return self.count(texts.views(), tokenizer, run);
            }));
          },
          "documents"_a, "tokenizer"_a, py::kw_only(), "n_threads"_a, "progress"_a,
          "(indptr, indices, counts) of a collection.");
}

}  // namespace broadsheet::bindings
