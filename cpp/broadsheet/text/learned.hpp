// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/recurrences.hpp"

namespace broadsheet::text {

/// What counts as boilerplate.
struct BoilerplateOptions {
  /// A phrase is boilerplate when it stands in at least so many articles of a source, where copies
  /// of each other (`are_copies`) count as one. At least 2.
  Index min_articles = 3;
  /// And in at least this share of the source's articles: 0 to 1.
  double min_share = 0.005;
  /// Of the articles where sentences begin with a part, it goes on in this share at most: 0 to 1.
  double max_against = 0.2;
  /// And in this share at least another sentence starts after it: 0 to 1.
  double min_starts = 0.2;
  /// What is boilerplate in so many sources is so in all. At least 2.
  Index min_sources = 4;
};

/// A phrase that is boilerplate.
struct LearnedPhrase {
  enum Place : std::uint8_t {
    whole = 1,  ///< where it is a whole sentence,
    part = 2,   ///< where it is the first part of one, and what follows may begin another,
    free = 4,   ///< a part amid one,
    tail = 8,   ///< or a whole sentence at the end of another;
    name = 16,  ///< free, if of few words, even where what follows may be more of a name.
  };
  /// Instead of the number of a source: all of them, those without a name too.
  static constexpr Index everywhere = -1;
  /// Or likewise: the phrase is in a list (`listed_phrases`) and was not learned.
  static constexpr Index listed = -2;

  std::uint64_t key = 0;
  Index source = everywhere;
  std::uint16_t lead = 0;
  std::uint32_t n_articles = 0;  ///< that it was learned from.
  std::uint8_t places = 0;       ///< bits of `Place`.

  friend bool operator==(const LearnedPhrase&, const LearnedPhrase&) = default;
};

/// Decides what is boilerplate.
///
/// Of one source, a phrase of which as many articles as the options say have no copies of each
/// other:
///  - as a whole sentence: nothing else is asked;
///  - as a part of one: two or more different words start a sentence after it (three, if it may
///    begin amid one; one will do after a colon, or if hardly anything else follows), and few
///    sentences begin with it and go on.
/// Of all sources: what is boilerplate in several by themselves and is no quotation; so what many
/// outlets quote, each in an article or two, stays.
///
/// Expected time O(phrases log(phrases)).
///
/// @return  by key, then by source.
/// @throws std::invalid_argument  when an option is out of its range.
[[nodiscard]] std::vector<LearnedPhrase> learn(const Recurrences& recurrences,
                                               const BoilerplateOptions& options,
                                               const base::Run& run);

/// Finds learned phrases in constant expected time.
class LearnedIndex {
 public:
  explicit LearnedIndex(std::span<const LearnedPhrase> phrases);

  /// @return  that of the source, else that of all, else null.
  [[nodiscard]] const LearnedPhrase* find(std::uint64_t key, Index source) const;

  /// May a phrase begin with the words of this `lead_of`? Rarely true without need.
  [[nodiscard]] bool may_lead(std::uint16_t lead) const {
    return (leads_[lead / 64] >> (lead % 64) & 1) != 0;
  }

  /// The words of the longest phrase.
  [[nodiscard]] std::size_t longest() const { return longest_; }

 private:
  [[nodiscard]] const LearnedPhrase* look_up(std::uint64_t key, Index source) const;
  [[nodiscard]] std::size_t slot_of(std::uint64_t key, Index source) const;

  static constexpr std::size_t n_bits = std::size_t{1} << 18;

  [[nodiscard]] bool may_hold(std::uint64_t key) const {
    const auto bit = key >> 8 & (n_bits - 1);
    return (keys_[bit / 64] >> (bit % 64) & 1) != 0;
  }

  std::vector<LearnedPhrase> table_;  // open addressing; key 0 is an empty slot
  std::vector<std::uint64_t> keys_;   // which keys there may be: most look-ups end here
  std::vector<std::uint64_t> leads_;
  std::size_t mask_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace broadsheet::text
