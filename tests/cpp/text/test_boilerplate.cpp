// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cstdint>
#include <ctime>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/text/boilerplate.hpp"
#include "broadsheet/text/learned.hpp"
#include "broadsheet/text/recurrences.hpp"
#include "broadsheet/text/unicode.hpp"
#include "catch.hpp"
#include "reference/boilerplate.hpp"
#include "text/texts.hpp"

namespace text = broadsheet::text;
namespace reference = broadsheet::reference;
using broadsheet::Index;
using broadsheet::test::Text;
using Strings = std::vector<std::u32string>;

namespace {

constexpr std::size_t no_cap = 1'000'000;

struct Corpus {
  Strings strings;
  std::vector<Index> sources;
  std::vector<Text> owners;
  std::vector<text::View> views;

  Corpus(Strings s, std::vector<Index> of) : strings(std::move(s)), sources(std::move(of)) {
    for (const auto& string : strings) owners.emplace_back(string);
    for (const auto& owner : owners) views.push_back(owner.view());
  }
  explicit Corpus(Strings s) : Corpus(s, std::vector<Index>(s.size(), 0)) {}

  [[nodiscard]] text::Recurrences count(Index n_sources = 1, int n_threads = 1) const {
    return text::count_recurrences(views, sources, n_sources, no_cap, {n_threads});
  }
};

Strings cleaned(const Strings& strings, bool rules = false) {
  const Corpus corpus(strings);
  const auto learned = text::learn(corpus.count(), {}, {});
  const auto result = text::take_out(corpus.views, corpus.sources, learned, rules, {});
  Strings rest(strings.size());
  for (std::size_t i = 0; i < strings.size(); ++i) {
    for (auto k = result.kept_indptr[i]; k < result.kept_indptr[i + 1]; ++k) {
      const auto& range = result.kept[static_cast<std::size_t>(k)];
      rest[i] += strings[i].substr(range.begin, range.end - range.begin);
    }
  }
  return rest;
}

bool same(const text::Recurrences& a, const text::Recurrences& b) {
  return a.phrases == b.phrases && a.fingerprints == b.fingerprints &&
         a.n_articles == b.n_articles && a.sketches.fingerprints == b.sketches.fingerprints &&
         a.sketches.sizes == b.sketches.sizes && a.sketches.sentences == b.sketches.sentences;
}

// Texts of a few sentences, prompts and odd parts, so that much recurs.
class RandomTexts {
 public:
  explicit RandomTexts(unsigned seed) : random_(seed) {}

  Corpus corpus(std::size_t n_articles, Index n_sources) {
    Strings strings;
    std::vector<Index> sources;
    for (std::size_t a = 0; a < n_articles; ++a) {
      std::u32string string;
      for (auto n = pick(12); n > 0; --n) string += parts[pick(parts.size())];
      strings.push_back(string);
      sources.push_back(static_cast<Index>(pick(static_cast<std::size_t>(n_sources) + 1)) - 1);
    }
    return {strings, sources};
  }

  std::size_t pick(std::size_t n) { return random_() % n; }

 private:
  const Strings parts{U"Get the Mirror in your inbox: ",
                      U"The bridge opened. ",
                      U"Ann won",
                      U" in the end. ",
                      U"\n",
                      U" ",
                      U"But he said so. ",
                      U"Story Continued Below ",
                      U"Copyright 2019 ",
                      U"4 May 2020 ",
                      U"* * * ",
                      U"(Photos: 3) ",
                      U"[quote] ",
                      U"“No,” he said. ",
                      U"the ",
                      U"The ",
                      U"in ",
                      U"In ",
                      U"中文。",
                      U"___ ",
                      U"AFP/Getty ",
                      U"a, ",
                      U"\U0001F600 ",
                      U"ß",
                      U"I ",
                      U"U.S. "};
  std::minstd_rand random_;
};

}  // namespace

TEST_CASE("phrases are counted as the obvious way counts them") {
  RandomTexts random(1);
  for (int round = 0; round < 200; ++round) {
    const auto corpus = random.corpus(random.pick(9), 3);
    const auto expected = reference::count_recurrences(corpus.strings, corpus.sources);
    const auto counted = corpus.count(3, 1 + round % 3);
    text::validate(counted);
    REQUIRE(counted.phrases.size() == expected.size());
    auto entry = expected.begin();
    for (const auto& phrase : counted.phrases) {
      const auto& [place, standing] = *entry++;
      CHECK(std::pair(phrase.key, phrase.source) == place);
      CHECK(phrase.n_whole == standing.whole.size());
      CHECK(phrase.n_part == standing.part.size());
      CHECK(phrase.n_against == standing.against.size());
      CHECK(phrase.n_unknown == standing.unknown.size());
      auto any = standing.whole;
      any.insert(standing.part.begin(), standing.part.end());
      CHECK(phrase.n_any == any.size());
    }
  }
}

TEST_CASE("parts merged in any grouping are the whole") {
  RandomTexts random(2);
  const std::vector<Index> numbers{0, 1, 2};
  for (int round = 0; round < 100; ++round) {
    const auto corpus = random.corpus(12, 3);
    const auto whole = corpus.count(3);
    std::vector<text::Recurrences> parts;
    const auto views = std::span(corpus.views);
    const auto sources = std::span(corpus.sources);
    for (std::size_t i = 0; i < 12; i += 3) {
      parts.push_back(
          text::count_recurrences(views.subspan(i, 3), sources.subspan(i, 3), 3, no_cap, {}));
    }
    while (parts.size() > 1) {
      const auto i = random.pick(parts.size());
      auto j = random.pick(parts.size() - 1);
      if (j >= i) ++j;
      parts[i] = text::merge(parts[i], numbers, parts[j], numbers, 3, {});
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(j));
    }
    CHECK(same(parts[0], whole));
  }
}

