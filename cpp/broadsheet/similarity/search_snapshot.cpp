// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/search_snapshot.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <thread>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

constexpr auto never = std::numeric_limits<double>::infinity();

}  // namespace

template <Scoring scoring>
SearchSnapshot::Factors SearchSnapshot::make_factors(const base::Run& run) const {
  Factors result(segments_.size());
  std::vector<double> idf;
  if constexpr (scoring == Scoring::tfidf) {
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      base::for_each_index(document_frequencies_.size(), checkpoint, [&](std::size_t t) {
        idf.push_back(Relevance<scoring>::idf(statistics_, document_frequencies_[t]));
      });
    });
  }
  base::parallel_for(
      static_cast<std::int64_t>(segments_.size()), run,
      [&](std::int64_t s, base::Checkpoint& checkpoint) {
        const auto& segment = *segments_[static_cast<std::size_t>(s)];
        const auto gone = removed_in(segment);
        auto& [exact, rough] = result[static_cast<std::size_t>(s)];
        exact.resize(gone.size());
        rough.resize(gone.size());
        base::Pace pace(checkpoint);
        for (std::size_t slot = 0; slot < gone.size(); ++slot) {
          pace.count(1);
          if (gone[slot] != 0) {
            exact[slot] = never;
          } else if constexpr (scoring == Scoring::bm25) {
            exact[slot] = Relevance<scoring>::length_factor(
                statistics_, static_cast<double>(segment.lengths()[slot]));
          } else {
            const auto& rows = segment.rows();
            const auto first = static_cast<std::size_t>(rows.indptr[slot]);
            double square = 0.0;
            pace.each(static_cast<std::size_t>(rows.indptr[slot + 1]) - first, [&](std::size_t e) {
              const auto value = static_cast<double>(rows.counts[first + e]) *
                                 idf[static_cast<std::size_t>(rows.terms[first + e])];
              square += value * value;
            });
            exact[slot] = std::sqrt(square);
          }
          rough[slot] = static_cast<float>(exact[slot]);
        }
      });
  return result;
}

// One thread makes them; others that need them wait, and listen meanwhile.
const SearchSnapshot::Factors& SearchSnapshot::factors(Scoring scoring,
                                                       const base::Run& run) const {
  std::unique_lock lock(mutex_, std::defer_lock);
  if (!lock.try_lock()) {
    base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
      while (!lock.try_lock()) {
        checkpoint();
        std::this_thread::sleep_for(std::chrono::microseconds(100));
      }
    });
  }
  if (!factors_) {
    factors_ = std::make_unique<const Factors>(scoring == Scoring::bm25
                                                   ? make_factors<Scoring::bm25>(run)
                                                   : make_factors<Scoring::tfidf>(run));
  }
  return *factors_;
}

const PostingSegment& segment_of(const SearchSnapshot& snapshot, Index position) {
  const auto& segments = snapshot.segments();
  const auto behind =
      std::upper_bound(segments.begin(), segments.end(), position,
                       [](Index p, const auto& segment) { return p < segment->first_position(); });
  return **std::prev(behind);
}

SearchSnapshot::Factors only_allowed(const SearchSnapshot& snapshot,
                                     const SearchSnapshot::Factors& factors,
                                     std::span<const std::uint8_t> allowed, const base::Run& run) {
  auto result = factors;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (std::size_t s = 0; s < result.size(); ++s) {
      const auto first = static_cast<std::size_t>(snapshot.segments()[s]->first_position());
      base::for_each_index(result[s].exact.size(), checkpoint, [&](std::size_t slot) {
        if (allowed[first + slot] != 0) return;
        result[s].exact[slot] = never;
        result[s].rough[slot] = static_cast<float>(never);
      });
    }
  });
  return result;
}

}  // namespace broadsheet::similarity
