// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <set>
#include <string>

#include "broadsheet/tokens/hash.hpp"
#include "catch.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

std::uint64_t little_endian(const std::string& bytes) {
  std::uint64_t word = 0;
  for (auto i = bytes.size(); i > 0; --i) {
    word = word << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return word;
}

TEST_CASE("a term's words are its first and last eight bytes", "[tokens]") {
  std::string term;
  for (char c = 'a'; term.size() <= 40; c = c == 'z' ? '\xE9' : static_cast<char>(c + 1)) {
    const auto words = test::Term(term, '\xFF').token().words;
    const auto n = term.size() < 8 ? term.size() : 8;
    INFO("length " << term.size());
    REQUIRE(words.first == little_endian(term.substr(0, n)));
    REQUIRE(words.last == little_endian(term.substr(term.size() - n)));
    term += c;
  }
}

TEST_CASE("what stands behind a term does not matter", "[tokens]") {
  std::string term;
  for (int length = 0; length < 60; ++length, term += 'x') {
    const test::Term a(term, '\0');
    const test::Term b(term, '\xFF');
    REQUIRE(a.token().words == b.token().words);
    REQUIRE(a.token().hash == b.token().hash);
  }
}

TEST_CASE("each bit of a term, its length and the seed change its hash", "[tokens]") {
  for (std::size_t length = 0; length < 50; ++length) {
    const std::string term(length, '\0');
    std::set<std::uint64_t> hashes{test::Term(term).token(1).hash, test::Term(term).token(2).hash,
                                   test::Term(term + '\0').token(1).hash};
    for (std::size_t bit = 0; bit < 8 * length; ++bit) {
      auto other = term;
      other[bit / 8] = static_cast<char>(1 << bit % 8);
      hashes.insert(test::Term(other).token(1).hash);
    }
    REQUIRE(hashes.size() == 3 + 8 * length);
  }
}

TEST_CASE("the seed stays the same within a process", "[tokens]") {
  REQUIRE(process_seed() == process_seed());
}

}  // namespace
}  // namespace broadsheet::tokens
