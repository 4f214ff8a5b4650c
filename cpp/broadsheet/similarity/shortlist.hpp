// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/similarity/neighbour.hpp"

namespace broadsheet::similarity {

/// What decides about a row's shortlist besides the estimates.
struct Judge {
  std::size_t k;  ///< neighbours wanted.
  float margin;   ///< how far an estimate may be off.
  double scale;   ///< a canonical score over the estimate that stands for it.
};

/// The rows that may be among the k nearest of one row, by estimates of their scores.
///
/// Whatever is left out is surely no neighbour: its estimate is below the k-th best one by twice
/// the margin, or below the k-th best canonical score by once. So the list depends on the
/// order of the offers, and thereby on the threads, but the k best on it do not.
template <class T>
class Shortlist {
 public:
  /// @param cut  the lowest estimate that is worth an offer.
  void start(float cut) { cut_.store(cut, std::memory_order_relaxed); }

  /// Estimates below this are not worth an offer; rises as offers come.
  [[nodiscard]] float cut() const { return cut_.load(std::memory_order_relaxed); }

  /// Many threads may offer at once.
  /// @param score  (row) -> Neighbour<T>: its canonical score, with the number by which it ranks
  /// among
  ///               equal ones; asked where estimates cannot decide.
  template <class Score>
  void offer(Index row, float estimate, const Judge& judge, const Score& score) {
    const std::lock_guard lock(*this);
    if (estimate < cut()) return;
    entries_.push_back({estimate, row});
    const auto most = judge.k + room(judge.k);
    if (judge.k <= most_sorted) {
      sort_in_last();
      if (entries_.size() >= judge.k) drop_the_rest(judge);
      if (entries_.size() >= most) decide(judge, score);
    } else if (entries_.size() >= most) {
      leave_the_best(judge);
      if (entries_.size() > most - room(judge.k) / 2) decide(judge, score);
    }
  }

  /// The rows left, once there are no more offers; they are given back.
  [[nodiscard]] std::vector<Index> rows(const Judge& judge) {
    if (entries_.size() > judge.k) leave_the_best(judge);
    std::vector<Index> result;
    for (const auto& entry : entries_) result.push_back(entry.row);
    std::vector<Entry>().swap(entries_);
    return result;
  }

  /// The most bytes of a list of k rows out of n.
  [[nodiscard]] static std::size_t bytes(std::size_t k, std::size_t n) {
    return sizeof(Shortlist) + std::bit_ceil(std::min(k + room(k), n) + 1) * sizeof(Entry);
  }

  void lock() {  // held for some nanoseconds; a std::mutex a row would take 40 bytes
    while (busy_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() { busy_.clear(std::memory_order_release); }

 private:
  struct Entry {
    float estimate;
    Index row;
  };

  static bool higher(const Entry& a, const Entry& b) { return a.estimate > b.estimate; }

  // Up to here a list is held sorted, so that its floor rises with each offer: there are fewer of
  // them, and sorting one in costs less than choosing the best again and again.
  static constexpr std::size_t most_sorted = 64;

  static std::size_t room(std::size_t k) { return std::max<std::size_t>(k, 8); }

  void raise(float cut) {
    if (cut > this->cut()) cut_.store(cut, std::memory_order_relaxed);
  }

  void sort_in_last() {
    auto at = entries_.size() - 1;
    const auto last = entries_[at];
    for (; at > 0 && entries_[at - 1].estimate < last.estimate; --at) {
      entries_[at] = entries_[at - 1];
    }
    entries_[at] = last;
  }

  void drop_the_rest(const Judge& judge) {
    raise(entries_[judge.k - 1].estimate - 2 * judge.margin);
    while (entries_.size() > judge.k && entries_.back().estimate < cut()) entries_.pop_back();
  }

  void leave_the_best(const Judge& judge) {
    const auto kth = entries_.begin() + static_cast<std::ptrdiff_t>(judge.k - 1);
    std::nth_element(entries_.begin(), kth, entries_.end(), higher);
    raise(kth->estimate - 2 * judge.margin);
    std::erase_if(entries_, [&](const Entry& entry) { return entry.estimate < cut(); });
  }

  // So many estimates lie within the margin of the k-th that only canonical scores can decide: in a
  // collection with many copies of an article, say.
  template <class Score>
  void decide(const Judge& judge, const Score& score) {
    struct Exact {
      Neighbour<T> neighbour;
      Entry entry;
    };
    std::vector<Exact> exact;
    exact.reserve(entries_.size());
    for (const auto& entry : entries_) exact.push_back({score(entry.row), entry});
    const auto kth = exact.begin() + static_cast<std::ptrdiff_t>(judge.k - 1);
    std::nth_element(exact.begin(), kth, exact.end(), [](const Exact& a, const Exact& b) {
      return better(a.neighbour, b.neighbour);
    });
    raise(static_cast<float>(static_cast<double>(kth->neighbour.score) / judge.scale) -
          judge.margin);
    entries_.clear();
    for (auto e = exact.begin(); e <= kth; ++e) entries_.push_back(e->entry);
    std::sort(entries_.begin(), entries_.end(), higher);
  }

  std::atomic<float> cut_{0.0F};
  std::atomic_flag busy_;
  std::vector<Entry> entries_;
};

}  // namespace broadsheet::similarity
