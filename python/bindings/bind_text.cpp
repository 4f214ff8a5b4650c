// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/boilerplate.hpp"
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

py::tuple find_boilerplate(const py::sequence& texts, const In<Index>& sources, Index min_articles,
                           int n_threads, const py::object& progress) {
  const Strings strings(texts, "texts");
  const auto source_numbers = borrow(sources, "sources");
  auto found = call(n_threads, progress, [&](const base::Run& run) {
    return text::find_boilerplate(strings.views(), source_numbers, {min_articles}, run);
  });
  auto kept = flatten(found.kept, [](const text::Range& range, auto& out) { push(out, range); });
  auto removed = flatten(found.removed, [](const text::Removal& removal, auto& out) {
    push(out, removal.range);
    out.push_back(static_cast<std::int64_t>(removal.segment));
  });
  auto segments = flatten(found.segments, [](const text::BoilerplateSegment& s, auto& out) {
    out.insert(out.end(), {s.source, s.article});
    push(out, s.range);
    out.insert(out.end(), {s.n_articles, s.n_occurrences});
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
  m.def("find_boilerplate", &find_boilerplate, py::arg("texts"), py::arg("sources").noconvert(),
        py::arg("min_articles"), py::kw_only(), py::arg("n_threads"), py::arg("progress"),
        "What each source repeats from article to article; see text/boilerplate.hpp.\n\n"
        "texts: list or tuple of str; sources: int32 (n_articles,), negative for none.\n"
        "Returns int64 arrays: kept_indptr (n_articles + 1,), kept (n_kept * 2,) rows of begin,\n"
        "end; removed_indptr (n_articles + 1,), removed (n_removed * 3,) rows of begin, end,\n"
        "segment; segments (n_segments * 6,) rows of source, article, begin, end, n_articles,\n"
        "n_occurrences.");
  m.def("sentences", &sentences, py::arg("text"),
        "Where each sentence of a text begins and ends, in code points; see text/segments.hpp.\n\n"
        "Returns int64 (n_sentences * 2,), rows of begin, end.");
}

}  // namespace broadsheet::bindings
