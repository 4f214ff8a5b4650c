// SPDX-License-Identifier: Apache-2.0
// The phrases of a piece of articles, one by one. PRIVATE to recurrences.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/sketches.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// One phrase at one place.
struct PhraseRecord {
  enum Role : std::uint8_t {
    whole = 1,    ///< it is a whole sentence,
    part = 2,     ///< it is followed by the start of a sentence,
    against = 4,  ///< the sentence goes on after it,
    unknown = 8,  ///< one cannot tell,
    quoted = 16,  ///< a quotation mark opens it,
    lower = 32,   ///< it is a part whose last word is in lower case.
  };

  std::uint64_t key;
  Index source;
  Index article;
  std::uint16_t lead;     ///< `lead_of` its first words.
  std::uint8_t roles;     ///< bits of `Role`.
  std::uint8_t follower;  ///< below 32: a hash of the word that starts after it.
};

using PhraseRecords = base::Buffer<PhraseRecord>;

/// Records go to partitions by the highest bits of their keys.
inline constexpr int partition_bits = 8;
inline constexpr std::size_t n_partitions = std::size_t{1} << partition_bits;

/// What a piece of articles gives: records, partition by partition, and sketches.
struct PieceRecords {
  std::array<PhraseRecords, n_partitions> records;
  std::vector<std::uint8_t> sketch_sizes;  ///< of the articles with a source.
  std::vector<Index> sketch_articles;
  std::vector<std::uint64_t> sketch_sentences;
};

/// Goes through the articles [first, last) that have a source.
/// @param fingerprint_of  shape (n_articles,): those of these articles are written.
[[nodiscard]] PieceRecords collect(std::span<const View> texts, std::span<const Index> sources,
                                   Range articles, std::span<std::uint64_t> fingerprint_of,
                                   base::Checkpoint& checkpoint);

/// The sketches of all pieces, by fingerprint.
[[nodiscard]] Sketches join_sketches(std::span<const PieceRecords> pieces,
                                     std::span<const std::uint64_t> fingerprint_of,
                                     base::Checkpoint& checkpoint);

}  // namespace broadsheet::text
