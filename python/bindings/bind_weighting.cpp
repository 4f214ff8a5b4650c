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
#include "broadsheet/weighting/bm25.hpp"
#include "broadsheet/weighting/class_tfidf.hpp"
#include "broadsheet/weighting/counts.hpp"
#include "broadsheet/weighting/idf.hpp"
#include "broadsheet/weighting/schemes.hpp"
#include "broadsheet/weighting/smart.hpp"
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

py::array_t<double> decayed_idf(const In<double>& document_frequencies, double n_documents,
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

py::array_t<double> give_terms(const Eigen::ArrayXd& terms) {
  return give(std::vector<double>(terms.begin(), terms.end()));
}

// Every scheme as (kind, name, title, formula, source).
py::tuple weighting_schemes() {
  py::list rows;
  for (const auto& s : weighting::schemes) {
    rows.append(py::make_tuple(s.kind, s.name, s.title, s.formula, s.source));
  }
  return py::tuple(rows);
}

template <class T>
py::tuple term_statistics(const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts,
                          Index n_cols) {
  const auto view = borrow_csr(indptr, indices, counts, n_cols);
  auto found = call(1, py::none(), [&](const base::Run& run) {
    weighting::validate_counts(view, "X");
    return weighting::term_statistics(view, run.monitor);
  });
  return py::make_tuple(give(std::move(found.document_frequencies)),
                        give(std::move(found.term_frequencies)), found.total);
}

// Checks the counts and weighs them, without the interpreter's lock.
template <class T, class Weigh>
py::array_t<T> weigh_counts(const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts,
                            Index n_cols, int n_threads, const Weigh& weigh) {
  const auto view = borrow_csr(indptr, indices, counts, n_cols);
  return give(call(n_threads, py::none(), [&](const base::Run& run) {
    weighting::validate_counts(view, "X");
    return weigh(view, run);
  }));
}

py::array_t<double> smart_idf(const In<Index>& document_frequencies, std::int64_t n_documents,
                              const std::string& smart) {
  return give_terms(weighting::smart_idf(borrow(document_frequencies, "document_frequencies"),
                                         n_documents, weighting::parse_smart(smart).df));
}

template <class T>
double smart_pivot(const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts,
                   Index n_cols, const std::string& smart, const In<double>& term_lengths) {
  const auto view = borrow_csr(indptr, indices, counts, n_cols);
  const auto lengths = borrow(term_lengths, "term_lengths");
  const auto norm = weighting::parse_smart(smart).norm;
  return call(1, py::none(), [&](const base::Run&) {
    weighting::validate_counts(view, "X");
    return weighting::smart_pivot(view, norm, lengths);
  });
}

template <class T>
py::array_t<T> smart(const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts,
                     Index n_cols, const std::string& triple, const In<double>& idf_array,
                     const In<double>& term_lengths, std::optional<double> pivot, double slope,
                     int n_threads) {
  const auto weights = borrow(idf_array, "idf");
  const auto lengths = borrow(term_lengths, "term_lengths");
  const weighting::SmartOptions options{weighting::parse_smart(triple), pivot, slope};
  return weigh_counts<T>(indptr, indices, counts, n_cols, n_threads,
                         [&](const auto& view, const base::Run& run) {
                           return weighting::smart<T>(view, weights, lengths, options, run);
                         });
}

py::array_t<double> bm25_idf(const In<Index>& document_frequencies, std::int64_t n_documents,
                             const std::string& variant) {
  return give_terms(weighting::bm25_idf(borrow(document_frequencies, "document_frequencies"),
                                        n_documents, weighting::parse_bm25_variant(variant)));
}

py::array_t<double> bm25_nonoccurrence(const In<double>& idf_array, const std::string& variant,
                                       double k1, double b, double delta) {
  return give_terms(weighting::bm25_nonoccurrence(
      borrow(idf_array, "idf"), {weighting::parse_bm25_variant(variant), k1, b, delta}));
}

template <class T>
py::array_t<T> bm25(const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts,
                    Index n_cols, const In<double>& idf_array, double average_length,
                    const std::string& variant, double k1, double b, double delta, int n_threads) {
  const auto weights = borrow(idf_array, "idf");
  const weighting::Bm25Options options{weighting::parse_bm25_variant(variant), k1, b, delta};
  return weigh_counts<T>(indptr, indices, counts, n_cols, n_threads,
                         [&](const auto& view, const base::Run& run) {
                           return weighting::bm25<T>(view, weights, average_length, options, run);
                         });
}

py::array_t<double> class_idf(const In<double>& term_frequencies, double average_length,
                              bool bm25_weighting) {
  return give_terms(weighting::class_idf(
      borrow(term_frequencies, "term_frequencies"), average_length,
      bm25_weighting ? weighting::ClassIdf::bm25 : weighting::ClassIdf::plain));
}

template <class T>
py::array_t<T> class_tfidf(const In<Offset>& indptr, const In<Index>& indices, const In<T>& counts,
                           Index n_cols, const In<double>& idf_array, bool relative,
                           bool square_root, int n_threads) {
  const auto weights = borrow(idf_array, "idf");
  const weighting::ClassTfidfOptions options{relative, square_root};
  return weigh_counts<T>(indptr, indices, counts, n_cols, n_threads,
                         [&](const auto& view, const base::Run& run) {
                           return weighting::class_tfidf<T>(view, weights, options, run);
                         });
}

// What takes counts, by their type: float or double.
template <class T>
void define_weightings(py::module_& m) {
  m.def("term_statistics", &term_statistics<T>, "indptr"_a.noconvert(), "indices"_a.noconvert(),
        "counts"_a.noconvert(), "n_cols"_a,
        "(document frequencies, term frequencies, sum of all counts), the counts checked.");
  m.def("smart_pivot", &smart_pivot<T>, "indptr"_a.noconvert(), "indices"_a.noconvert(),
        "counts"_a.noconvert(), "n_cols"_a, py::kw_only(), "smart"_a, "term_lengths"_a.noconvert(),
        "Mean of what a pivoted norm measures.");
  m.def("smart", &smart<T>, "indptr"_a.noconvert(), "indices"_a.noconvert(), "counts"_a.noconvert(),
        "n_cols"_a, py::kw_only(), "smart"_a, "idf"_a.noconvert(), "term_lengths"_a.noconvert(),
        "pivot"_a, "slope"_a, "n_threads"_a, "SMART weights to the columns of the counts.");
  m.def("bm25", &bm25<T>, "indptr"_a.noconvert(), "indices"_a.noconvert(), "counts"_a.noconvert(),
        "n_cols"_a, py::kw_only(), "idf"_a.noconvert(), "average_length"_a, "variant"_a, "k1"_a,
        "b"_a, "delta"_a, "n_threads"_a,
        "BM25 scores to the columns of the counts, less those of nonoccurrence.");
  m.def("class_tfidf", &class_tfidf<T>, "indptr"_a.noconvert(), "indices"_a.noconvert(),
        "counts"_a.noconvert(), "n_cols"_a, py::kw_only(), "idf"_a.noconvert(), "relative"_a,
        "square_root"_a, "n_threads"_a, "c-TF-IDF weights to the columns of the counts.");
}

}  // namespace

