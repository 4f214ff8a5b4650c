// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/recurring.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "broadsheet/text/pieces.hpp"

namespace broadsheet::text {
namespace {

// One occurrence of a segment, before it is known whether the segment recurs.
struct Record {
  std::uint64_t hash;
  Index source;
  Index article;
  Range range;
  std::size_t length;
  bool is_sentence;

  [[nodiscard]] bool alike(const Record& other) const {
    return hash == other.hash && source == other.source;
  }
};

using Records = std::vector<Record>;

// Records are grouped partition by partition, chosen by the hash's top bits: about 2^15 records
// each, if a segment is 50 code points long, so that no sort is long. At most 2^8 partitions, since
// each piece of articles has a vector for each.
int partition_bits(std::span<const View> texts) {
  std::size_t total = 0;
  for (const auto& text : texts) total += text.length;
  return std::min(8, static_cast<int>(std::bit_width(total / (50u << 15))));
}

// The segments of the articles [first, last), each in its partition, in text order.
class Collector {
 public:
  Collector(std::span<const View> texts, std::span<const Index> sources,
            const Fingerprints& fingerprints, int bits)
      : texts_(texts), sources_(sources), fingerprints_(fingerprints), bits_(bits) {}

  std::vector<Records> collect(Range articles, base::Checkpoint& checkpoint) const {
    std::vector<Records> partitions(std::size_t{1} << bits_);
    Segments segments;
    for (auto a = articles.begin; a < articles.end; ++a) {
      if (sources_[a] < 0) continue;
      checkpoint();
      cut(texts_[a], checkpoint, segments);
      for (std::size_t l = 0; l < segments.lines.size(); ++l) {
        add_line(a, segments, l, checkpoint, partitions);
      }
    }
    return partitions;
  }

 private:
  // Adds the sentences of line `l`, and the line too if they are several.
  void add_line(std::size_t article, const Segments& segments, std::size_t l,
                base::Checkpoint& checkpoint, std::vector<Records>& partitions) const {
    Fingerprint line;
    const auto begin = segments.first_sentence[l];
    const auto end = segments.first_sentence[l + 1];
    for (auto s = begin; s < end; ++s) {
      const auto& sentence = segments.sentences[s];
      const auto print = fingerprints_(texts_[article], sentence, checkpoint);
      add(article, sentence, print, true, partitions);
      if (s == begin) {
        line = print;
      } else {
        const bool white_space = segments.sentences[s - 1].end < sentence.begin;
        line = fingerprints_.join(line, white_space, print);
      }
    }
    if (end - begin > 1) add(article, segments.lines[l], line, false, partitions);
  }

  void add(std::size_t article, Range range, const Fingerprint& print, bool is_sentence,
           std::vector<Records>& partitions) const {
    if (!print.has_word) return;
    const auto partition = bits_ == 0 ? 0 : spread(print.hash) >> (64 - bits_);
    partitions[partition].push_back({print.hash, sources_[article], static_cast<Index>(article),
                                     range, print.length, is_sentence});
  }

  std::span<const View> texts_;
  std::span<const Index> sources_;
  const Fingerprints& fingerprints_;
  int bits_;
};

// Groups the records of one partition by what they say.
class Grouper {
 public:
  Grouper(std::span<const View> texts, std::vector<std::size_t>& lengths)
      : texts_(texts), lengths_(lengths) {}

  Recurring group(Records&& records, base::Checkpoint& checkpoint) const {
    std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
      return std::tie(a.hash, a.source, a.article, a.range.begin) <
             std::tie(b.hash, b.source, b.article, b.range.begin);
    });
    Recurring result;
    for (auto first = records.begin(); first != records.end();) {
      const auto last =
          std::find_if(first, records.end(), [&](const Record& r) { return !r.alike(*first); });
      while (first != last) {
        // Those that hash alike are the same, but for one chance in 10^15.
        const auto& model = *first;
        const auto other = std::stable_partition(first + 1, last, [&](const Record& r) {
          checkpoint();
          return same_segment(texts_[index(model.article)], model.range, texts_[index(r.article)],
                              r.range);
        });
        add({first, other}, result);
        first = other;
      }
    }
    return result;
  }

 private:
  static std::size_t index(Index i) { return static_cast<std::size_t>(i); }

  void add(std::span<const Record> same, Recurring& result) const {
    if (same.front().is_sentence) {
      Index previous = -1;
      for (const auto& record : same) {
        // Sums of integers: the order in which threads add does not matter.
        if (record.article != previous) {
          std::atomic_ref(lengths_[index(record.article)])
              .fetch_add(record.length, std::memory_order_relaxed);
        }
        previous = record.article;
      }
    }
    if (same.front().article == same.back().article) return;
    const auto begin = result.occurrences.size();
    for (const auto& record : same) result.occurrences.push_back({record.article, record.range});
    result.segments.push_back({same.front().source, same.front().length, same.front().is_sentence,
                               begin, result.occurrences.size()});
  }

  std::span<const View> texts_;
  std::vector<std::size_t>& lengths_;
};

// Puts the partitions' results together, in an order that owes nothing to hashes.
Recurring merge(std::vector<Recurring>&& partitions) {
  Recurring result;
  for (auto& partition : partitions) {
    const auto shift = result.occurrences.size();
    for (auto segment : partition.segments) {
      segment.first += shift;
      segment.last += shift;
      result.segments.push_back(segment);
    }
    result.occurrences.insert(result.occurrences.end(), partition.occurrences.begin(),
                              partition.occurrences.end());
    partition = {};
  }
  std::sort(result.segments.begin(), result.segments.end(), [&](const auto& a, const auto& b) {
    const auto& x = result.occurrences[a.first];
    const auto& y = result.occurrences[b.first];
    return std::tie(x.article, x.range.begin, x.range.end) <
           std::tie(y.article, y.range.begin, y.range.end);
  });
  return result;
}

}  // namespace

Recurring find_recurring(std::span<const View> texts, std::span<const Index> sources,
                         const Fingerprints& fingerprints, const base::Run& run) {
  if (texts.size() != sources.size()) {
    throw std::invalid_argument("there are " + std::to_string(texts.size()) + " texts, but " +
                                std::to_string(sources.size()) + " sources");
  }
  static_cast<void>(to_index(texts.size(), "articles"));

  const auto pieces = cut_pieces(texts);
  const auto bits = partition_bits(texts);
  const Collector collector(texts, sources, fingerprints, bits);
  std::vector<std::vector<Records>> collected(pieces.size());
  base::parallel_for(std::ssize(pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto piece = static_cast<std::size_t>(p);
    collected[piece] = collector.collect(pieces[piece], checkpoint);
  });

  const auto n_partitions = std::size_t{1} << bits;
  std::vector<std::size_t> lengths(texts.size());
  std::vector<Recurring> grouped(n_partitions);
  const Grouper grouper(texts, lengths);
  base::parallel_for(static_cast<std::int64_t>(n_partitions), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto partition = static_cast<std::size_t>(p);
                       Records records;
                       for (auto& piece : collected) {
                         records.insert(records.end(), piece[partition].begin(),
                                        piece[partition].end());
                         Records().swap(piece[partition]);
                       }
                       grouped[partition] = grouper.group(std::move(records), checkpoint);
                     });
  auto result = merge(std::move(grouped));
  result.lengths = std::move(lengths);
  return result;
}

}  // namespace broadsheet::text
