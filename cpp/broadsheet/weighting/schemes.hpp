// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace broadsheet::weighting {

/// One way to weigh, or one part of a way: a row of the list of all of them.
struct Scheme {
  std::string_view kind;     ///< what is chosen: "smart_tf", "bm25".
  std::string_view name;     ///< by what word or letter.
  std::string_view title;    ///< what the field calls it.
  std::string_view formula;  ///< see `schemes` for its letters.
  std::string_view source;   ///< author and year, as in docs/references.bib, or a program.
};

/// Every weighting that there is. Parsers, bindings, the Python look-up, its documentation and
/// tests read it; a new one is a row here and a case in its function.
///
/// n: documents; df: those that hold the term; tf: its count in the document; len: the document's
/// counts, summed; avg: the mean len of the fitted documents. In c-TF-IDF f is the term's count
/// in all classes, A the mean len of the classes.
inline constexpr auto schemes = std::to_array<Scheme>({
    {"tfidf", "smooth_idf=True", "smooth idf", "ln((1 + n) / (1 + df)) + 1", "scikit-learn"},
    {"tfidf", "smooth_idf=False", "idf", "ln(n / df) + 1", "scikit-learn"},
    {"tfidf", "sublinear_tf=True", "sublinear tf", "1 + ln(tf)", "Salton and Buckley (1988)"},

    {"smart_tf", "b", "binary", "1", "Salton and Buckley (1988)"},
    {"smart_tf", "t", "raw; the same as n", "tf", "Salton and Buckley (1988)"},
    {"smart_tf", "n", "raw", "tf", "Salton and Buckley (1988)"},
    {"smart_tf", "a", "augmented", "0.5 + 0.5 * tf / max(tf)", "Salton and Buckley (1988)"},
    {"smart_tf", "l", "logarithm", "1 + log2(tf)", "Buckley et al. (1993)"},
    {"smart_tf", "d", "double logarithm", "1 + log2(1 + log2(tf))", "Singhal (2001)"},
    {"smart_tf", "L", "log average", "(1 + log2(tf)) / (1 + log2(mean(tf)))",
     "Singhal et al. (1996)"},

    {"smart_df", "x", "none; the same as n", "1", "Salton and Buckley (1988)"},
    {"smart_df", "n", "none", "1", "Salton and Buckley (1988)"},
    {"smart_df", "f", "idf", "log2(n / df)", "Salton and Buckley (1988)"},
    {"smart_df", "t", "zero-corrected idf", "log2((n + 1) / df)", "Singhal (2001)"},
    {"smart_df", "p", "probabilistic idf", "max(0, log2((n - df) / df))",
     "Salton and Buckley (1988)"},

    {"smart_norm", "x", "none; the same as n", "1", "Salton and Buckley (1988)"},
    {"smart_norm", "n", "none", "1", "Salton and Buckley (1988)"},
    {"smart_norm", "c", "cosine", "sqrt(sum(weight ** 2))", "Salton and Buckley (1988)"},
    {"smart_norm", "u", "pivoted unique", "(1 - slope) * pivot + slope * (terms of idf > 0)",
     "Singhal et al. (1996)"},
    {"smart_norm", "b", "pivoted character length",
     "(1 - slope) * pivot + slope * sum(tf * (characters + 1))", "Singhal et al. (1996)"},

    {"bm25", "lucene", "BM25 of Lucene, accurate",
     "ln(1 + (n - df + 0.5) / (df + 0.5)) * tf / (tf + k1 * L)", "Kamphuis et al. (2020)"},
    {"bm25", "robertson", "BM25, none below 0",
     "max(0, ln((n - df + 0.5) / (df + 0.5))) * tf / (tf + k1 * L)", "Robertson et al. (1994)"},
    {"bm25", "atire", "BM25 of ATIRE", "ln(n / df) * (k1 + 1) * tf / (tf + k1 * L)",
     "Trotman et al. (2014)"},
    {"bm25", "bm25l", "BM25L",
     "ln((n + 1) / (df + 0.5)) * (k1 + 1) * (tf / L + delta) / (k1 + tf / L + delta)",
     "Lv and Zhai (2011)"},
    {"bm25", "bm25+", "BM25+", "ln((n + 1) / df) * ((k1 + 1) * tf / (tf + k1 * L) + delta)",
     "Lv and Zhai (2011)"},

    {"class_tfidf", "bm25_weighting=False", "c-TF-IDF", "tf * ln(1 + A / f)",
     "Grootendorst (2022)"},
    {"class_tfidf", "bm25_weighting=True", "c-TF-IDF with BM25's idf",
     "tf * ln(1 + (A - f + 0.5) / (f + 0.5))", "BERTopic"},
    {"class_tfidf", "tf_norm='l1'", "relative frequencies", "tf / len in place of tf", "BERTopic"},
    {"class_tfidf", "reduce_frequent_words=True", "square roots",
     "sqrt(tf) in place of tf, after tf_norm", "BERTopic"},
});

/// The names of one kind in quotes, for a message: "'b', 't', 'n'".
[[nodiscard]] inline std::string names_of(std::string_view kind) {
  std::string names;
  for (const auto& scheme : schemes) {
    if (scheme.kind != kind) continue;
    if (!names.empty()) names += ", ";
    names.append("'").append(scheme.name).append("'");
  }
  return names;
}

/// Whether a kind has a scheme of that name.
[[nodiscard]] constexpr bool is_scheme(std::string_view kind, std::string_view name) {
  for (const auto& scheme : schemes) {
    if (scheme.kind == kind && scheme.name == name) return true;
  }
  return false;
}

}  // namespace broadsheet::weighting
