// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "broadsheet/clustering/live_stories.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "fuzz/hand_made.hpp"
#include "reference/live_stories.hpp"

namespace broadsheet::fuzz {
namespace {

// Numbers of articles, most of them of earlier ones: one or none for each of n.
std::vector<std::int64_t> some_numbers(std::size_t n, Choices& choices) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < n; ++i) {
    const auto earlier = static_cast<std::int64_t>(choices.below(i + 1)) - 1;
    numbers.push_back(choices.once_in(60) ? choices.one_of<std::int64_t>({-2, 1000, -1}) : earlier);
  }
  return numbers;
}

bool check_live_stories(std::uint32_t seed) {
  INFO("seed " << seed);
  Choices choices(seed);
  auto x = hand_made<double>(choices.one_of<Index>({1, 2, 6, 20}), choices);
  if (!choices.once_in(4)) {
    for (auto& value : x.values) value = std::abs(value);
  }
  const auto n = x.indptr.empty() ? 0 : x.indptr.size() - 1;
  std::vector<clustering::Timestamp> times;
  for (std::size_t i = 0; i < n; ++i) times.push_back(static_cast<std::int64_t>(choices.below(90)));
  if (choices.once_in(30)) times.push_back(0);
  if (choices.once_in(30) && !times.empty()) choices.one_of(times) = similarity::unknown_time;
  const auto forced = choices.once_in(2) ? some_numbers(n, choices) : std::vector<std::int64_t>{};
  const auto barred = choices.once_in(2) ? some_numbers(n, choices) : std::vector<std::int64_t>{};
  std::vector<Offset> barred_indptr;
  std::vector<std::int64_t> barred_numbers;
  if (!barred.empty()) barred_indptr.push_back(0);
  for (const auto number : barred) {
    if (number != -1) barred_numbers.push_back(number);
    barred_indptr.push_back(static_cast<Offset>(barred_numbers.size()));
  }
  clustering::LiveOptions options;
  options.window = choices.one_of<std::int64_t>({0, 20, 1000});
  if (choices.once_in(2)) options.sigma = 15.0;
  options.weigh = false;
  const auto least = choices.once_in(30) ? std::nan("") : choices.one_of({.1, .4, 1.});
  clustering::LiveStories live(options);
  clustering::Assigned found;
  const bool refused = refuses([&] {
    found = live.add({x.view(), times, least, forced, barred_indptr, barred_numbers}, {});
  });
  bool valid = !complaint(x, "X") && times.size() == n && least > 0.0;
  for (const auto value : x.values) valid = valid && value > 0.0;
  for (const auto time : times) valid = valid && time != similarity::unknown_time;
  for (std::size_t i = 0; i < n; ++i) {
    const auto is_earlier = [&](std::int64_t number) {
      return number >= -1 && number < static_cast<std::int64_t>(i);
    };
    valid = valid && (forced.empty() || is_earlier(forced[i]));
    valid = valid && (barred.empty() || is_earlier(barred[i]));
  }
  REQUIRE(refused == !valid);
  if (!valid) {
    REQUIRE(live.n_seen() == 0);
    return false;
  }
  reference::LiveStories slow(options);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = x.view().row(static_cast<Index>(i));
    std::map<Index, double> counts;
    for (std::size_t e = 0; e < row.size(); ++e) counts[row.columns[e]] = row.values[e];
    std::set<std::int64_t> closed;
    if (!barred.empty() && barred[i] >= 0) closed.insert(barred[i]);
    const auto expected =
        slow.add(counts, times[i], least, forced.empty() ? -1 : forced[i], closed);
    REQUIRE(found.story[i] == expected.story);
    REQUIRE((found.opened[i] == 0) == expected.similarity.has_value());
    if (expected.similarity) REQUIRE(found.similarity[i] == *expected.similarity);
  }
  return n > 0;
}

// A state that somebody made by hand: what is not refused goes on as a stream does.
bool check_live_state(std::uint32_t seed) {
  INFO("seed " << seed);
  Choices choices(seed);
  const auto x = hand_made<float>(choices.one_of<Index>({1, 2, 6}), choices);
  clustering::LiveState state;
  state.clock = choices.one_of<std::int64_t>({0, 5, 30, similarity::unknown_time});
  state.rows.indptr = x.indptr;
  state.rows.indices.assign(x.indices.begin(), x.indices.end());
  state.rows.values.assign(x.values.begin(), x.values.end());
  state.rows.n_cols = x.n_cols;
  if (!choices.once_in(9)) {
    for (auto& value : state.rows.values) value = choices.one_of({.5F, .25F, 1.F, 0x1p-24F});
  }
  state.frequencies.n_articles = choices.once_in(20) ? -1.0 : 4.0;
  state.frequencies.of_term.assign(static_cast<std::size_t>(std::max<Index>(x.n_cols, 0)), 1.0);
  const auto n = x.indptr.empty() ? 0 : x.indptr.size() - 1;
  for (std::size_t i = 0; i < n; ++i) {
    state.numbers.push_back(static_cast<std::int64_t>(i) + state.n_seen);
    state.n_seen += static_cast<std::int64_t>(choices.below(2));
    state.times.push_back(choices.once_in(200) ? 31 : 0);
    state.stories.push_back(static_cast<std::int64_t>(choices.below(3)));
  }
  state.n_seen += choices.once_in(20) ? 0 : 100;
  state.next_story = choices.once_in(20) ? 1 : 3;
  clustering::LiveOptions options;
  options.window = 30;
  const auto given = state;
  std::unique_ptr<clustering::LiveStories> live;
  const bool refused = refuses([&] {
    clustering::validate(state, options.window, {});
    live = std::make_unique<clustering::LiveStories>(options, std::move(state), base::Run{});
  });
  if (refused) return false;
  REQUIRE(live->state({}).numbers == given.numbers);
  REQUIRE(live->state({}).rows.values == given.rows.values);
  const std::vector<Offset> indptr{0, 1};
  const std::vector<Index> first{0};
  const std::vector<double> one{1.0};
  const std::vector<clustering::Timestamp> now{30};
  if (live->n_terms() > 0) {
    const auto found = live->add({{indptr, first, one, 1}, now, .5, {}, {}, {}}, {});
    REQUIRE(found.story[0] <= live->next_story());
  }
  return n > 0;
}

TEST_CASE("hand-made articles are put into stories as in the reference, or refused", "[fuzz]") {
  for_each_case(false, check_live_stories);
}

TEST_CASE("many hand-made articles are put into stories as in the reference, or refused",
          "[fuzz][slow]") {
  for_each_case(true, check_live_stories);
}

TEST_CASE("a hand-made state of a stream is refused, or goes on", "[fuzz]") {
  for_each_case(false, check_live_state);
}

TEST_CASE("many hand-made states of a stream are refused, or go on", "[fuzz][slow]") {
  for_each_case(true, check_live_state);
}

}  // namespace
}  // namespace broadsheet::fuzz
