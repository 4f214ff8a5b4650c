// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/text/boilerplate.hpp"
#include "broadsheet/text/copies.hpp"
#include "broadsheet/text/recurring.hpp"
#include "catch.hpp"
#include "reference/boilerplate.hpp"
#include "text/texts.hpp"

namespace text = broadsheet::text;
namespace reference = broadsheet::reference;
using broadsheet::Index;
using broadsheet::test::Text;
using Strings = std::vector<std::u32string>;

namespace {

struct Corpus {
  Strings strings;
  std::vector<Index> sources;
  std::vector<Text> owners;
  std::vector<text::View> views;

  Corpus(Strings s, std::vector<Index> of, const std::vector<text::Width>& widths = {})
      : strings(std::move(s)), sources(std::move(of)) {
    for (std::size_t i = 0; i < strings.size(); ++i) {
      owners.emplace_back(strings[i], widths.empty() ? text::Width::one : widths[i]);
    }
    for (const auto& owner : owners) views.push_back(owner.view());
  }
  explicit Corpus(Strings s) : Corpus(s, std::vector<Index>(s.size(), 0)) {}
};

text::Boilerplate find(const Corpus& corpus, Index min_articles = 3, int n_threads = 1) {
  return text::find_boilerplate(corpus.views, corpus.sources, {min_articles}, {n_threads});
}

Strings kept(const Corpus& corpus, const text::Boilerplate& found) {
  Strings result;
  for (std::size_t i = 0; i < corpus.strings.size(); ++i) {
    std::u32string rest;
    for (auto k = found.kept_indptr[i]; k < found.kept_indptr[i + 1]; ++k) {
      const auto& range = found.kept[static_cast<std::size_t>(k)];
      rest += corpus.strings[i].substr(range.begin, range.end - range.begin);
    }
    result.push_back(rest);
  }
  return result;
}

Strings cleaned(const Strings& strings) {
  const Corpus corpus(strings);
  return kept(corpus, find(corpus));
}

// A story of ten sentences that no other number has.
std::u32string story(unsigned number) {
  std::u32string name;
  for (auto n = number; n > 0; n /= 10) name += U'0' + n % 10;
  std::u32string result;
  for (char32_t letter = U'A'; letter <= U'J'; ++letter) {
    result += U"Sentence ";
    result += letter;
    result += U" of story " + name + (letter == U'J' ? U" ends here." : U" goes on. ");
  }
  return result;
}

void check_same(const text::Boilerplate& a, const text::Boilerplate& b) {
  REQUIRE(a.kept_indptr == b.kept_indptr);
  REQUIRE(a.kept == b.kept);
  REQUIRE(a.removed_indptr == b.removed_indptr);
  REQUIRE(a.removed.size() == b.removed.size());
  for (std::size_t r = 0; r < a.removed.size(); ++r) {
    REQUIRE(a.removed[r].range == b.removed[r].range);
    REQUIRE(a.removed[r].segment == b.removed[r].segment);
  }
  REQUIRE(a.segments.size() == b.segments.size());
  for (std::size_t s = 0; s < a.segments.size(); ++s) {
    const auto& x = a.segments[s];
    const auto& y = b.segments[s];
    REQUIRE((x.source == y.source && x.article == y.article && x.range == y.range &&
             x.n_articles == y.n_articles && x.n_occurrences == y.n_occurrences));
  }
}

}  // namespace

TEST_CASE("what three articles of a source repeat is taken out") {
  const Corpus corpus({story(1) + U"\n\nRead our newsletter!\n\n" + story(2),
                       story(3) + U" Read  our newsletter! " + story(4),
                       U"Read our\u00A0newsletter!\n" + story(5) + U"\nRead our newsletter!"});
  const auto found = find(corpus);
  CHECK(kept(corpus, found) ==
        Strings{story(1) + U"\n\n" + story(2), story(3) + U" " + story(4), story(5)});
  REQUIRE(found.segments.size() == 1);
  CHECK(found.segments[0].source == 0);
  CHECK(found.segments[0].article == 0);
  CHECK(found.segments[0].range == text::Range{story(1).size() + 2, story(1).size() + 22});
  CHECK(found.segments[0].n_articles == 3);
  CHECK(found.segments[0].n_occurrences == 4);
  CHECK(found.removed_indptr == std::vector<broadsheet::Offset>{0, 1, 2, 4});
}

