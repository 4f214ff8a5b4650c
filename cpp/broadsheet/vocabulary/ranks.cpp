// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/ranks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::vocabulary {
namespace {

// A term of one of several tables, by a part of it that decides where it sorts.
struct Item {
  std::uint64_t key;
  std::uint32_t table;
  Index id;
};
using Items = base::Buffer<Item>;

// Stable, from the lowest digit of the key to the highest.
void sort_by_key(Items& items, unsigned key_bits, base::Checkpoint& checkpoint) {
  constexpr unsigned digit_bits = 8;
  constexpr std::size_t n_digits = 1 << digit_bits;
  Items other(items.size());
  for (unsigned shift = 0; shift < key_bits; shift += digit_bits) {
    const auto digit = [shift](const Item& item) { return (item.key >> shift) % n_digits; };
    std::array<std::size_t, n_digits> next{};
    base::for_each_index(items.size(), checkpoint, [&](std::size_t i) { ++next[digit(items[i])]; });
    if (std::find(next.begin(), next.end(), items.size()) != next.end()) continue;  // all the same
    std::size_t sum = 0;
    for (auto& n : next) sum += std::exchange(n, sum);
    base::for_each_index(items.size(), checkpoint,
                         [&](std::size_t i) { other[next[digit(items[i])]++] = items[i]; });
    items.swap(other);
  }
}

// Sorts words by their bytes, eight at a time: those that agree so far are sorted by the next.
class WordSorter {
 public:
  WordSorter(const std::vector<const TermTable*>& tables, base::Checkpoint& checkpoint)
      : tables_(tables), checkpoint_(checkpoint) {}

  [[nodiscard]] std::string_view text(const Item& item) const {
    return tables_[item.table]->term(item.id);
  }

  void sort(Items& items) const {
    base::for_each_index(items.size(), checkpoint_,
                         [&](std::size_t i) { items[i].key = key(items[i], 0); });
    sort_by_key(items, 64, checkpoint_);
    base::Steps steps(checkpoint_);
    sort_equal(items.begin(), items.end(), 8, steps);
  }

 private:
  using Iterator = Items::iterator;

  // Eight bytes as a number that sorts as they do; what a term lacks is filled up with 0.
  [[nodiscard]] std::uint64_t key(const Item& item, std::size_t begin) const {
    const auto term = text(item);
    char bytes[8] = {};
    if (begin < term.size()) {
      std::memcpy(bytes, term.data() + begin, std::min<std::size_t>(term.size() - begin, 8));
    }
    std::uint64_t key;
    std::memcpy(&key, bytes, 8);
    return __builtin_bswap64(key);
  }

  // Puts runs of equal keys in order by what follows byte `begin`.
  void sort_equal(Iterator first, Iterator last, std::size_t begin, base::Steps& steps) const {
    while (first != last) {
      steps();
      auto end = first + 1;
      while (end != last && end->key == first->key) ++end;
      if (end - first > 1) sort_run(first, end, begin, steps);
      first = end;
    }
  }

  void sort_run(Iterator first, Iterator last, std::size_t begin, base::Steps& steps) const {
    constexpr std::ptrdiff_t few = 24;
    constexpr std::size_t deep = 64;  // a million terms may share a long beginning
    if (last - first <= few || begin >= deep) {
      std::sort(first, last, [&](const Item& a, const Item& b) {
        steps();
        const auto order = text(a).compare(text(b));
        return order != 0 ? order < 0 : a.table < b.table;
      });
      return;
    }
    for (auto item = first; item != last; ++item) item->key = key(*item, begin);
    std::sort(first, last, [&](const Item& a, const Item& b) {
      steps();
      return a.key < b.key;
    });
    sort_equal(first, last, begin + 8, steps);
  }

  const std::vector<const TermTable*>& tables_;
  base::Checkpoint& checkpoint_;
};

// Numbers the runs of equal items, which stand together.
template <class Equal, class New>
void number(const Items& items, Ranks& ranks, base::Checkpoint& checkpoint, Equal&& equal,
            New&& add) {
  base::for_each_index(items.size(), checkpoint, [&](std::size_t i) {
    if (i == 0 || !equal(items[i - 1], items[i])) {
      add(items[i]);
      ranks.size = to_index(static_cast<std::size_t>(ranks.size) + 1, "terms");
    }
    ranks.of[items[i].table][static_cast<std::size_t>(items[i].id)] = ranks.size - 1;
  });
}

template <class Table>
void prepare(const std::vector<const Table*>& tables, Ranks& ranks, Items& items) {
  std::size_t n = 0;
  for (const auto* table : tables) {
    n += static_cast<std::size_t>(table->size());
    ranks.of.emplace_back(static_cast<std::size_t>(table->size()));
  }
  items.reserve(n);
}

}  // namespace

WordRanks rank_words(const std::vector<const TermTable*>& tables, base::Checkpoint& checkpoint) {
  WordRanks ranks;
  Items items;
  prepare(tables, ranks, items);
  for (std::uint32_t t = 0; t < tables.size(); ++t) {
    base::for_each_index(static_cast<std::size_t>(tables[t]->size()), checkpoint,
                         [&](std::size_t id) { items.push_back({0, t, static_cast<Index>(id)}); });
  }
  const WordSorter sorter(tables, checkpoint);
  sorter.sort(items);
  ranks.places.reserve(items.size());
  number(
      items, ranks, checkpoint,
      [&](const Item& a, const Item& b) {
        return a.table != b.table && sorter.text(a) == sorter.text(b);
      },
      [&](const Item& item) { ranks.places.push_back({item.table, item.id}); });
  return ranks;
}

NgramRanks rank_ngrams(const std::vector<const NgramTable*>& tables, const Ranks& prefixes,
                       const Ranks& words, base::Checkpoint& checkpoint) {
  NgramRanks ranks;
  Items items;
  prepare(tables, ranks, items);
  const auto word_bits = static_cast<unsigned>(std::bit_width(static_cast<unsigned>(words.size)));
  const auto bits =
      word_bits + static_cast<unsigned>(std::bit_width(static_cast<unsigned>(prefixes.size)));
  for (std::uint32_t t = 0; t < tables.size(); ++t) {
    tables[t]->for_each(checkpoint, [&](NgramTable::Key key, Index id) {
      const auto prefix = prefixes.of[t][static_cast<std::size_t>(key.prefix)];
      const auto last = words.of[t][static_cast<std::size_t>(key.last)];
      items.push_back(
          {static_cast<std::uint64_t>(prefix) << word_bits | static_cast<std::uint64_t>(last), t,
           id});
    });
  }
  sort_by_key(items, bits, checkpoint);
  ranks.keys.reserve(items.size());
  const auto low = (std::uint64_t{1} << word_bits) - 1;
  number(
      items, ranks, checkpoint, [](const Item& a, const Item& b) { return a.key == b.key; },
      [&](const Item& item) {
        ranks.keys.push_back(
            {static_cast<Index>(item.key >> word_bits), static_cast<Index>(item.key & low)});
      });
  return ranks;
}

}  // namespace broadsheet::vocabulary
