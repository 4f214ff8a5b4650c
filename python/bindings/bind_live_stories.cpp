// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "arrays.hpp"
#include "bindings.hpp"
#include "broadsheet/clustering/live_stories.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

using namespace pybind11::literals;
using clustering::LiveStories;

clustering::LiveOptions live_options(std::int64_t window_us, std::optional<double> sigma_us,
                                     std::optional<std::int64_t> half_life_us, bool weigh) {
  return {.window = window_us, .sigma = sigma_us, .half_life = half_life_us, .weigh = weigh};
}

std::optional<std::int64_t> clock_of(const LiveStories& live) {
  if (live.clock() == similarity::unknown_time) return std::nullopt;
  return live.clock();
}

using Barred = std::tuple<In<Offset>, In<std::int64_t>>;

py::tuple add_articles(LiveStories& self, const In<Offset>& indptr, const In<Index>& indices,
                       const In<double>& data, Index n_cols, const In<std::int64_t>& timestamps,
                       double min_similarity, const std::optional<In<std::int64_t>>& forced,
                       const std::optional<Barred>& barred, const py::object& progress) {
  clustering::Arrivals arrivals{.rows = borrow_csr(indptr, indices, data, n_cols),
                                .times = borrow(timestamps, "timestamps"),
                                .min_similarity = min_similarity};
  if (forced) arrivals.forced = borrow(*forced, "forced");
  if (barred) {
    arrivals.barred_indptr = borrow(std::get<0>(*barred), "barred's indptr");
    arrivals.barred = borrow(std::get<1>(*barred), "barred");
  }
  auto assigned = call(1, progress, [&](const base::Run& run) { return self.add(arrivals, run); });
  auto& ended = assigned.ended;
  return py::make_tuple(give(std::move(assigned.story)), give(std::move(assigned.similarity)),
                        give(std::move(assigned.opened)).attr("view")("bool"),
                        py::make_tuple(give(std::move(ended.story)), give(std::move(ended.at)),
                                       give(std::move(ended.row))));
}

py::tuple advance_clock(LiveStories& self, std::int64_t now_us) {
  auto ended = call(1, py::none(), [&](const base::Run& run) { return self.advance(now_us, run); });
  return py::make_tuple(give(std::move(ended.story)), give(std::move(ended.at)));
}

py::tuple live_articles(const LiveStories& self) {
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> times;
  std::vector<std::int64_t> stories;
  for (const auto& [number, article] : self.articles()) {
    numbers.push_back(number);
    times.push_back(article.time);
    stories.push_back(article.story);
  }
  return py::make_tuple(give(std::move(numbers)), give(std::move(times)), give(std::move(stories)));
}

py::tuple live_rows(const LiveStories& self) {
  auto rows = call(1, py::none(), [&](const base::Run& run) { return self.state(run).rows; });
  const auto n_cols = rows.n_cols;
  auto arrays = give_csr(std::move(rows));
  return py::make_tuple(arrays[0], arrays[1], arrays[2], n_cols);
}

py::tuple live_state(const LiveStories& self) {
  auto state = call(1, py::none(), [&](const base::Run& run) { return self.state(run); });
  auto& frequencies = state.frequencies;
  return py::make_tuple(py::make_tuple(state.clock, state.n_seen, state.next_story),
                        py::make_tuple(frequencies.landmark, frequencies.n_articles,
                                       give(std::move(frequencies.of_term))),
                        py::make_tuple(give(std::move(state.numbers)), give(std::move(state.times)),
                                       give(std::move(state.stories))),
                        give_csr(std::move(state.rows)));
}

using LiveArrays = std::tuple<std::tuple<std::int64_t, std::int64_t, std::int64_t>,
                              std::tuple<std::int64_t, double, In<double>>,
                              std::tuple<In<std::int64_t>, In<std::int64_t>, In<std::int64_t>>,
                              std::tuple<In<Offset>, In<Index>, In<float>>>;

