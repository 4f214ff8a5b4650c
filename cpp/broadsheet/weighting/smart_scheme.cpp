// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/smart_scheme.hpp"

#include <stdexcept>
#include <string>

#include "broadsheet/weighting/schemes.hpp"

namespace broadsheet::weighting {
namespace {

char letter(std::string_view triple, std::size_t position, std::string_view kind,
            const char* what) {
  const auto given = triple.substr(position, 1);
  if (!is_scheme(kind, given)) {
    throw std::invalid_argument("smart='" + std::string(triple) + "': '" + std::string(given) +
                                "' is no " + what + "; allowed are " + names_of(kind));
  }
  return given.front();
}

}  // namespace

Smart parse_smart(std::string_view triple) {
  if (triple.size() == 7 && triple[3] == '.') {
    throw std::invalid_argument(
        "smart='" + std::string(triple) +
        "' names two weightings, of documents and of queries; fit a transformer for each");
  }
  const bool ascii =
      triple.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
      std::string_view::npos;
  if (triple.size() != 3 || !ascii) {
    throw std::invalid_argument("smart='" + std::string(triple) +
                                "' must be three letters, as in 'ltc'");
  }
  const char tf = letter(triple, 0, "smart_tf", "term frequency");
  const char df = letter(triple, 1, "smart_df", "document frequency");
  const char norm = letter(triple, 2, "smart_norm", "normalization");
  return {static_cast<SmartTf>(tf == 't' ? 'n' : tf), static_cast<SmartDf>(df == 'x' ? 'n' : df),
          static_cast<SmartNorm>(norm == 'x' ? 'n' : norm)};
}

}  // namespace broadsheet::weighting
