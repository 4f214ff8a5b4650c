// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/fold.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/token.hpp"

namespace broadsheet::vocabulary {

/// Calls `f(token)` for the tokens of one field that are known: texts, taken as they are.
///
/// @param indptr  shape (n_fields + 1,); the field has tokens indptr[field]..indptr[field + 1].
/// @param folded  scratch memory; a token is valid during its call.
template <class F>
void for_each_token(std::span<const Offset> indptr, std::size_t field,
                    std::span<const text::View> texts, text::Folded& folded,
                    base::Checkpoint& checkpoint, F&& f) {
  for (auto t = indptr[field]; t < indptr[field + 1]; ++t) {
    const auto& view = texts[static_cast<std::size_t>(t)];
    folded.clear();
    text::fold(view, 0, view.length, {.lowercase = false}, checkpoint, folded);
    f(tokens::Token(folded.bytes().data(), folded.bytes().size(), tokens::process_seed()));
  }
}

}  // namespace broadsheet::vocabulary
