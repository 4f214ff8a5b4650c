// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/boilerplate.hpp"
#include "broadsheet/text/learned.hpp"
#include "broadsheet/text/recurrences.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/unicode.hpp"
#include "call.hpp"
#include "strings.hpp"

namespace broadsheet::bindings {
namespace {

constexpr char32_t n_code_points = 0x110000;

py::tuple unicode_properties() {
  std::vector<std::uint8_t> flags(n_code_points);
  std::vector<std::int32_t> lower(n_code_points);
  for (char32_t c = 0; c < n_code_points; ++c) {
    flags[c] = text::properties(c).flags;
    lower[c] = static_cast<std::int32_t>(text::lower(c));
  }
  return py::make_tuple(give(std::move(flags)), give(std::move(lower)));
}

py::tuple decompositions() {
  std::vector<std::int64_t> offsets{0};
  std::vector<std::uint32_t> code_points;
  for (char32_t c = 0; c < n_code_points; ++c) {
    const auto decomposition = text::decompose(c);
    for (const auto part : decomposition.view()) code_points.push_back(part);
    offsets.push_back(static_cast<std::int64_t>(code_points.size()));
  }
  return py::make_tuple(give(std::move(offsets)), give(std::move(code_points)));
}

// Ranges as rows (begin, end), flattened; `more` gives what else a row holds.
template <class Rows, class More>
std::vector<std::int64_t> flatten(const Rows& rows, More&& more) {
  std::vector<std::int64_t> result;
  for (const auto& row : rows) more(row, result);
  return result;
}

void push(std::vector<std::int64_t>& row, text::Range range) {
  row.push_back(static_cast<std::int64_t>(range.begin));
  row.push_back(static_cast<std::int64_t>(range.end));
}

// The parts of what was learned, as arrays: phrases are the bytes of `text::Recurrence`.
py::tuple state_of(const text::Recurrences& from) {
  const auto n_bytes = from.phrases.size() * sizeof(text::Recurrence);
  std::vector<std::uint8_t> phrases(n_bytes);
  if (n_bytes > 0) std::memcpy(phrases.data(), from.phrases.data(), n_bytes);
  const auto& sketches = from.sketches;
  return py::make_tuple(give(std::move(phrases)),
                        give(base::Buffer<std::uint64_t>(from.fingerprints)),
                        give(std::vector<Index>(from.n_articles)),
                        give(base::Buffer<std::uint64_t>(sketches.fingerprints)),
                        give(base::Buffer<std::uint8_t>(sketches.sizes)),
                        give(base::Buffer<std::uint64_t>(sketches.sentences)), from.n_dropped);
}

template <class Buffer, class T>
void copy(const In<T>& from, const char* name, Buffer& to) {
  const auto values = borrow(from, name);
  to.assign(values.begin(), values.end());
}

text::Recurrences from_state(const In<std::uint8_t>& phrases, const In<std::uint64_t>& fingerprints,
                             const In<Index>& n_articles, const In<std::uint64_t>& articles,
                             const In<std::uint8_t>& sizes, const In<std::uint64_t>& sentences,
                             std::uint64_t n_dropped) {
  static_assert(sizeof(text::Recurrence) == 40, "the form of pickles");
  text::Recurrences result;
  const auto bytes = borrow(phrases, "phrases");
  if (bytes.size() % sizeof(text::Recurrence) != 0) {
    throw std::invalid_argument("what was learned is damaged: half a phrase");
  }
  result.phrases.resize(bytes.size() / sizeof(text::Recurrence));
  if (!bytes.empty()) std::memcpy(result.phrases.data(), bytes.data(), bytes.size());
  copy(fingerprints, "fingerprints", result.fingerprints);
  copy(n_articles, "n_articles", result.n_articles);
  copy(articles, "articles", result.sketches.fingerprints);
  copy(sizes, "sizes", result.sketches.sizes);
  copy(sentences, "sentences", result.sketches.sentences);
  result.n_dropped = n_dropped;
  text::validate(result);
  return result;
}

text::Recurrences count_recurrences(const py::sequence& texts, const In<Index>& sources,
                                    Index n_sources, std::size_t max_phrases, int n_threads,
                                    const py::object& progress) {
  const Strings strings(texts, "texts");
  const auto source_numbers = borrow(sources, "sources");
  return call(n_threads, progress, [&](const base::Run& run) {
    return text::count_recurrences(strings.views(), source_numbers, n_sources, max_phrases, run);
  });
}

text::Recurrences merge_recurrences(const text::Recurrences& a, const In<Index>& source_of_a,
                                    const text::Recurrences& b, const In<Index>& source_of_b,
                                    Index n_sources, std::size_t max_phrases,
                                    const py::object& progress) {
  const auto numbers_a = borrow(source_of_a, "source_of_a");
  const auto numbers_b = borrow(source_of_b, "source_of_b");
  return call(1, progress, [&](const base::Run& run) {
    auto result = text::merge(a, numbers_a, b, numbers_b, n_sources, run);
    text::drop_rare(result, max_phrases, run);
    return result;
  });
}

py::tuple learn(const text::Recurrences& recurrences, Index min_articles, double min_share,
                double max_against, double min_starts, Index min_sources, int n_threads,
                const py::object& progress) {
  const auto learned = call(n_threads, progress, [&](const base::Run& run) {
    return text::learn(recurrences, {min_articles, min_share, max_against, min_starts, min_sources},
                       run);
  });
  std::vector<std::uint64_t> keys;
  std::vector<Index> sources;
  std::vector<std::uint16_t> leads;
  std::vector<std::uint32_t> n_articles;
  std::vector<std::uint8_t> places;
  for (const auto& phrase : learned) {
    keys.push_back(phrase.key);
    sources.push_back(phrase.source);
    leads.push_back(phrase.lead);
    n_articles.push_back(phrase.n_articles);
    places.push_back(phrase.places);
  }
  return py::make_tuple(give(std::move(keys)), give(std::move(sources)), give(std::move(leads)),
                        give(std::move(n_articles)), give(std::move(places)));
}

using Learned = std::tuple<In<std::uint64_t>, In<Index>, In<std::uint16_t>, In<std::uint32_t>,
                           In<std::uint8_t>>;

std::vector<text::LearnedPhrase> borrow_learned(const Learned& learned) {
  const auto keys = borrow(std::get<0>(learned), "keys");
  const auto sources = borrow(std::get<1>(learned), "sources");
  const auto leads = borrow(std::get<2>(learned), "leads");
  const auto n_articles = borrow(std::get<3>(learned), "n_articles");
  const auto places = borrow(std::get<4>(learned), "places");
  if (sources.size() != keys.size() || leads.size() != keys.size() ||
      n_articles.size() != keys.size() || places.size() != keys.size()) {
    throw std::invalid_argument("the arrays of learned phrases differ in length");
  }
  std::vector<text::LearnedPhrase> result;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == 0) throw std::invalid_argument("the key of a learned phrase is 0");
    result.push_back({keys[i], sources[i], leads[i], n_articles[i], places[i]});
  }
  return result;
}