TEST_CASE("what stays is the text without what goes, and the white space beside it") {
  RandomTexts random(3);
  for (int round = 0; round < 200; ++round) {
    const auto corpus = random.corpus(10, 1);
    const auto learned = text::learn(corpus.count(), {2, 0.0}, {});
    const auto result =
        text::take_out(corpus.views, corpus.sources, learned, round % 2 == 0, {1 + round % 3});
    for (std::size_t a = 0; a < corpus.strings.size(); ++a) {
      const auto& whole = corpus.strings[a];
      std::vector<bool> stays(whole.size());
      std::size_t end = 0;
      for (auto k = result.kept_indptr[a]; k < result.kept_indptr[a + 1]; ++k) {
        const auto& range = result.kept[static_cast<std::size_t>(k)];
        REQUIRE(range.begin < range.end);
        REQUIRE((k == result.kept_indptr[a] || range.begin > end));
        end = range.end;
        REQUIRE(end <= whole.size());
        std::fill(stays.begin() + static_cast<std::ptrdiff_t>(range.begin),
                  stays.begin() + static_cast<std::ptrdiff_t>(range.end), true);
      }
      std::vector<bool> goes(whole.size());
      std::size_t after = 0;
      for (auto r = result.removed_indptr[a]; r < result.removed_indptr[a + 1]; ++r) {
        const auto& range = result.removed[static_cast<std::size_t>(r)].range;
        REQUIRE(after <= range.begin);
        REQUIRE(range.begin < range.end);
        REQUIRE(!text::is_space(whole[range.begin]));
        REQUIRE(!text::is_space(whole[range.end - 1]));
        after = range.end;
        std::fill(goes.begin() + static_cast<std::ptrdiff_t>(range.begin),
                  goes.begin() + static_cast<std::ptrdiff_t>(range.end), true);
      }
      for (std::size_t i = 0; i < whole.size(); ++i) {
        if (!text::is_space(whole[i])) CHECK(stays[i] != goes[i]);
        if (stays[i]) CHECK(!goes[i]);
      }
    }
  }
}

TEST_CASE("a prompt goes from its own line, from the end of one and from amid one") {
  CHECK(cleaned({U"Ann won.\nFollow us!", U"Ben lost. Follow us!", U"Follow us! Cem ran."}) ==
        Strings{U"Ann won.", U"Ben lost.", U"Cem ran."});
  const std::u32string prompt = U"Story Continued Below ";
  const std::u32string rest = U" senator and the others said it in a while, but he left. ";
  Strings with;
  Strings without;
  const Strings names{U"Ann won. ", U"Ben lost. ", U"Cem ran. ", U"Dee sat. "};
  const Strings starts{U"The", U"But", U"In", U"A"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    without.push_back(names[i] + starts[i] + U" " + names[i].substr(0, 3) + rest + names[i]);
    with.push_back(names[i] + prompt + starts[i] + U" " + names[i].substr(0, 3) + rest + names[i]);
  }
  CHECK(cleaned(with) == without);
}

TEST_CASE("copies count once") {
  const std::u32string story =
      U"The bridge opened on the river. Many people came to see it. Nobody fell into the water. "
      U"Then it rained for the whole night. Follow our page!";
  CHECK(cleaned({story, story, U"Indeed. " + story}) == Strings{story, story, U"Indeed. " + story});
}

TEST_CASE("rare phrases are dropped first, and what is known of their articles") {
  RandomTexts random(4);
  auto counted = random.corpus(30, 2).count(2);
  const auto before = counted.phrases.size();
  std::size_t n_frequent = 0;
  for (const auto& phrase : counted.phrases) n_frequent += phrase.n_any > 8;
  text::drop_rare(counted, before, {});
  CHECK(counted.phrases.size() == before);
  text::drop_rare(counted, before / 3, {});
  CHECK(counted.phrases.size() <= before / 3);
  CHECK(counted.n_dropped == before - counted.phrases.size());
  CHECK(n_frequent <= counted.phrases.size());
  text::validate(counted);
}

TEST_CASE("what is no number is refused") {
  const Corpus corpus({U"a"}, {1});
  CHECK_THROWS_AS(corpus.count(1), std::invalid_argument);
  const auto counted = Corpus({U"a"}).count();
  CHECK_THROWS_AS(text::learn(counted, {1}, {}), std::invalid_argument);
  CHECK_THROWS_AS(text::learn(counted, {3, 1.5}, {}), std::invalid_argument);
  CHECK_THROWS_AS(
      text::merge(counted, std::vector<Index>{1}, counted, std::vector<Index>{0}, 1, {}),
      std::invalid_argument);
}

TEST_CASE("time is linear in one line without an end") {
  const auto seconds = [](std::size_t n) {
    std::u32string line;
    while (line.size() < n) line += U"Word The A ( word [ * * Of ";
    const auto start = std::clock();  // of the processor: other processes do not count
    cleaned({line, line}, true);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  const auto once = std::min({seconds(200'000), seconds(200'000), seconds(200'000)});
  const auto eightfold = std::min({seconds(1'600'000), seconds(1'600'000)});
  CHECK(eightfold < 24 * once);
}
