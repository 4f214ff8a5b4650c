// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/boilerplate.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/listed_phrases.hpp"
#include "broadsheet/text/pieces.hpp"
#include "broadsheet/text/span_finder.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

// What one piece of articles keeps and loses; `n_kept` and `n_removed` are per article.
struct Piece {
  std::vector<Range> kept;
  std::vector<Removal> removed;
  std::vector<std::size_t> n_kept;
  std::vector<std::size_t> n_removed;
};

// Segments whose sentences are cut further, where stretches in them go.
class Refiner {
 public:
  void refine(const View& view, const Segments& from, std::span<const Removal> removed,
              base::Checkpoint& checkpoint) {
    base::Steps steps(checkpoint);
    units_.lines = from.lines;
    units_.sentences.clear();
    units_.first_sentence.clear();
    goes_.clear();
    auto next = removed.begin();
    for (std::size_t l = 0; l < from.lines.size(); ++l) {
      units_.first_sentence.push_back(units_.sentences.size());
      for (auto s = from.first_sentence[l]; s < from.first_sentence[l + 1]; ++s) {
        steps();
        auto rest = from.sentences[s];
        for (; next != removed.end() && next->range.begin < rest.end; ++next) {
          add_rest(view, {rest.begin, next->range.begin});
          units_.sentences.push_back(next->range);
          goes_.push_back(1);
          rest.begin = next->range.end;
        }
        add_rest(view, rest);
      }
    }
    units_.first_sentence.push_back(units_.sentences.size());
  }

  [[nodiscard]] const Segments& units() const { return units_; }
  [[nodiscard]] std::span<const std::uint8_t> goes() const { return goes_; }

 private:
  // A unit that stays, without white space at its ends; none if there is nothing else.
  void add_rest(const View& view, Range range) {
    visit(view, [&](const auto* units, std::size_t) {
      while (range.begin < range.end && is_space(units[range.begin])) ++range.begin;
      while (range.begin < range.end && is_space(units[range.end - 1])) --range.end;
    });
    if (range.begin >= range.end) return;
    units_.sentences.push_back(range);
    goes_.push_back(0);
  }

  Segments units_;
  std::vector<std::uint8_t> goes_;
};

class Cleaner {
 public:
  Cleaner(std::span<const View> texts, std::span<const Index> sources, const LearnedIndex& index,
          bool rules)
      : texts_(texts), sources_(sources), finder_(index, rules) {}

  Piece clean(Range articles, base::Checkpoint& checkpoint) {
    Piece piece;
    for (auto a = articles.begin; a < articles.end; ++a) {
      checkpoint();
      const auto n_kept = piece.kept.size();
      const auto& view = texts_[a];
      cut(view, checkpoint, segments_);
      finder_.find(view, segments_, sources_[a], checkpoint, found_);
      if (found_.empty()) {
        if (view.length > 0) piece.kept.push_back({0, view.length});
      } else {
        refiner_.refine(view, segments_, found_, checkpoint);
        keep_the_rest(refiner_.units(), view.length, refiner_.goes(), piece.kept);
        piece.removed.insert(piece.removed.end(), found_.begin(), found_.end());
      }
      piece.n_kept.push_back(piece.kept.size() - n_kept);
      piece.n_removed.push_back(found_.size());
    }
    return piece;
  }

 private:
  std::span<const View> texts_;
  std::span<const Index> sources_;
  SpanFinder finder_;
  Refiner refiner_;
  Segments segments_;
  std::vector<Removal> found_;
};

// Counts what was taken out, and numbers removals by that list: a phrase of a source is one, and
// what a rule took out of a source.
void list_segments(std::span<const Index> sources, Boilerplate& result,
                   base::Checkpoint& checkpoint) {
  std::map<std::tuple<Index, Reason, std::uint64_t>, std::size_t> number_of;
  std::vector<Index> last_article;
  base::Steps steps(checkpoint);
  for (std::size_t a = 0; a + 1 < result.removed_indptr.size(); ++a) {
    const auto article = static_cast<Index>(a);
    const auto source = std::max(sources[a], Index{-1});
    for (auto r = result.removed_indptr[a]; r < result.removed_indptr[a + 1]; ++r) {
      steps();
      auto& removal = result.removed[static_cast<std::size_t>(r)];
      const auto [place, is_new] = number_of.try_emplace(
          std::tuple(source, removal.reason, removal.key), result.segments.size());
      if (is_new) {
        result.segments.push_back({source, removal.reason, article, removal.range});
        last_article.push_back(-1);
      }
      removal.segment = place->second;
      auto& segment = result.segments[removal.segment];
      ++segment.n_occurrences;
      segment.n_characters += static_cast<Offset>(removal.range.end - removal.range.begin);
      if (last_article[removal.segment] != article) ++segment.n_articles;
      last_article[removal.segment] = article;
    }
  }
}

}  // namespace

Boilerplate take_out(std::span<const View> texts, std::span<const Index> sources,
                     std::span<const LearnedPhrase> learned, bool rules, const base::Run& run) {
  if (texts.size() != sources.size()) {
    throw std::invalid_argument("there are " + std::to_string(texts.size()) + " texts, but " +
                                std::to_string(sources.size()) + " sources");
  }
  static_cast<void>(to_index(texts.size(), "articles"));
  std::vector<LearnedPhrase> phrases(learned.begin(), learned.end());
  if (rules) {
    const auto more = listed_phrases();
    phrases.insert(phrases.end(), more.begin(), more.end());
  }
  const LearnedIndex index(phrases);

  const auto ranges = cut_pieces(texts);
  std::vector<Piece> pieces(ranges.size());
  base::parallel_for(std::ssize(pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto i = static_cast<std::size_t>(p);
    pieces[i] = Cleaner(texts, sources, index, rules).clean(ranges[i], checkpoint);
  });

  Boilerplate result;
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (const auto& piece : pieces) {
      checkpoint();
      result.kept.insert(result.kept.end(), piece.kept.begin(), piece.kept.end());
      result.removed.insert(result.removed.end(), piece.removed.begin(), piece.removed.end());
      for (const auto n : piece.n_kept) {
        result.kept_indptr.push_back(result.kept_indptr.back() + static_cast<Offset>(n));
      }
      for (const auto n : piece.n_removed) {
        result.removed_indptr.push_back(result.removed_indptr.back() + static_cast<Offset>(n));
      }
    }
    list_segments(sources, result, checkpoint);
  });
  return result;
}

}  // namespace broadsheet::text
