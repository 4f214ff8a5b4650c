// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/sketches.hpp"

#include <algorithm>
#include <limits>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/phrase.hpp"

namespace broadsheet::text {
namespace {

// Appends to sketches, one article after another.
class Appender {
 public:
  explicit Appender(Sketches& out) : out_(out) {}

  void add(const Sketches& from, std::size_t article, std::size_t first_sentence) {
    out_.fingerprints.push_back(from.fingerprints[article]);
    out_.sizes.push_back(from.sizes[article]);
    base::append(out_.sentences, from.sentences.data() + first_sentence, from.sizes[article]);
  }

 private:
  Sketches& out_;
};

}  // namespace

Sketches merge(const Sketches& a, const Sketches& b, base::Checkpoint& checkpoint) {
  Sketches result;
  Appender appender(result);
  base::Steps steps(checkpoint);
  std::size_t i = 0;
  std::size_t j = 0;
  std::size_t at_a = 0;
  std::size_t at_b = 0;
  while (i < a.fingerprints.size() || j < b.fingerprints.size()) {
    steps();
    const bool has_a = i < a.fingerprints.size();
    const bool has_b = j < b.fingerprints.size();
    const bool take_a = has_a && (!has_b || a.fingerprints[i] <= b.fingerprints[j]);
    const bool take_b = has_b && (!has_a || b.fingerprints[j] <= a.fingerprints[i]);
    // Equal words, cut into other sentences, are one article: that with the smaller keys.
    const bool prefer_a =
        take_a &&
        !(take_b && std::lexicographical_compare(
                        b.sentences.begin() + static_cast<std::ptrdiff_t>(at_b),
                        b.sentences.begin() + static_cast<std::ptrdiff_t>(at_b + b.sizes[j]),
                        a.sentences.begin() + static_cast<std::ptrdiff_t>(at_a),
                        a.sentences.begin() + static_cast<std::ptrdiff_t>(at_a + a.sizes[i])));
    if (prefer_a) {
      appender.add(a, i, at_a);
    } else {
      appender.add(b, j, at_b);
    }
    if (take_a) at_a += a.sizes[i++];
    if (take_b) at_b += b.sizes[j++];
  }
  return result;
}

Sketches keep_only(const Sketches& sketches, std::span<const std::uint64_t> kept,
                   base::Checkpoint& checkpoint) {
  Sketches result;
  Appender appender(result);
  base::Steps steps(checkpoint);
  auto next = kept.begin();
  std::size_t at = 0;
  for (std::size_t i = 0; i < sketches.fingerprints.size(); ++i) {
    steps();
    while (next != kept.end() && *next < sketches.fingerprints[i]) ++next;
    if (next != kept.end() && *next == sketches.fingerprints[i]) appender.add(sketches, i, at);
    at += sketches.sizes[i];
  }
  return result;
}

SketchIndex::SketchIndex(const Sketches& sketches) : sketches_(sketches) {
  starts_.reserve(sketches.sizes.size() + 1);
  starts_.push_back(0);
  for (const auto size : sketches.sizes) starts_.push_back(starts_.back() + size);
}

std::span<const std::uint64_t> SketchIndex::of(std::uint64_t fingerprint) const {
  const auto& all = sketches_.fingerprints;
  const auto found = std::lower_bound(all.begin(), all.end(), fingerprint);
  if (found == all.end() || *found != fingerprint) return {};
  const auto i = static_cast<std::size_t>(found - all.begin());
  return std::span(sketches_.sentences).subspan(starts_[i], sketches_.sizes[i]);
}

bool are_copies(std::span<const std::uint64_t> a, bool whole_a, std::span<const std::uint64_t> b,
                bool whole_b) {
  constexpr auto all = std::numeric_limits<std::uint64_t>::max();
  const auto limit =
      std::min(whole_a || a.empty() ? all : a.back(), whole_b || b.empty() ? all : b.back());
  std::size_t length_a = 0;
  std::size_t length_b = 0;
  std::size_t shared = 0;
  std::size_t longest = 0;
  auto i = a.begin();
  auto j = b.begin();
  while ((i != a.end() && *i <= limit) || (j != b.end() && *j <= limit)) {
    const bool has_a = i != a.end() && *i <= limit;
    const bool has_b = j != b.end() && *j <= limit;
    const bool take_a = has_a && (!has_b || *i <= *j);
    const bool take_b = has_b && (!has_a || *j <= *i);
    const auto length = words_of(take_a ? *i : *j);
    if (take_a && take_b) {
      shared += length;
      longest = std::max(longest, length);
    }
    if (take_a) {
      length_a += length;
      ++i;
    }
    if (take_b) {
      length_b += length;
      ++j;
    }
  }
  return shared > longest && 2 * (shared - longest) >= std::min(length_a, length_b) - longest;
}

}  // namespace broadsheet::text