std::unique_ptr<LiveStories> live_of_state(const LiveArrays& arrays,
                                           const clustering::LiveOptions& options) {
  const auto& [counters, frequencies, articles, rows] = arrays;
  const auto copy = [](auto borrowed, auto& into) {
    into.assign(borrowed.begin(), borrowed.end());
  };
  clustering::LiveState state;
  std::tie(state.clock, state.n_seen, state.next_story) = counters;
  state.frequencies.landmark = std::get<0>(frequencies);
  state.frequencies.n_articles = std::get<1>(frequencies);
  copy(borrow(std::get<2>(frequencies), "frequencies"), state.frequencies.of_term);
  copy(borrow(std::get<0>(articles), "numbers"), state.numbers);
  copy(borrow(std::get<1>(articles), "times"), state.times);
  copy(borrow(std::get<2>(articles), "stories"), state.stories);
  copy(borrow(std::get<0>(rows), "indptr"), state.rows.indptr);
  copy(borrow(std::get<1>(rows), "indices"), state.rows.indices);
  copy(borrow(std::get<2>(rows), "data"), state.rows.values);
  state.rows.n_cols = to_index(state.frequencies.of_term.size(), "terms");
  return call(1, py::none(), [&](const base::Run& run) {
    clustering::validate(state, options.window, run);
    return std::make_unique<LiveStories>(options, std::move(state), run);
  });
}

}  // namespace

void bind_live_stories(py::module_& m) {
  py::class_<LiveStories>(m, "LiveStories", "Stories of a stream; see clustering/live_stories.hpp.")
      .def(py::init([](std::int64_t window_us, std::optional<double> sigma_us,
                       std::optional<std::int64_t> half_life_us, bool weigh,
                       const std::optional<LiveArrays>& state) {
             const auto options = live_options(window_us, sigma_us, half_life_us, weigh);
             return state ? live_of_state(*state, options) : std::make_unique<LiveStories>(options);
           }),
           py::kw_only(), "window_us"_a, "sigma_us"_a, "half_life_us"_a, "weigh"_a = true,
           "state"_a = py::none())
      .def("add", &add_articles,
           "(story, similarity, opened, (ended_story, ended_at, ended_row)) of articles that come.",
           "indptr"_a.noconvert(), "indices"_a.noconvert(), "data"_a.noconvert(), "n_cols"_a,
           "timestamps"_a.noconvert(), py::kw_only(), "min_similarity"_a,
           "forced"_a.noconvert() = py::none(), "barred"_a.noconvert() = py::none(),
           "progress"_a = py::none())
      .def("advance", &advance_clock,
           "(ended_story, ended_at) of a clock that moves on without an article.", "now_us"_a)
      .def("live", &live_articles, "(number, timestamp, story) of articles that live.")
      .def("rows", &live_rows, "(indptr, indices, data, n_cols) of their unit rows.")
      .def(
          "regroup",
          [](LiveStories& self, const In<std::int64_t>& stories, std::int64_t next_story) {
            const auto story_of = borrow(stories, "stories");
            call(1, py::none(),
                 [&](const base::Run& run) { self.regroup(story_of, next_story, run); });
          },
          "Gives the articles that live other stories.", "stories"_a.noconvert(), "next_story"_a)
      .def("commit", &LiveStories::commit, "What was done stays.")
      .def("rollback", &LiveStories::rollback, "Undoes all since the last commit.")
      .def("state", &live_state, "All that it knows, as arrays, for the argument `state`.")
      .def_property_readonly("clock", &clock_of, "The newest time, or None.")
      .def_property_readonly("n_seen", &LiveStories::n_seen, "Articles so far.")
      .def_property_readonly("next_story", &LiveStories::next_story, "The id of the next story.")
      .def_property_readonly("n_live", &LiveStories::n_live, "Articles that live.")
      .def_property_readonly("n_stories", &LiveStories::n_stories, "Stories that live.")
      .def_property_readonly("n_terms", &LiveStories::n_terms, "Terms so far.");
}

}  // namespace broadsheet::bindings
