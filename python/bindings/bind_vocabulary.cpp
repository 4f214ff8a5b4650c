// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/hashing.hpp"
#include "broadsheet/vocabulary/learn.hpp"
#include "broadsheet/vocabulary/numbered_words.hpp"
#include "broadsheet/vocabulary/shingles.hpp"
#include "broadsheet/vocabulary/vocabulary.hpp"
#include "call.hpp"
#include "strings.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;

// Terms cross as UTF-8 that may hold lone surrogates, which a str may hold too.
py::str to_str(std::string_view term) {
  auto* str =
      PyUnicode_DecodeUTF8(term.data(), static_cast<Py_ssize_t>(term.size()), "surrogatepass");
  if (str == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(str);
}

py::bytes to_utf8(const py::handle& term) {
  auto* bytes = PyUnicode_AsEncodedString(term.ptr(), "utf-8", "surrogatepass");
  if (bytes == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::bytes>(bytes);
}

// The tokens of several articles, one after the other.
class TokenLists {
 public:
  /// @throws py::type_error  naming the first token that is no `str`.
  explicit TokenLists(const py::sequence& lists) {
    for (const auto& list : lists) {
      lists_.emplace_back(py::reinterpret_borrow<py::sequence>(list), "tokens");
      const auto views = lists_.back().views();
      views_.insert(views_.end(), views.begin(), views.end());
      indptr_.push_back(static_cast<Offset>(views_.size()));
    }
  }
  [[nodiscard]] std::span<const Offset> indptr() const { return indptr_; }
  [[nodiscard]] std::span<const text::View> views() const { return views_; }

 private:
  std::vector<Strings> lists_;
  std::vector<text::View> views_;
  std::vector<Offset> indptr_{0};
};

// Calls `f` with a value of the C++ type that stands for a dtype.
template <class F>
auto with_type(const std::string& dtype, F&& f) {
  if (dtype == "int32") return f(std::int32_t{});
  if (dtype == "int64") return f(std::int64_t{});
  if (dtype == "float32") return f(float{});
  if (dtype == "float64") return f(double{});
  throw std::invalid_argument("dtype must be 'int32', 'int64', 'float32' or 'float64'");
}

std::vector<std::string> to_stop_words(const py::sequence& words) {
  std::vector<std::string> result;
  result.reserve(words.size());
  for (const auto& word : words) result.emplace_back(to_utf8(word));
  return result;
}

text::StripAccents to_strip_accents(const std::optional<std::string>& name) {
  if (!name) return text::StripAccents::none;
  if (*name == "ascii") return text::StripAccents::ascii;
  if (*name == "unicode") return text::StripAccents::unicode;
  throw std::invalid_argument("strip_accents must be 'ascii', 'unicode' or None");
}

text::DecodeError to_decode_error(const std::string& name) {
  if (name == "strict") return text::DecodeError::strict;
  if (name == "ignore") return text::DecodeError::ignore;
  if (name == "replace") return text::DecodeError::replace;
  throw std::invalid_argument("decode_error must be 'strict', 'ignore' or 'replace'");
}

tokens::Unit to_unit(const std::string& name) {
  if (name == "word") return tokens::Unit::word;
  if (name == "char") return tokens::Unit::character;
  if (name == "char_wb") return tokens::Unit::character_in_word;
  throw std::invalid_argument("unit must be 'word', 'char' or 'char_wb'");
}

py::tuple finish(vocabulary::Learner& learner, const std::string& dtype, double min_df,
                 double max_df, std::optional<Index> max_features, bool binary,
                 const std::vector<double>& field_weights, const std::vector<double>& rank_weights,
                 int n_threads, const py::object& progress) {
  return with_type(dtype, [&]<class T>(T) {
    auto learnt = call(n_threads, progress, [&](const base::Run& run) {
      return learner.finish<T>({min_df, max_df, max_features, rank_weights},
                               {binary, field_weights}, run);
    });
    auto vocabulary = std::make_unique<vocabulary::Vocabulary>(std::move(learnt.terms));
    return py::make_tuple(give_csr(std::move(learnt.counts)), std::move(vocabulary),
                          give(std::move(learnt.document_frequencies)),
                          std::move(learnt.collection_frequencies));
  });
}

std::unique_ptr<vocabulary::Vocabulary> make_vocabulary(const py::sequence& terms) {
  vocabulary::Terms utf8;
  SignalCheck check_signals;
  for (const auto& term : terms) {
    check_signals();
    const auto bytes = to_utf8(term);
    utf8.append(std::string_view(bytes));
  }
  return std::make_unique<vocabulary::Vocabulary>(std::move(utf8));
}

py::list terms_of(const vocabulary::Vocabulary& vocabulary) {
  py::list result(static_cast<std::size_t>(vocabulary.size()));
  SignalCheck check_signals;
  for (Index t = 0; t < vocabulary.size(); ++t) {
    check_signals();
    result[static_cast<std::size_t>(t)] = to_str(vocabulary.terms()[t]);
  }
  return result;
}

py::dict columns_of(const vocabulary::Vocabulary& vocabulary) {
  py::dict result;
  SignalCheck check_signals;
  for (Index t = 0; t < vocabulary.size(); ++t) {
    check_signals();
    const py::int_ column(t);
    if (PyDict_SetItem(result.ptr(), to_str(vocabulary.terms()[t]).ptr(), column.ptr()) != 0) {
      throw py::error_already_set();
    }
  }
  return result;
}

void bind_analyzer(py::module_& m) {
  py::class_<tokens::Analyzer>(m, "Analyzer", "From articles to tokens.")
      .def(py::init([](const std::string& unit, std::size_t least, std::size_t most, bool lowercase,
                       const std::optional<std::string>& strip_accents, std::size_t min_length,
                       const py::sequence& stop_words, const std::string& decode_error) {
             return std::make_unique<tokens::Analyzer>(
                 to_unit(unit), tokens::NgramRange{least, most},
                 text::FoldOptions{lowercase, to_strip_accents(strip_accents)}, min_length,
                 tokens::StopWords(to_stop_words(stop_words)), to_decode_error(decode_error));
           }),
           py::kw_only(), "unit"_a, "least"_a, "most"_a, "lowercase"_a, "strip_accents"_a,
           "min_length"_a, "stop_words"_a, "decode_error"_a = "strict")
      .def(
          "analyze",
          [](const tokens::Analyzer& analyzer, const py::str& document) {
            const auto view = borrow(document.ptr());
            py::list result;
            base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
              tokens::Analyzer::Scratch scratch;
              analyzer.analyze(view, scratch, checkpoint, [&](const auto& batch) {
                for (const auto& token : batch) result.append(to_str(token.text()));
              });
            });
            return result;
          },
          "document"_a, "The tokens of one article, for tests: in no promised order.");
}

