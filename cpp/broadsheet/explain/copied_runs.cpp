// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/copied_runs.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/finish_hash.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {
namespace {

constexpr std::uint64_t base_of_polynomial = 0x9E3779B97F4A7C15;

std::uint64_t hash_of(Index id) { return base::finish_hash(static_cast<std::uint64_t>(id) + 1); }

// Which text a word is part of, mostly the one that was last asked for.
class TextOf {
 public:
  explicit TextOf(std::span<const Offset> indptr) : indptr_(indptr) {}

  std::size_t operator()(std::size_t word) {
    const auto at = static_cast<Offset>(word);
    if (at < indptr_[last_] || at >= indptr_[last_ + 1]) {
      const auto after = std::upper_bound(indptr_.begin(), indptr_.end(), at);
      last_ = static_cast<std::size_t>(after - indptr_.begin()) - 1;
    }
    return last_;
  }

 private:
  std::span<const Offset> indptr_;
  std::size_t last_ = 0;
};

// Where each shingle is first. A table with open addressing of the places themselves, half full at
// most: what is at a place is read from the words.
class FirstPlaces {
 public:
  FirstPlaces(std::span<const Offset> indptr, std::span<const Index> ids, std::size_t n_words,
              base::Checkpoint& checkpoint)
      : indptr_(indptr), ids_(ids), n_words_(n_words) {
    const auto n_slots = std::bit_ceil(2 * ids.size() + 1);
    slots_.reserve(n_slots);
    base::for_each_index(n_slots, checkpoint, [&](std::size_t) { slots_.push_back(free); });
  }

  // The first place of the shingle of `length` words at `begin`, which is of the text `text`: that
  // itself, if it was not seen before.
  std::size_t of(std::size_t begin, std::size_t length, std::uint64_t hash, TextOf& text_of) {
    const auto mask = slots_.size() - 1;
    for (auto slot = hash & mask;; slot = (slot + 1) & mask) {
      auto& place = slots_[slot];
      if (place == free) {
        place = static_cast<std::uint32_t>(begin);
        return begin;
      }
      if (equal(place, begin, length, text_of)) return place;
    }
  }

 private:
  bool equal(std::size_t there, std::size_t begin, std::size_t length, TextOf& text_of) const {
    const auto words = ids_.subspan(begin, length);
    const auto end = static_cast<std::size_t>(indptr_[text_of(there) + 1]);
    const auto length_there =
        std::min(n_words_, end - static_cast<std::size_t>(indptr_[text_of(there)]));
    return length_there == length && std::equal(words.begin(), words.end(),
                                                ids_.begin() + static_cast<std::ptrdiff_t>(there));
  }

  static constexpr auto free = std::numeric_limits<std::uint32_t>::max();
  std::span<const Offset> indptr_;
  std::span<const Index> ids_;
  std::size_t n_words_;
  base::Buffer<std::uint32_t> slots_;
};

void validate(std::span<const Offset> indptr, std::span<const Index> ids,
              std::span<const Index> documents, std::size_t n_words) {
  if (n_words == 0) throw std::invalid_argument("a shingle needs at least 1 word, got 0");
  sparse::validate_rows(indptr, ids.size(), "texts");
  if (documents.size() + 1 != indptr.size()) {
    throw std::invalid_argument("documents has " + std::to_string(documents.size()) +
                                " entries, but there are " + std::to_string(indptr.size() - 1) +
                                " texts");
  }
  const auto falls = std::is_sorted_until(documents.begin(), documents.end());
  if (falls != documents.end()) {
    throw std::invalid_argument("documents falls at text " +
                                std::to_string(falls - documents.begin()));
  }
  if (ids.size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error(std::to_string(ids.size()) + " words are too many: below 2^32 - 1");
  }
}

// Reads one text after the other, and each from left to right.
class Reader {
 public:
  Reader(std::span<const Offset> indptr, std::span<const Index> ids,
         std::span<const Index> documents, std::size_t n_words, base::Checkpoint& checkpoint)
      : indptr_(indptr),
        ids_(ids),
        documents_(documents),
        n_words_(n_words),
        pace_(checkpoint),
        first_places_(indptr, ids, n_words, checkpoint),
        text_of_(indptr) {}

  CopiedRuns read() {
    for (std::size_t text = 0; text < documents_.size(); ++text) {
      read(text);
      found_.indptr.push_back(static_cast<Offset>(found_.begins.size()));
      pace_.count(1);
    }
    return std::move(found_);
  }

 private:
  void read(std::size_t text) {
    const auto first = static_cast<std::size_t>(indptr_[text]);
    const auto words = ids_.subspan(first, static_cast<std::size_t>(indptr_[text + 1]) - first);
    const auto n = std::min(n_words_, words.size());
    if (n == 0) return;
    std::uint64_t power = 1;  // base ^ n
    for (std::size_t k = 0; k < n; ++k) power *= base_of_polynomial;
    std::uint64_t hash = 0;
    std::size_t covered = 0;  // the words before this one are in a run, or in none
    pace_.each(words.size(), [&](std::size_t w) {
      hash = hash * base_of_polynomial + hash_of(words[w]);
      if (w >= n) hash -= power * hash_of(words[w - n]);
      if (w + 1 < n) return;
      const auto begin = w + 1 - n;
      const auto place = first_places_.of(first + begin, n, base::finish_hash(hash), text_of_);
      if (place == first + begin) return;
      const auto origin = documents_[text_of_(place)];
      if (origin == documents_[text]) return;
      add(text, std::max(begin, covered), w + 1, origin);
      covered = w + 1;
    });
  }

  void add(std::size_t text, std::size_t begin, std::size_t end, Index origin) {
    const auto length = static_cast<Offset>(end - begin);
    const bool is_first = static_cast<Offset>(found_.begins.size()) == found_.indptr[text];
    if (!is_first && found_.origins.back() == origin &&
        found_.begins.back() + found_.lengths.back() == static_cast<Offset>(begin)) {
      found_.lengths.back() += length;
      return;
    }
    found_.begins.push_back(static_cast<Offset>(begin));
    found_.lengths.push_back(length);
    found_.origins.push_back(origin);
  }

  std::span<const Offset> indptr_;
  std::span<const Index> ids_;
  std::span<const Index> documents_;
  std::size_t n_words_;
  base::Pace pace_;
  FirstPlaces first_places_;
  TextOf text_of_;
  CopiedRuns found_;
};

}  // namespace

CopiedRuns copied_runs(std::span<const Offset> indptr, std::span<const Index> ids,
                       std::span<const Index> documents, std::size_t n_words,
                       const base::Run& run) {
  validate(indptr, ids, documents, n_words);
  CopiedRuns found;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    found = Reader(indptr, ids, documents, n_words, checkpoint).read();
  });
  return found;
}

}  // namespace broadsheet::explain
