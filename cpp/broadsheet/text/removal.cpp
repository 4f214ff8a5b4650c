// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/removal.hpp"

#include <algorithm>
#include <cstdint>

namespace broadsheet::text {
namespace {

// Collects what stays, told what goes in ascending order.
class Keeper {
 public:
  explicit Keeper(std::vector<Range>& kept) : kept_(kept) {}

  void cut_out(Range range) {
    if (range.begin > next_) kept_.push_back({next_, range.begin});
    next_ = range.end;
  }
  void finish(std::size_t length) { cut_out({length, length}); }

 private:
  std::vector<Range>& kept_;
  std::size_t next_ = 0;  // everything before it is decided
};

// Cuts the runs of units that go, some of which stay: each with the white space after it, but at
// the end with that before it. Calls stays(i) for every other unit, all in order.
template <class Goes, class Stays>
void cut_runs(std::span<const Range> units, Goes&& goes, Stays&& stays, Keeper& keeper) {
  for (std::size_t i = 0; i < units.size();) {
    if (!goes(i)) {
      stays(i++);
      continue;
    }
    const auto first = i;
    while (i < units.size() && goes(i)) ++i;
    if (i < units.size()) {
      keeper.cut_out({units[first].begin, units[i].begin});
    } else {
      // Not the first unit: something of these units stays.
      keeper.cut_out({units[first - 1].end, units.back().end});
    }
  }
}

}  // namespace

void keep_the_rest(const Segments& segments, std::size_t length, std::span<const std::uint8_t> goes,
                   std::vector<Range>& kept) {
  const auto n_lines = segments.lines.size();
  const auto line_goes = [&](std::size_t l) {
    for (auto s = segments.first_sentence[l]; s < segments.first_sentence[l + 1]; ++s) {
      if (goes[s] == 0) return false;
    }
    return true;
  };
  Keeper keeper(kept);
  bool all = true;
  for (const auto sentence_goes : goes) all = all && sentence_goes != 0;
  if (all && n_lines > 0) {
    keeper.cut_out({0, length});
    return;
  }
  cut_runs(
      segments.lines, line_goes,
      [&](std::size_t l) {
        const auto first = segments.first_sentence[l];
        const auto count = segments.first_sentence[l + 1] - first;
        cut_runs(
            std::span(segments.sentences).subspan(first, count),
            [&](std::size_t s) { return goes[first + s] != 0; }, [](std::size_t) {}, keeper);
      },
      keeper);
  keeper.finish(length);
}

}  // namespace broadsheet::text
