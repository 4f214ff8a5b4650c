// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/numbered_words.hpp"

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/tokens/located_words.hpp"
#include "broadsheet/vocabulary/term_table.hpp"

namespace broadsheet::vocabulary {

NumberedWords numbered_words(std::span<const text::View> texts, const base::Run& run) {
  NumberedWords result;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    TermTable table;
    for (const auto& text : texts) {
      tokens::locate_words(text, checkpoint, [&](const tokens::Token& word, text::Range place) {
        result.ids.push_back(table.intern(word, checkpoint).id);
        result.begins.push_back(static_cast<Offset>(place.begin));
        result.ends.push_back(static_cast<Offset>(place.end));
      });
      result.indptr.push_back(static_cast<Offset>(result.ids.size()));
    }
  });
  return result;
}

}  // namespace broadsheet::vocabulary
