// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/shingles.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string_view>

#include "broadsheet/base/finish_hash.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/pieces.hpp"
#include "broadsheet/tokens/word_tokenizer.hpp"

namespace broadsheet::vocabulary {
namespace {

// A slice of a piece's words.
struct Shingle {
  std::uint64_t hash;
  std::size_t begin;
  std::size_t length;
};

// Some articles that follow each other, their words joined by spaces.
struct Piece {
  base::Buffer<char> words;
  base::Buffer<Shingle> shingles;
  std::vector<std::size_t> ends;  // of each article's shingles
  base::Buffer<Index> ids;        // of each shingle, in its part
};

struct Word {
  std::size_t begin;
  std::size_t end;
  std::uint64_t hash;
};

// Shingles are numbered in parts, by the upper bits of their hashes: each part by one thread.
constexpr int part_bits = 4;
constexpr std::int64_t n_parts = 1 << part_bits;

std::size_t part_of(std::uint64_t hash) { return hash >> (64 - part_bits); }

// A polynomial in the words' hashes, which are seeded: of the next shingle in O(1).
void append_shingles(const std::vector<Word>& words, std::size_t n_words, Piece& piece,
                     base::Checkpoint& checkpoint) {
  constexpr std::uint64_t base = 0x9E3779B97F4A7C15;
  const auto n = std::min(n_words, words.size());
  if (n == 0) return;
  std::uint64_t power = 1;  // base ^ n
  for (std::size_t k = 0; k < n; ++k) power *= base;
  std::uint64_t hash = 0;
  base::for_each_index(words.size(), checkpoint, [&](std::size_t w) {
    hash = hash * base + words[w].hash;
    if (w >= n) hash -= power * words[w - n].hash;
    if (w + 1 < n) return;
    const auto begin = words[w + 1 - n].begin;
    piece.shingles.push_back({base::finish_hash(hash), begin, words[w].end - begin});
  });
}

void read_piece(std::span<const text::View> texts, const tokens::WordTokenizer& tokenizer,
                std::size_t n_words, Piece& piece, base::Checkpoint& checkpoint) {
  tokens::WordTokenizer::Scratch scratch;
  std::vector<Word> words;
  for (const auto& text : texts) {
    checkpoint();
    words.clear();
    tokenizer.tokenize(text, scratch, checkpoint, [&](std::span<const tokens::Token> batch) {
      for (const auto& token : batch) {
        const auto begin = piece.words.size();
        piece.words.insert(piece.words.end(), token.data, token.data + token.length);
        words.push_back({begin, piece.words.size(), token.hash});
        piece.words.push_back(' ');
      }
    });
    append_shingles(words, n_words, piece, checkpoint);
    piece.ends.push_back(piece.shingles.size());
  }
}

// A table with open addressing of one part's shingles, each with the place where it first was.
class Part {
 public:
  Index number(const Shingle& shingle, const char* words, base::Checkpoint& checkpoint) {
    if (2 * (numbered_.size() + 1) > slots_.size()) grow(checkpoint);
    const std::string_view text(words + shingle.begin, shingle.length);
    for (auto slot = shingle.hash & (slots_.size() - 1);; slot = (slot + 1) & (slots_.size() - 1)) {
      auto& id = slots_[slot];
      if (id < 0) {
        id = to_index(numbered_.size(), "shingles");
        numbered_.push_back({shingle.hash, text.data(), text.size()});
        return id;
      }
      const auto& there = numbered_[static_cast<std::size_t>(id)];
      if (there.hash == shingle.hash && std::string_view(there.data, there.length) == text) {
        return id;
      }
    }
  }
  [[nodiscard]] std::size_t size() const { return numbered_.size(); }

 private:
  struct Numbered {
    std::uint64_t hash;
    const char* data;
    std::size_t length;
  };

  void grow(base::Checkpoint& checkpoint) {
    slots_.assign(std::max<std::size_t>(1024, 2 * slots_.size()), -1);
    base::for_each_index(numbered_.size(), checkpoint, [&](std::size_t id) {
      auto slot = numbered_[id].hash & (slots_.size() - 1);
      while (slots_[slot] >= 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<Index>(id);
    });
  }

  std::vector<Index> slots_;
  std::vector<Numbered> numbered_;
};

std::size_t number_part(std::vector<Piece>& pieces, std::size_t p, base::Checkpoint& checkpoint) {
  Part part;
  for (auto& piece : pieces) {
    base::for_each_index(piece.shingles.size(), checkpoint, [&](std::size_t s) {
      const auto& shingle = piece.shingles[s];
      if (part_of(shingle.hash) == p)
        piece.ids[s] = part.number(shingle, piece.words.data(), checkpoint);
    });
  }
  return part.size();
}

// Ids of all parts, sorted and distinct in each article; the shingles themselves go.
void write_ids(Piece& piece, const std::array<Index, n_parts + 1>& first_id,
               base::Checkpoint& checkpoint) {
  base::for_each_index(piece.ids.size(), checkpoint, [&](std::size_t s) {
    piece.ids[s] += first_id[part_of(piece.shingles[s].hash)];
  });
  piece.shingles = {};
  std::size_t begin = 0;
  std::size_t kept = 0;
  for (auto& end : piece.ends) {
    checkpoint();
    auto* const ids = piece.ids.data();
    base::sort(ids + begin, ids + end, checkpoint, std::less<>());
    auto* const last = std::unique(ids + begin, ids + end);
    std::copy(ids + begin, last, ids + kept);
    kept += static_cast<std::size_t>(last - (ids + begin));
    begin = end;
    end = kept;
  }
  piece.ids.resize(kept);
}

}  // namespace

Shingles shingles(std::span<const text::View> texts, std::size_t n_words, const base::Run& run) {
  if (n_words == 0) throw std::invalid_argument("a shingle needs at least 1 word, got 0");
  const tokens::WordTokenizer tokenizer({}, 1, {});
  const auto ranges = text::cut_pieces(texts);
  std::vector<Piece> pieces(ranges.size());
  const auto n_pieces = static_cast<std::int64_t>(pieces.size());
  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    auto& piece = pieces[static_cast<std::size_t>(p)];
    const auto& range = ranges[static_cast<std::size_t>(p)];
    read_piece(texts.subspan(range.begin, range.end - range.begin), tokenizer, n_words, piece,
               checkpoint);
    piece.ids.resize(piece.shingles.size());
  });
  std::array<std::size_t, n_parts> sizes{};
  base::parallel_for(n_parts, run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto part = static_cast<std::size_t>(p);
    sizes[part] = number_part(pieces, part, checkpoint);
  });
  std::array<Index, n_parts + 1> first_id{};
  std::size_t n_ids = 0;
  for (std::size_t part = 0; part < sizes.size(); ++part) {
    n_ids += sizes[part];
    first_id[part + 1] = to_index(n_ids, "shingles");
  }
  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    auto& piece = pieces[static_cast<std::size_t>(p)];
    piece.words = {};
    write_ids(piece, first_id, checkpoint);
  });
  Shingles result;
  result.n_ids = first_id.back();
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::size_t n_kept = 0;
    for (const auto& piece : pieces) n_kept += piece.ids.size();
    result.ids.reserve(n_kept);  // at once: each growth would copy all
    for (auto& piece : pieces) {
      checkpoint();
      const auto before = static_cast<Offset>(result.ids.size());
      for (const auto end : piece.ends) {
        result.indptr.push_back(before + static_cast<Offset>(end));
      }
      result.ids.insert(result.ids.end(), piece.ids.begin(), piece.ids.end());
      piece = {};
    }
  });
  return result;
}

}  // namespace broadsheet::vocabulary