TEST_CASE("two articles are too few, and one that repeats itself is one") {
  const auto twice = story(1) + U"\nJoin us.\nJoin us.\nJoin us.";
  const Strings strings{twice, story(2) + U"\nJoin us."};
  CHECK(cleaned(strings) == strings);
}

TEST_CASE("articles without a source, and those of other sources, stay whole") {
  Strings with;
  for (unsigned i = 0; i < 8; ++i) with.push_back(story(i) + U"\nJoin us.");
  const Corpus corpus(with, {-1, -1, -1, -7, 0, 0, 1, 1});
  CHECK(kept(corpus, find(corpus)) == with);
  const Corpus empty(Strings(6));
  CHECK(kept(empty, find(empty)) == empty.strings);
  CHECK(find(empty).kept.empty());
}

TEST_CASE("segments without a word stay, unless in a line that goes") {
  Strings strings;
  Strings expected;
  for (unsigned i = 0; i < 4; ++i) {
    strings.push_back(story(i) + U"\n* * *\nJoin us! >>> !\n\u2014");
    expected.push_back(story(i) + U"\n* * *\n\u2014");
  }
  CHECK(cleaned(strings) == expected);
}

TEST_CASE("white space: paragraphs stay apart and no end is left ragged") {
  Strings strings;
  Strings expected;
  for (unsigned i = 1; i < 4; ++i) {
    strings.push_back(U"  Ad one.\n" + story(i) + U" Ad one. Ad two.\n\n" + story(10 + i) +
                      U"\n\nAd one.\nAd two.\n");
    expected.push_back(U"  " + story(i) + U"\n\n" + story(10 + i) + U"\n");
  }
  CHECK(cleaned(strings) == expected);
}

TEST_CASE("an article of nothing but boilerplate is left empty") {
  Strings strings;
  for (unsigned i = 1; i < 6; ++i) strings.push_back(story(i) + U"\nLog in.\nJoin us today.");
  strings.push_back(U" Log in.\n");
  CHECK(cleaned(strings).back().empty());
}

TEST_CASE("copies count once: reprints stay whole") {
  auto edited = story(1);
  edited.replace(edited.find(U"Sentence C"), 10, U"Phrase C!!");
  auto other = story(1);
  other.replace(other.find(U"Sentence H"), 10, U"Phrase H!!");
  const Strings strings{story(1), edited, story(2), other, story(1) + U" And more."};
  CHECK(cleaned(strings) == strings);

  // They still count as one among articles that are none: two more make three.
  Strings with;
  Strings expected;
  for (const auto& s : {story(1), edited, story(2), story(3)}) {
    with.push_back(s + U"\nJoin us.");
    expected.push_back(s);
  }
  CHECK(cleaned(with) == expected);
  CHECK(cleaned({with[0], with[1], with[2]}) == Strings{with[0], with[1], with[2]});
}

TEST_CASE("short articles with one longer notice are no copies") {
  const std::u32string notice = U"\nGet the Mirror delivered to your inbox every week:";
  CHECK(cleaned({U"One." + notice, U"Two." + notice, U"Three." + notice}) ==
        Strings{U"One.", U"Two.", U"Three."});
}

TEST_CASE("equal hashes do not make segments equal") {
  // By the base 1 the hash is a sum: all anagrams collide.
  const Corpus corpus(
      {story(1) + U"\nJoin us now.", story(2) + U"\nJoin us own.", story(3) + U"\nJoin us won."});
  const auto found =
      text::find_boilerplate(corpus.views, corpus.sources, {}, {}, text::Fingerprints(1));
  CHECK(kept(corpus, found) == corpus.strings);
}