void bind_weighting(py::module_& m) {
  m.def("weighting_schemes", &weighting_schemes,
        "Every weighting: (kind, name, title, formula, source).");
  m.def(
      "check_smart",
      [](const std::string& smart) { static_cast<void>(weighting::parse_smart(smart)); }, "smart"_a,
      "Raises ValueError if these are no three letters of SMART.");
  m.def("smart_idf", &smart_idf, "document_frequencies"_a.noconvert(), "n_documents"_a,
        py::kw_only(), "smart"_a, "Second letter's weight of every term.");
  m.def("bm25_idf", &bm25_idf, "document_frequencies"_a.noconvert(), "n_documents"_a, py::kw_only(),
        "variant"_a, "BM25's idf of every term.");
  m.def("bm25_nonoccurrence", &bm25_nonoccurrence, "idf"_a.noconvert(), py::kw_only(), "variant"_a,
        "k1"_a, "b"_a, "delta"_a, "Score of every term where it does not occur.");
  m.def("class_idf", &class_idf, "term_frequencies"_a.noconvert(), py::kw_only(),
        "average_length"_a, "bm25_weighting"_a, "Weight of every term over all classes.");
  define_weightings<float>(m);
  define_weightings<double>(m);
  m.def("idf", &idf, "document_frequencies"_a.noconvert(), "n_documents"_a, py::kw_only(),
        "smooth"_a, "Inverse document frequency of every term.");
  m.def("decayed_idf", &decayed_idf, "document_frequencies"_a.noconvert(), "n_documents"_a,
        py::kw_only(), "smooth"_a, "The same where articles count less with age.");
  define_tfidf<float>(m);
  define_tfidf<double>(m);
}

}  // namespace broadsheet::bindings
