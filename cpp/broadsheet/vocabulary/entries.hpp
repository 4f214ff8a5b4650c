// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::vocabulary {

/// A term of a row, and how often it occurs there.
struct Entry {
  Index id;
  std::int32_t count;
};

/// A term of a row, and what the counts of its fields are together.
struct Sum {
  Index id;
  double value;
};

/// Entries, one after the other, in four bytes each if the id is below 2^24 and the count below
/// 254; in eight, or twelve, if not. They wait here for the vocabulary to be complete, and most of
/// a collection's memory goes into them.
class Entries {
 public:
  void reserve(std::size_t n) { words_.reserve(n); }

  void append(Entry entry) {
    const auto id = static_cast<std::uint32_t>(entry.id);
    const auto count = static_cast<std::uint32_t>(entry.count);
    if (id < low_bits && count < wide_id) {
      words_.push_back(count << 24 | id);
    } else if (count < low_bits) {
      words_.push_back(wide_id << 24 | count);
      words_.push_back(id);
    } else {
      words_.push_back(wide_both << 24);
      words_.push_back(count);
      words_.push_back(id);
    }
  }

  /// Goes through entries in their order. The caller knows how many there are.
  class Reader {
   public:
    explicit Reader(const Entries& entries) : at_(entries.words_.data()) {}

    Entry next() {
      const auto word = *at_++;
      const auto kind = word >> 24;
      auto count = kind;
      auto id = word & (low_bits - 1);
      if (kind >= wide_id) [[unlikely]] {
        count = kind == wide_id ? id : *at_++;
        id = *at_++;
      }
      return {static_cast<Index>(id), static_cast<std::int32_t>(count)};
    }

    /// The next term, whose fields' counts stand one after the other, with the sum of weight times
    /// count over them.
    Sum next(std::span<const double> field_weights) {
      Sum sum{0, 0.0};
      for (const auto weight : field_weights) {
        const auto entry = next();
        sum.id = entry.id;
        sum.value += weight * entry.count;
      }
      return sum;
    }

   private:
    const std::uint32_t* at_;
  };

 private:
  // The upper byte of an entry's first word is its count, or one of these.
  static constexpr std::uint32_t wide_id = 254;    // the lower three are the count; the id follows
  static constexpr std::uint32_t wide_both = 255;  // both follow
  static constexpr std::uint32_t low_bits = 1 << 24;

  base::Buffer<std::uint32_t> words_;
};

}  // namespace broadsheet::vocabulary
