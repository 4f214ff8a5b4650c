// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace broadsheet::weighting {

/// First letter: how a term's count in a document becomes a weight.
enum class SmartTf : char {
  binary = 'b',
  raw = 'n',
  augmented = 'a',
  logarithm = 'l',
  double_logarithm = 'd',
  log_average = 'L',
};

/// Second letter: how rare a term is.
enum class SmartDf : char { none = 'n', idf = 'f', zero_corrected = 't', probabilistic = 'p' };

/// Third letter: what a document's weights are divided by.
enum class SmartNorm : char {
  none = 'n',
  cosine = 'c',
  pivoted_unique = 'u',
  pivoted_characters = 'b',
};

/// A weighting in the notation of the SMART system: "ltc". `schemes` has each letter's formula.
struct Smart {
  SmartTf tf = SmartTf::raw;
  SmartDf df = SmartDf::idf;
  SmartNorm norm = SmartNorm::cosine;
};

/// Reads three letters; 't' is 'n' as the first, 'x' is 'n' as the others.
///
/// @throws std::invalid_argument  naming the letter that is none and those that are, or telling
///         that "ddd.qqq" are two weightings.
[[nodiscard]] Smart parse_smart(std::string_view triple);

}  // namespace broadsheet::weighting
