// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/phrase_words.hpp"
#include "broadsheet/text/removal.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// Where a dateline ends, and whether it is sure: it names an agency, or a date or region.
struct DatelineEnd {
  std::size_t end;
  bool is_sure;
};

/// Where a dateline of the text, which begins at `begin`, ends: past its dash and white space.
///
///     WASHINGTON — | NEW YORK (AP) — | BEIJING, March 3 (Reuters) - | Berlin (dpa) – | (CNN) --
///
/// A place is at most 60 code points of words that are in capitals, at least one of three letters;
/// after a comma, of words with a capital and numbers. In brackets come at most 40 more. A place
/// that is not in capitals needs the brackets, and brackets without a place a capital. The dash has
/// white space after it; without brackets no lower-case letter comes then ("NATO – the alliance
/// –").
///
/// @param end  of the sentence: the dateline ends before it.
/// @return  nothing if there is none. At most 120 code points are looked at.
[[nodiscard]] std::optional<DatelineEnd> dateline_end(const View& view, std::size_t begin,
                                                      std::size_t end);

/// Appends the brackets that say whose a picture is, ascending: those of at most 100 code points
/// with a word of `is_credit_word` that is the first or last of them, or beside one of / : , |.
/// Linear.
void find_credits(const View& view, base::Checkpoint& checkpoint, std::vector<Range>& out);

/// Is it a word that credits of pictures have, and hardly any other brackets: "Photo", "Getty",
/// "Foto", "Фото"?
/// @param hash  `word_hash` of the word, lower-cased.
[[nodiscard]] bool is_credit_word(std::uint64_t hash) noexcept;

/// Does a sentence of at most 40 words say whose a text is: does it begin with ©, or with
/// "Copyright" and then © or (c), or, of at most 12 words, a number?
[[nodiscard]] bool is_copyright(const View& view, Range sentence,
                                std::span<const PhraseWord> words);

/// How many of the words, from the first, are a separator: "***", "___", "• • •"? 0 for none.
[[nodiscard]] std::size_t separator_words(const View& view, std::span<const PhraseWord> words);

}  // namespace broadsheet::text
