// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>
#include <unordered_map>

#include "broadsheet/vocabulary/term_table.hpp"
#include "catch.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::vocabulary {
namespace {

TermTable::Slot& intern(TermTable& table, const tokens::Token& token) {
  TermTable::Slot* slot = nullptr;
  test::with_checkpoint([&](auto& checkpoint) { slot = &table.intern(token, checkpoint); });
  return *slot;
}

TEST_CASE("terms are numbered in the order in which they first come", "[vocabulary]") {
  TermTable table;
  REQUIRE(table.size() == 0);
  for (const auto* term : {"b", "a", "b", "", "a"}) intern(table, test::Term(term).token());
  REQUIRE(table.size() == 3);
  REQUIRE(table.term(0) == "b");
  REQUIRE(table.term(1) == "a");
  REQUIRE(table.term(2).empty());
  REQUIRE(table.find(test::Term("a").token()) == 1);
  REQUIRE(table.find(test::Term("c").token()) == -1);
}

TEST_CASE("terms of any length that differ in one byte are distinct", "[vocabulary]") {
  for (std::size_t length = 1; length < 50; ++length) {
    TermTable table;
    const test::Term first(std::string(length, 'a'));
    auto first_token = first.token();
    first_token.hash = 7;
    intern(table, first_token);
    for (std::size_t at = 0; at < length; ++at) {
      std::string other(length, 'a');
      other[at] = 'b';
      const test::Term owner(other);
      auto same_hash = owner.token();
      same_hash.hash = 7;  // all of them collide
      intern(table, same_hash);
      REQUIRE(table.size() == static_cast<Index>(at) + 2);
      REQUIRE(table.find(same_hash) == static_cast<Index>(at) + 1);
    }
  }
}

TEST_CASE("a hundred thousand random terms equal a standard map", "[vocabulary]") {
  std::mt19937 random(9);
  TermTable table;
  std::unordered_map<std::string, Index> expected;
  std::unordered_map<std::string, Index> frequencies;
  for (int i = 0; i < 150'000; ++i) {
    std::string term;
    for (auto n = random() % 41; n > 0; --n) term += static_cast<char>(random() % 256);
    if (i % 3 == 0) term = std::to_string(random() % 1000);
    const test::Term owner(term);
    const auto token = owner.token(tokens::process_seed());
    const auto known = expected.find(term);
    REQUIRE(table.find(token) == (known == expected.end() ? -1 : known->second));
    const auto id = expected.emplace(term, table.size()).first->second;
    auto& slot = intern(table, token);
    REQUIRE(slot.id == id);
    REQUIRE(static_cast<Index>(slot.seen.position) == frequencies[term]++);
    ++slot.seen.position;
  }
  REQUIRE(static_cast<std::size_t>(table.size()) == expected.size());
  for (const auto& [term, id] : expected) {
    REQUIRE(table.term(id) == term);
    REQUIRE(table.find(test::Term(term).token(tokens::process_seed())) == id);
  }
  table.clear();
  REQUIRE(table.size() == 0);
  REQUIRE(table.find(test::Term("1").token(tokens::process_seed())) == -1);
}

}  // namespace
}  // namespace broadsheet::vocabulary
