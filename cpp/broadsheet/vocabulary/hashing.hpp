// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"

namespace broadsheet::vocabulary {

/// How a token finds its column without a vocabulary.
struct HashingOptions {
  Index n_features = 1 << 20;            ///< columns, at least 1.
  bool alternate_sign = true;            ///< a token counts +1 or -1 by the sign of its hash.
  std::vector<double> field_weights{1};  ///< by field; a count is the sum of weight times count.
};

/// Counts tokens by the column that their hash gives them: |h| modulo n_features, where h is the
/// signed MurmurHash3 of the token's UTF-8. The hashing trick (Weinberger et al. 2009), with the
/// columns and signs of scikit-learn's FeatureHasher.
///
/// @param texts  shape (n_documents * n_fields,): the fields of each article in turn.
/// @returns  shape (n_documents, n_features). Tokens of opposite signs may cancel: such an entry is
///           0 and is stored, as there. Linear in the texts; memory does not grow with their terms.
/// @throws std::invalid_argument  when n_features < 1, or texts are no multiple of the fields.
template <class T>
[[nodiscard]] sparse::Csr<T> hash_counts(std::span<const text::View> texts,
                                         const tokens::Analyzer& analyzer,
                                         const HashingOptions& options, const base::Run& run);

/// The same for articles whose tokens are known: see Vocabulary::count.
template <class T>
[[nodiscard]] sparse::Csr<T> hash_counts(std::span<const Offset> indptr,
                                         std::span<const text::View> tokens,
                                         const HashingOptions& options, const base::Run& run);

}  // namespace broadsheet::vocabulary