TEST_CASE("a line's hash is that of its sentences joined") {
  const std::u32string whole = U"Ab cd. De  f! \u4E2D\u3002\u6587 g";
  const auto segments = broadsheet::test::cut(whole);
  REQUIRE(segments.sentences.size() == 4);
  const Text owner(whole);
  broadsheet::test::with_checkpoint([&](auto& checkpoint) {
    const auto prints = text::Fingerprints::random();
    auto joined = prints(owner.view(), segments.sentences[0], checkpoint);
    for (std::size_t s = 1; s < segments.sentences.size(); ++s) {
      const auto& range = segments.sentences[s];
      joined = prints.join(joined, segments.sentences[s - 1].end < range.begin,
                           prints(owner.view(), range, checkpoint));
    }
    const auto line = prints(owner.view(), segments.lines[0], checkpoint);
    CHECK(joined.hash == line.hash);
    CHECK(joined.length == line.length);
    CHECK(joined.has_word == line.has_word);
  });
}

TEST_CASE("wrong arguments are refused") {
  const Corpus corpus(Strings{U"a"});
  CHECK_THROWS_AS(find(corpus, 1), std::invalid_argument);
  CHECK_THROWS_AS(text::find_boilerplate(corpus.views, {}, {}, {}), std::invalid_argument);
}

namespace {

// Articles of a few sources, put together from few sentences, some copied with edits.
Corpus random_corpus(std::mt19937& random) {
  const Strings parts{U"Join us.",     U"Read more!",
                      U"a b",          U"a  b.",
                      U"Ad\u3002",     U"* * *",
                      U"\u2014.",      U"B.",
                      U"1. x",         U"He said: \u201CNo.\u201D",
                      U"\u4E2D\u6587", U"\U0001F600 ok.",
                      U"U.S.",         U"Longer than the others are."};
  const Strings gaps{U" ", U"\n", U"  ", U"\u00A0", U"\n\n", U" \r\n "};
  const auto pick = [&](const Strings& from) { return from[random() % from.size()]; };
  const auto unique = [&] {
    return U"Word" + std::u32string(1, static_cast<char32_t>(U'a' + random() % 400)) + U".";
  };
  Strings strings;
  std::vector<Index> sources;
  std::vector<text::Width> widths;
  const auto n = random() % 20;
  for (std::size_t i = 0; i < n; ++i) {
    std::u32string whole;
    if (!strings.empty() && random() % 3 == 0) {
      whole = strings[random() % strings.size()];
      if (random() % 2) whole.insert(random() % (whole.size() + 1), pick(gaps) + unique() + U" ");
    } else {
      for (auto s = random() % 9; s > 0; --s) {
        if (random() % 8 == 0) whole += pick(gaps);
        whole += random() % 2 ? unique() : pick(parts);
        whole += pick(gaps);
      }
    }
    strings.push_back(whole);
    sources.push_back(random() % 4 < 3 ? 0 : static_cast<Index>(random() % 3) - 1);
    widths.push_back(
        std::vector{text::Width::one, text::Width::two, text::Width::four}[random() % 3]);
  }
  return {strings, sources, widths};
}

void check_against_reference(const Corpus& corpus, const text::Boilerplate& found,
                             const reference::Cleaned& expected) {
  for (std::size_t i = 0; i < corpus.strings.size(); ++i) {
    std::vector<bool> mask(corpus.strings[i].size());
    std::size_t before = 0;
    for (auto k = found.kept_indptr[i]; k < found.kept_indptr[i + 1]; ++k) {
      const auto& range = found.kept[static_cast<std::size_t>(k)];
      REQUIRE(range.begin < range.end);
      REQUIRE((k == found.kept_indptr[i] || range.begin > before));
      before = range.end;
      for (auto c = range.begin; c < range.end; ++c) mask[c] = true;
    }
    REQUIRE(mask == expected.kept[i]);
    std::vector<reference::Removed> removed;
    for (auto r = found.removed_indptr[i]; r < found.removed_indptr[i + 1]; ++r) {
      const auto& removal = found.removed[static_cast<std::size_t>(r)];
      const auto& segment = found.segments[removal.segment];
      const auto& model = corpus.strings[static_cast<std::size_t>(segment.article)];
      REQUIRE(segment.source == corpus.sources[i]);
      removed.push_back({removal.range.begin, removal.range.end,
                         reference::key_of(model.substr(segment.range.begin,
                                                        segment.range.end - segment.range.begin))});
    }
    REQUIRE(removed == expected.removed[i]);
  }
}

void check_counts(const text::Boilerplate& found) {
  std::vector<broadsheet::Offset> occurrences(found.segments.size());
  std::vector<std::set<std::size_t>> articles(found.segments.size());
  for (std::size_t i = 0; i + 1 < found.removed_indptr.size(); ++i) {
    for (auto r = found.removed_indptr[i]; r < found.removed_indptr[i + 1]; ++r) {
      const auto segment = found.removed[static_cast<std::size_t>(r)].segment;
      ++occurrences[segment];
      articles[segment].insert(i);
    }
  }
  for (std::size_t s = 0; s < found.segments.size(); ++s) {
    REQUIRE(found.segments[s].n_occurrences == occurrences[s]);
    REQUIRE(static_cast<std::size_t>(found.segments[s].n_articles) == articles[s].size());
  }
}

}  // namespace

