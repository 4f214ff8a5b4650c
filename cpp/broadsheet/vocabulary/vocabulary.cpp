// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/vocabulary.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>
#include <utility>

#include "broadsheet/vocabulary/column_counter.hpp"

namespace broadsheet::vocabulary {
namespace {

// Looks columns up where other threads do so too; -1 where there is none. They are the ids of rows.
struct FindColumn {
  const TermIndex& index;
  Index operator()(const tokens::Token& token) const { return index.find(token); }
};
using FixedCounter = ColumnCounter<Index, FindColumn>;

void append_row(const FixedCounter& counter, Piece& piece) {
  Index n_entries = 0;
  counter.for_each([&](Index column, std::span<const std::uint32_t> counts) {
    if (column < 0) return;
    for (const auto count : counts) {
      piece.entries.append({column, static_cast<std::int32_t>(count)});
    }
    ++n_entries;
  });
  piece.row_lengths.push_back(n_entries);
}

}  // namespace

// One thread makes the index; others that need it wait, and listen meanwhile. std::call_once does
// neither that nor, on every system, bear an exception.
const TermIndex& Vocabulary::index(const base::Run& run) const {
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::unique_lock lock(mutex_, std::defer_lock);
    while (!lock.try_lock()) {
      checkpoint();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (!index_) index_ = std::make_unique<const TermIndex>(terms_, checkpoint);
  });
  return *index_;
}

template <class T>
sparse::Csr<T> Vocabulary::count(std::span<const text::View> texts,
                                 const tokens::Analyzer& analyzer, const Values& values,
                                 const base::Run& run) const {
  const auto& terms = index(run);
  const auto n_fields = values.field_weights.size();
  require_fields(texts.size(), n_fields);
  auto pieces = cut_pieces(texts, 0, n_fields);
  const auto n_threads = std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1,
                                                 std::max<std::size_t>(pieces.size(), 1));
  std::vector<std::unique_ptr<FixedCounter>> counters(n_threads);
  base::parallel_for(static_cast<std::int64_t>(pieces.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       auto& piece = pieces[static_cast<std::size_t>(p)];
                       auto& counter = counters[static_cast<std::size_t>(checkpoint.thread())];
                       if (!counter) {
                         counter = std::make_unique<FixedCounter>(n_fields, FindColumn{terms});
                       }
                       piece.reserve();
                       for (Index d = piece.first_document; d < piece.last_document; ++d) {
                         counter->count(
                             texts.subspan(static_cast<std::size_t>(d) * n_fields, n_fields), d,
                             analyzer, checkpoint);
                         append_row(*counter, piece);
                       }
                     });
  counters.clear();
  return assemble<T>(std::move(pieces), {}, size(), values, run);
}

template <class T>
sparse::Csr<T> Vocabulary::count(std::span<const Offset> indptr, std::span<const text::View> texts,
                                 const Values& values, const base::Run& run) const {
  const auto n_fields = values.field_weights.size();
  require_fields(indptr.size() - 1, n_fields);
  std::vector<Piece> pieces(1);
  auto& piece = pieces.front();
  piece.last_document = to_index((indptr.size() - 1) / n_fields, "articles");
  FixedCounter counter(n_fields, FindColumn{index(run)});
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (Index d = 0; d < piece.last_document; ++d) {
      checkpoint();
      counter.count_tokens(indptr.subspan(static_cast<std::size_t>(d) * n_fields, n_fields + 1),
                           texts, d, checkpoint);
      append_row(counter, piece);
    }
  });
  return assemble<T>(std::move(pieces), {}, size(), values, run);
}

#define BROADSHEET_INSTANTIATE(T)                                                                 \
  template sparse::Csr<T> Vocabulary::count(std::span<const text::View>, const tokens::Analyzer&, \
                                            const Values&, const base::Run&) const;               \
  template sparse::Csr<T> Vocabulary::count(std::span<const Offset>, std::span<const text::View>, \
                                            const Values&, const base::Run&) const;
BROADSHEET_INSTANTIATE(std::int32_t)
BROADSHEET_INSTANTIATE(std::int64_t)
BROADSHEET_INSTANTIATE(float)
BROADSHEET_INSTANTIATE(double)
#undef BROADSHEET_INSTANTIATE

}  // namespace broadsheet::vocabulary