void bind_learner(py::module_& m) {
  py::class_<vocabulary::CollectionFrequencies>(m, "CollectionFrequencies",
                                                "How often each term occurs, as it was counted.")
      .def(
          "by_column",
          [](const vocabulary::CollectionFrequencies& self) {
            return give(call(1, py::none(), [&](const base::Run& run) {
              std::vector<Offset> result;
              base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
                result = self.by_column(checkpoint);
              });
              return result;
            }));
          },
          "Shape (n_terms * n_fields,): by term, then by field.");
  py::class_<vocabulary::Learner>(m, "Learner", "Learns a vocabulary in one pass, in batches.")
      .def(py::init<std::size_t>(), py::kw_only(), "n_fields"_a = 1)
      .def_property_readonly("n_documents", &vocabulary::Learner::n_documents,
                             "Articles counted so far.")
      .def(
          "add",
          [](vocabulary::Learner& self, const py::sequence& documents,
             const tokens::Analyzer& analyzer, int n_threads, const py::object& progress) {
            const Strings texts(documents, "raw_documents", Takes::str_or_bytes);
            call(n_threads, progress,
                 [&](const base::Run& run) { self.add(texts.views(), analyzer, run); });
          },
          "documents"_a, "analyzer"_a, py::kw_only(), "n_threads"_a, "progress"_a,
          "Counts more articles: the fields of each in turn.")
      .def(
          "add_tokens",
          [](vocabulary::Learner& self, const py::sequence& lists) {
            const TokenLists tokens(lists);
            call(1, py::none(),
                 [&](const base::Run& run) { self.add(tokens.indptr(), tokens.views(), run); });
          },
          "lists"_a, "Counts more articles whose tokens are known.")
      .def(
          "finish", &finish, py::kw_only(), "dtype"_a, "min_df"_a, "max_df"_a, "max_features"_a,
          "binary"_a, "field_weights"_a, "rank_weights"_a = std::vector<double>(), "n_threads"_a,
          "progress"_a,
          "((indptr, indices, counts), Vocabulary, document frequencies, occurrences by term and\n"
          "field) of all. rank_weights: by field, what max_features ranks by in place of weights.");
}