TEST_CASE("the fast way and the slow way agree") {
  std::mt19937 random(19771231);
  std::size_t n_removed = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto corpus = random_corpus(random);
    const auto min_articles = static_cast<Index>(2 + random() % 2);
    const auto expected = reference::find_boilerplate(corpus.strings, corpus.sources,
                                                      static_cast<std::size_t>(min_articles));
    const auto found = find(corpus, min_articles);
    INFO("round " << round);
    check_against_reference(corpus, found, expected);
    check_counts(found);
    check_same(found, find(corpus, min_articles, 3));
    check_same(found, text::find_boilerplate(corpus.views, corpus.sources, {min_articles}, {},
                                             text::Fingerprints(1)));
    n_removed += found.removed.size();
  }
  CHECK(n_removed > 4000);
}

TEST_CASE("large collections: many pieces, the same result on any number of threads") {
  Strings strings;
  Strings expected;
  for (unsigned i = 0; i < 6000; ++i) {
    strings.push_back(story(i + 1) + U"\nJoin us.");
    expected.push_back(story(i + 1));
  }
  const Corpus corpus(strings);
  const auto found = find(corpus);
  CHECK(kept(corpus, found) == expected);
  check_same(found, find(corpus, 3, 4));
}

TEST_CASE("one article, ten thousand times, takes linear time and stays whole") {
  const Corpus corpus(Strings(10'000, story(1) + U"\nJoin us."));
  const auto start = std::chrono::steady_clock::now();
  CHECK(kept(corpus, find(corpus)) == corpus.strings);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("an article of many segments, each shared with another one, takes linear time") {
  Strings strings{U""};
  for (unsigned i = 1; i < 20'000; ++i) {
    const auto sentence = U"Line " + std::u32string(1, char32_t{0x4E00} + i) + U"\n";
    strings[0] += sentence;
    strings.push_back(sentence + story(i));
  }
  const Corpus corpus(strings);
  CHECK(kept(corpus, find(corpus)) == corpus.strings);
}

namespace {

class Stop final : public broadsheet::base::Monitor {
 public:
  void poll(std::int64_t, std::int64_t) override { throw std::runtime_error("stop"); }
};

}  // namespace

TEST_CASE("a long call can be stopped, also within one long text") {
  std::u32string line;
  while (line.size() < 40'000'000) line += U"One more sentence of a text without a line break. ";
  const Corpus corpus(Strings{line});
  Stop stop;
  CHECK_THROWS_WITH(text::find_boilerplate(corpus.views, corpus.sources, {}, {1, &stop}), "stop");
}
