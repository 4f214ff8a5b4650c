// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/living_frequencies.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {
namespace {

// The landmark moves before powers of two leave a double's range, 2^-1022 to 2^1024, and by as many
// half-lives as leave room on both sides.
constexpr std::int64_t most_half_lives = 512;
constexpr std::int64_t step = 256;

void require_frequency(double value, const std::string& what) {
  if (!(value >= 0.0 && std::isfinite(value))) {
    throw std::invalid_argument(what + " must be finite and at least 0, got " +
                                std::to_string(value));
  }
}

}  // namespace

LivingFrequencies::LivingFrequencies(std::optional<std::int64_t> half_life)
    : LivingFrequencies(half_life, {}) {}

LivingFrequencies::LivingFrequencies(std::optional<std::int64_t> half_life, State state)
    : half_life_(half_life), state_(std::move(state)) {
  if (half_life_ && *half_life_ < 1) {
    throw std::invalid_argument("half_life must be at least a microsecond, got " +
                                std::to_string(*half_life_));
  }
  require_frequency(state_.n_articles, "the number of articles");
  for (std::size_t t = 0; t < state_.of_term.size(); ++t) {
    require_frequency(state_.of_term[t], "the frequency of term " + std::to_string(t));
  }
}

double LivingFrequencies::half_lives_to(Timestamp time) const {
  if (!half_life_) return 0.0;
  const auto apart = static_cast<double>(similarity::distance(time, state_.landmark)) /
                     static_cast<double>(*half_life_);
  return time < state_.landmark ? -apart : apart;
}

void LivingFrequencies::move_landmark(Timestamp now) {
  if (state_.n_articles == 0.0) {  // and with it each frequency
    state_.landmark = now;
    return;
  }
  if (!half_life_ || half_lives_to(now) <= static_cast<double>(most_half_lives)) return;
  const auto distance = similarity::distance(now, state_.landmark);
  const auto half_life = static_cast<std::uint64_t>(*half_life_);
  const auto steps = distance / half_life / static_cast<std::uint64_t>(step);
  const auto half_lives = steps * static_cast<std::uint64_t>(step);
  moves_.push_back({changes_.size(), state_.of_term});
  // Beyond 2^-2000 there is nothing left of any double.
  const int halvings = half_lives > 4096 ? 4096 : static_cast<int>(half_lives);
  for (auto& frequency : state_.of_term) frequency = std::ldexp(frequency, -halvings);
  state_.n_articles = std::ldexp(state_.n_articles, -halvings);
  state_.landmark =
      static_cast<Timestamp>(static_cast<std::uint64_t>(state_.landmark) + half_lives * half_life);
}

void LivingFrequencies::count(std::span<const Index> columns, Timestamp time, Timestamp now) {
  if (const auto n = changes_.size() + columns.size(); n > changes_.capacity()) {
    changes_.reserve(std::max(n, 2 * changes_.capacity()));
  }
  move_landmark(now);
  const auto weight = std::exp2(half_lives_to(time));
  state_.n_articles += weight;
  for (const auto column : columns) {
    auto& frequency = state_.of_term[static_cast<std::size_t>(column)];
    changes_.push_back({column, frequency});
    frequency += weight;
  }
}

void LivingFrequencies::weigh(std::span<const Index> columns, std::span<const double> counts,
                              Timestamp now, std::span<double> weights) const {
  const auto decay = std::exp2(-half_lives_to(now));
  const auto all = 1.0 + state_.n_articles * decay;
  for (std::size_t e = 0; e < columns.size(); ++e) {
    const auto frequency = state_.of_term[static_cast<std::size_t>(columns[e])] * decay;
    const auto idf = std::log(all / (1.0 + frequency)) + 1.0;
    const auto tf = counts[e] < 1.0 ? counts[e] : 1.0 + std::log(counts[e]);
    weights[e] = tf * idf;
  }
}

void LivingFrequencies::resize(Index n_terms) {
  if (n_terms > this->n_terms()) state_.of_term.resize(static_cast<std::size_t>(n_terms), 0.0);
}

LivingFrequencies::Mark LivingFrequencies::mark() const {
  return {changes_.size(), moves_.size(), state_.of_term.size(), state_.landmark,
          state_.n_articles};
}

void LivingFrequencies::undo(const Mark& mark) noexcept {
  const auto take_back = [&](std::size_t n_changes) {
    while (changes_.size() > n_changes) {
      const auto& change = changes_.back();
      state_.of_term[static_cast<std::size_t>(change.term)] = change.before;
      changes_.pop_back();
    }
  };
  while (moves_.size() > mark.n_moves) {
    take_back(moves_.back().n_changes);
    state_.of_term = std::move(moves_.back().before);
    moves_.pop_back();
  }
  take_back(mark.n_changes);
  state_.of_term.resize(mark.n_terms);
  state_.landmark = mark.landmark;
  state_.n_articles = mark.n_articles;
}

void LivingFrequencies::commit() noexcept {
  changes_.clear();
  moves_.clear();
}

}  // namespace broadsheet::clustering