void bind_fixed(py::module_& m) {
  py::class_<vocabulary::Vocabulary>(m, "Vocabulary", "Fixed terms with their columns.")
      .def(py::init(&make_vocabulary), "terms"_a)
      .def("__len__", &vocabulary::Vocabulary::size)
      .def(
          "has_terms_of",
          [](const vocabulary::Vocabulary& self, const vocabulary::Vocabulary& other) {
            return std::ranges::equal(self.terms().offsets(), other.terms().offsets()) &&
                   std::ranges::equal(self.terms().bytes(), other.terms().bytes());
          },
          "other"_a, "Whether both have the same terms at the same columns.")
      .def("terms", &terms_of, "Terms by column.")
      .def("columns", &columns_of, "Columns by term.")
      .def(
          "count",
          [](const vocabulary::Vocabulary& self, const py::sequence& documents,
             const tokens::Analyzer& analyzer, const std::string& dtype, bool binary,
             const std::vector<double>& field_weights, int n_threads, const py::object& progress) {
            const Strings texts(documents, "raw_documents", Takes::str_or_bytes);
            return with_type(dtype, [&]<class T>(T) {
              return give_csr(call(n_threads, progress, [&](const base::Run& run) {
                return self.count<T>(texts.views(), analyzer, {binary, field_weights}, run);
              }));
            });
          },
          "documents"_a, "analyzer"_a, py::kw_only(), "dtype"_a, "binary"_a, "field_weights"_a,
          "n_threads"_a, "progress"_a, "(indptr, indices, counts) of a collection.")
      .def(
          "count_tokens",
          [](const vocabulary::Vocabulary& self, const py::sequence& lists,
             const std::string& dtype, bool binary, const std::vector<double>& field_weights) {
            const TokenLists tokens(lists);
            return with_type(dtype, [&]<class T>(T) {
              return give_csr(call(1, py::none(), [&](const base::Run& run) {
                return self.count<T>(tokens.indptr(), tokens.views(), {binary, field_weights}, run);
              }));
            });
          },
          "lists"_a, py::kw_only(), "dtype"_a, "binary"_a, "field_weights"_a,
          "(indptr, indices, counts) of articles whose tokens are known.");
}

void bind_hashing(py::module_& m) {
  m.def(
      "hash_counts",
      [](const py::sequence& documents, const tokens::Analyzer& analyzer, Index n_features,
         bool alternate_sign, const std::string& dtype, const std::vector<double>& field_weights,
         int n_threads, const py::object& progress) {
        const Strings texts(documents, "raw_documents", Takes::str_or_bytes);
        return with_type(dtype, [&]<class T>(T) {
          return give_csr(call(n_threads, progress, [&](const base::Run& run) {
            return vocabulary::hash_counts<T>(texts.views(), analyzer,
                                              {n_features, alternate_sign, field_weights}, run);
          }));
        });
      },
      "documents"_a, "analyzer"_a, py::kw_only(), "n_features"_a, "alternate_sign"_a, "dtype"_a,
      "field_weights"_a, "n_threads"_a, "progress"_a,
      "(indptr, indices, counts) by hashed columns.");
  m.def(
      "hash_tokens",
      [](const py::sequence& lists, Index n_features, bool alternate_sign, const std::string& dtype,
         const std::vector<double>& field_weights) {
        const TokenLists tokens(lists);
        return with_type(dtype, [&]<class T>(T) {
          return give_csr(call(1, py::none(), [&](const base::Run& run) {
            return vocabulary::hash_counts<T>(tokens.indptr(), tokens.views(),
                                              {n_features, alternate_sign, field_weights}, run);
          }));
        });
      },
      "lists"_a, py::kw_only(), "n_features"_a, "alternate_sign"_a, "dtype"_a, "field_weights"_a,
      "The same for articles whose tokens are known.");
}

void bind_shingles(py::module_& m) {
  m.def(
      "shingles",
      [](const py::sequence& documents, std::size_t n_words, int n_threads,
         const py::object& progress) {
        const Strings texts(documents, "texts");
        auto found = call(n_threads, progress, [&](const base::Run& run) {
          return vocabulary::shingles(texts.views(), n_words, run);
        });
        return py::make_tuple(give(std::move(found.indptr)), give(std::move(found.ids)),
                              found.n_ids);
      },
      "documents"_a, "n_words"_a, py::kw_only(), "n_threads"_a, "progress"_a,
      "(indptr, ids, n_ids) of the distinct shingles of each article.");
}

void bind_numbered_words(py::module_& m) {
  m.def(
      "numbered_words",
      [](const py::sequence& documents) {
        const Strings texts(documents, "texts");
        auto words = call(1, py::none(), [&](const base::Run& run) {
          return vocabulary::numbered_words(texts.views(), run);
        });
        return py::make_tuple(give(std::move(words.indptr)), give(std::move(words.ids)),
                              give(std::move(words.begins)), give(std::move(words.ends)));
      },
      "documents"_a,
      "The words of some texts with their places; see vocabulary/numbered_words.hpp.\n\n"
      "documents: list or tuple of str. Returns indptr (n_texts + 1,), and of each word, shape\n"
      "(n_words,), its id and where it begins and ends in its text, in code points.");
}

}  // namespace

void bind_vocabulary(py::module_& m) {
  py::register_exception<vocabulary::EmptyVocabulary>(m, "EmptyVocabularyError", PyExc_ValueError);
  py::register_exception<text::MalformedUtf8>(m, "MalformedUtf8Error", PyExc_ValueError);
  bind_analyzer(m);
  bind_learner(m);
  bind_fixed(m);
  bind_hashing(m);
  bind_shingles(m);
  bind_numbered_words(m);
}

}  // namespace broadsheet::bindings
