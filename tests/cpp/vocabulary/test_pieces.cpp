// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <limits>
#include <vector>

#include "broadsheet/vocabulary/pieces.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

// Articles: {0: 5, 2: 6}, {}, {0: 7, 1: 8, 2: 9}; the last one of another thread.
std::vector<Piece> two_pieces() {
  std::vector<Piece> pieces(2);
  pieces[0].last_document = 2;
  pieces[0].thread = 1;
  pieces[0].row_lengths = {2, 0};
  for (const Entry entry : {Entry{0, 5}, {2, 6}}) pieces[0].entries.append(entry);
  pieces[1].first_document = 2;
  pieces[1].last_document = 3;
  pieces[1].row_lengths = {3};
  for (const Entry entry : {Entry{0, 7}, {1, 8}, {2, 9}}) pieces[1].entries.append(entry);
  return pieces;
}

TEST_CASE("entries of any size come back as they were", "[vocabulary]") {
  constexpr auto most = std::numeric_limits<Index>::max();
  std::vector<Entry> expected;
  for (const Index id : {0, 1, (1 << 24) - 1, 1 << 24, most}) {
    for (const std::int32_t count : {0, 1, 253, 254, 255, 256, (1 << 24) - 1, 1 << 24, most}) {
      expected.push_back({id, count});
    }
  }
  Entries entries;
  for (const auto& entry : expected) entries.append(entry);
  Entries::Reader reader(entries);
  for (const auto& entry : expected) {
    const auto found = reader.next();
    REQUIRE(found.id == entry.id);
    REQUIRE(found.count == entry.count);
  }
}

TEST_CASE("pieces hold all articles once, in order", "[vocabulary]") {
  REQUIRE(cut_pieces({}).empty());
  std::vector<text::View> views(50'000, text::View{nullptr, 100, text::Width::one});
  views[3].length = 10'000'000;
  for (const std::size_t n_fields : {1u, 2u}) {
    const auto pieces = cut_pieces(views, 7, n_fields);
    REQUIRE(pieces.size() > 10);
    Index next = 7;
    for (const auto& piece : pieces) {
      REQUIRE(piece.first_document == next);
      REQUIRE(piece.last_document > next);
      next = piece.last_document;
    }
    REQUIRE(next == 7 + static_cast<Index>(50'000 / n_fields));
  }
}

TEST_CASE("ids become columns, and rows are sorted", "[vocabulary]") {
  const std::vector<base::Buffer<Index>> columns{{2, -1, 0}, {1, 2, 0}};
  for (const int n_threads : {1, 2}) {
    const auto counts = assemble<std::int32_t>(two_pieces(), columns, 3, {}, {n_threads});
    REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 4});
    REQUIRE(counts.indices == std::vector<Index>{0, 1, 0, 2});
    REQUIRE(counts.values == std::vector<std::int32_t>{6, 5, 9, 7});
    REQUIRE(counts.n_cols == 3);
    const auto ones = assemble<float>(two_pieces(), columns, 3, {true, {1.0}}, {n_threads});
    REQUIRE(ones.values == std::vector<float>{1, 1, 1, 1});
    const auto halves = assemble<double>(two_pieces(), columns, 3, {false, {0.5}}, {n_threads});
    REQUIRE(halves.indices == counts.indices);
    REQUIRE(halves.values == std::vector<double>{3, 2.5, 4.5, 3.5});
  }
  REQUIRE(assemble<double>({}, {}, 3, {}, {}).indptr == std::vector<Offset>{0});
}

TEST_CASE("without columns, ids are columns", "[vocabulary]") {
  const std::vector<base::Buffer<Index>> same{{0, 1, 2}, {0, 1, 2}};
  const auto expected = assemble<double>(two_pieces(), same, 3, {}, {});
  const auto counts = assemble<double>(two_pieces(), {}, 3, {}, {});
  REQUIRE(counts.indptr == expected.indptr);
  REQUIRE(counts.indices == expected.indices);
  REQUIRE(counts.values == expected.values);
  REQUIRE(counts.values.size() > 0);
}

TEST_CASE("the counts of fields are summed by their weights", "[vocabulary]") {
  Row row(2);
  row.reserve(4);
  Seen a;
  Seen b;
  row.add(1, a, 0, 0);
  row.add(0, b, 0, 1);
  row.add(1, a, 0, 1);
  row.add(1, a, 0, 1);
  std::vector<Piece> pieces(1);
  pieces[0].last_document = 1;
  pieces[0].append(row);
  const auto counts = assemble<double>(std::move(pieces), {{0, 1}}, 2, {false, {10.0, 1.0}}, {});
  REQUIRE(counts.indices == std::vector<Index>{0, 1});
  REQUIRE(counts.values == std::vector<double>{1.0, 12.0});
}

}  // namespace
}  // namespace broadsheet::vocabulary