py::tuple take_out(const py::sequence& texts, const In<Index>& sources, const Learned& learned,
                   bool rules, int n_threads, const py::object& progress) {
  const Strings strings(texts, "texts");
  const auto source_numbers = borrow(sources, "sources");
  const auto phrases = borrow_learned(learned);
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    return text::take_out(strings.views(), source_numbers, phrases, rules, run);
  });
  auto kept = flatten(found.kept, [](const text::Range& range, auto& out) { push(out, range); });
  auto removed = flatten(found.removed, [](const text::Removal& removal, auto& out) {
    push(out, removal.range);
    out.push_back(static_cast<std::int64_t>(removal.segment));
  });
  auto segments = flatten(found.segments, [](const text::BoilerplateSegment& s, auto& out) {
    out.insert(out.end(), {s.source, static_cast<std::int64_t>(s.reason), s.article});
    push(out, s.range);
    out.insert(out.end(), {s.n_articles, s.n_occurrences, s.n_characters});
  });
  return py::make_tuple(give(std::move(found.kept_indptr)), give(std::move(kept)),
                        give(std::move(found.removed_indptr)), give(std::move(removed)),
                        give(std::move(segments)));
}

std::vector<std::int64_t> cut_into_sentences(const text::View& view, const base::Run& run) {
  text::Segments segments;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    text::cut(view, checkpoint, segments);
  });
  return flatten(segments.sentences, [](const text::Range& range, auto& out) { push(out, range); });
}

