// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <vector>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/text/unicode.hpp"

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

}  // namespace

void bind_text(py::module_& m) {
  m.def("unicode_properties", &unicode_properties,
        "For the tests: what the tables say of all code points.\n\n"
        "flags: uint8 (1114112,), bits word 1, space 2, combining 4, cased 8, case_ignorable 16;\n"
        "lower: int32 (1114112,), code points.");
  m.def("decompositions", &decompositions,
        "For the tests: the NFKD of all code points.\n\n"
        "offsets: int64 (1114113,); code_points: uint32, those of c at offsets[c]:offsets[c + 1].");
}

}  // namespace broadsheet::bindings
