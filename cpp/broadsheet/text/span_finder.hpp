// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/learned.hpp"
#include "broadsheet/text/phrase_words.hpp"
#include "broadsheet/text/removal.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// Finds what is to be taken out of one text after another; its memory is used again.
///
/// At a border - the begin of a sentence, the end of what was found before, in the first sentence
/// also behind a by-line - the longest learned phrase counts that ends with the sentence or where
/// another may begin (`Follows`). Elsewhere one that may be free, at a word with a capital.
class SpanFinder {
 public:
  /// @param index  must outlive the finder.
  /// @param rules  whether what is listed and what rules.hpp knows goes as well.
  SpanFinder(const LearnedIndex& index, bool rules) : index_(index), rules_(rules) {}

  /// @param segments  the text, cut.
  /// @param out  overwritten: stretches that ascend, each within one sentence, without white space
  ///             at their ends.
  void find(const View& view, const Segments& segments, Index source, base::Checkpoint& checkpoint,
            std::vector<Removal>& out);

 private:
  enum class Start : std::uint8_t { border, behind_byline, amid };

  struct Match {
    std::size_t end = 0;  ///< past the last of its words; 0 for none.
    Removal removal;
  };

  std::size_t find_head(const Segments& segments, base::Checkpoint& checkpoint);
  void find_in(std::span<const PhraseWord> words, Range sentence, bool is_head);
  [[nodiscard]] Match longest_from(std::span<const PhraseWord> words, std::size_t start,
                                   Start kind) const;
  [[nodiscard]] bool may_begin(std::span<const PhraseWord> words, std::size_t start) const;
  void add(std::span<const PhraseWord> words, Range sentence, std::size_t start,
           const Match& match);
  void add_credits(const Segments& segments, base::Checkpoint& checkpoint);

  const LearnedIndex& index_;
  bool rules_;
  View view_{};
  Index source_ = -1;
  PhraseCutter cutter_;
  std::vector<Removal>* out_ = nullptr;
  std::vector<Removal> merged_;
  std::vector<Range> credits_;
};

}  // namespace broadsheet::text
