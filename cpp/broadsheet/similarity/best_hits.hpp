// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace broadsheet::similarity {

/// The k best of what is offered: the greatest scores, of equal ones the lowest numbers.
/// @tparam Number  of an article.
template <class Number>
class BestHits {
 public:
  struct Hit {
    float score;
    Number number;

    friend bool operator<(const Hit& a, const Hit& b) {  // whether a is better
      return a.score != b.score ? a.score > b.score : a.number < b.number;
    }
  };

  void clear(std::size_t k) {
    k_ = k;
    hits_.clear();
  }

  void offer(float score, Number number) {
    if (hits_.size() == k_ && score < hits_.front().score) return;
    const Hit hit{score, number};
    if (hits_.size() < k_) {
      hits_.push_back(hit);
    } else if (hit < hits_.front()) {
      std::pop_heap(hits_.begin(), hits_.end());
      hits_.back() = hit;
    } else {
      return;
    }
    std::push_heap(hits_.begin(), hits_.end());
  }

  /// The k-th best score so far; 0 while there are fewer.
  [[nodiscard]] float floor() const { return hits_.size() < k_ ? 0.0F : hits_.front().score; }

  /// In no order.
  [[nodiscard]] std::span<const Hit> hits() const { return hits_; }

  /// Best first. Nothing may be offered after that.
  [[nodiscard]] std::span<const Hit> sorted() {
    std::sort(hits_.begin(), hits_.end());
    return hits_;
  }

 private:
  std::size_t k_ = 0;
  std::vector<Hit> hits_;  // a heap, the worst in front
};

}  // namespace broadsheet::similarity