py::array_t<std::int64_t> sentences(const py::str& text) {
  const auto view = borrow(text.ptr());
  return give(
      call(1, py::none(), [&](const base::Run& run) { return cut_into_sentences(view, run); }));
}

}  // namespace

void bind_text(py::module_& m) {
  m.def("unicode_properties", &unicode_properties,
        "For the tests: what the tables say of all code points.\n\n"
        "flags: uint8 (1114112,), bits word 1, space 2, combining 4, cased 8, case_ignorable 16;\n"
        "lower: int32 (1114112,), code points.");
  m.def("decompositions", &decompositions,
        "For the tests: the NFKD of all code points.\n\n"
        "offsets: int64 (1114113,); code_points: uint32, those of c at offsets[c]:offsets[c + 1].");
  py::class_<text::Recurrences>(m, "Recurrences",
                                "What sources repeat; see text/recurrences.hpp. Pickled as arrays.")
      .def_property_readonly(
          "n_phrases", [](const text::Recurrences& r) { return r.phrases.size(); },
          "Different phrases of sources.")
      .def_property_readonly(
          "n_dropped", [](const text::Recurrences& r) { return r.n_dropped; },
          "Phrases that were dropped to keep no more than max_phrases.")
      .def("state", &state_of,
           "phrases: uint8 (n_phrases * 40,); fingerprints: uint64; n_articles: int32\n"
           "(n_sources,); then of the sketches fingerprints: uint64, sizes: uint8, sentences:\n"
           "uint64; n_dropped: int.")
      .def_static("from_state", &from_state, py::arg("phrases").noconvert(),
                  py::arg("fingerprints").noconvert(), py::arg("n_articles").noconvert(),
                  py::arg("articles").noconvert(), py::arg("sizes").noconvert(),
                  py::arg("sentences").noconvert(), py::arg("n_dropped"),
                  "What `state` gave. Raises ValueError where it is damaged.");
  m.def("count_recurrences", &count_recurrences, py::arg("texts"), py::arg("sources").noconvert(),
        py::arg("n_sources"), py::arg("max_phrases"), py::kw_only(), py::arg("n_threads"),
        py::arg("progress"),
        "What each source repeats from article to article.\n\n"
        "texts: list or tuple of str; sources: int32 (n_articles,), negative for none.");
  m.def("merge_recurrences", &merge_recurrences, py::arg("a"), py::arg("source_of_a").noconvert(),
        py::arg("b"), py::arg("source_of_b").noconvert(), py::arg("n_sources"),
        py::arg("max_phrases"), py::kw_only(), py::arg("progress"),
        "What counting both at once would have given.\n\n"
        "source_of_a, source_of_b: int32, the new numbers of their sources, ascending.");
  m.def(
      "learn", &learn, py::arg("recurrences"), py::arg("min_articles"), py::arg("min_share"),
      py::arg("max_against"), py::arg("min_starts"), py::arg("min_sources"), py::kw_only(),
      py::arg("n_threads"), py::arg("progress"),
      "Which phrases are boilerplate; see text/learned.hpp.\n\n"
      "Returns arrays (n_learned,): keys uint64, sources int32, leads uint16, n_articles uint32,\n"
      "places uint8.");
  m.def("take_out", &take_out, py::arg("texts"), py::arg("sources").noconvert(),
        py::arg("learned").noconvert(), py::arg("rules"), py::kw_only(), py::arg("n_threads"),
        py::arg("progress"),
        "Takes boilerplate out of texts; see text/boilerplate.hpp.\n\n"
        "texts: list or tuple of str; sources: int32 (n_articles,), as they were learned.\n"
        "Returns int64 arrays: kept_indptr (n_articles + 1,), kept (n_kept * 2,) rows of begin,\n"
        "end; removed_indptr (n_articles + 1,), removed (n_removed * 3,) rows of begin, end,\n"
        "segment; segments (n_segments * 8,) rows of source, reason, article, begin, end,\n"
        "n_articles, n_occurrences, n_characters.");
  m.def("sentences", &sentences, py::arg("text"),
        "Where each sentence of a text begins and ends, in code points; see text/segments.hpp.\n\n"
        "Returns int64 (n_sentences * 2,), rows of begin, end.");
}

}  // namespace broadsheet::bindings
