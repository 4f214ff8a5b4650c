// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/hashing.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/tokens/murmur_hash.hpp"
#include "broadsheet/vocabulary/column_counter.hpp"
#include "broadsheet/vocabulary/entries.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/sort_row.hpp"

namespace broadsheet::vocabulary {
namespace {

struct Column {
  Index index;
  int sign;
};

// A term's column is worked out when it comes first: that is sooner than hashing each token byte by
// byte and sorting all of them.
struct FindColumn {
  const HashingOptions& options;
  Column operator()(const tokens::Token& token) const {
    const auto hash = static_cast<std::int32_t>(tokens::murmur_hash(token.text()));
    // As wide as -2^31 needs, whose absolute value no 32-bit number is.
    const auto index = std::abs(static_cast<std::int64_t>(hash)) % options.n_features;
    return {static_cast<Index>(index), options.alternate_sign && hash < 0 ? -1 : 1};
  }
};

// Finished rows of a run of articles. Whole values are packed with their columns, signs in the
// lowest bit; where fields are weighed, the values stand beside them.
struct HashedRows {
  std::vector<Index> lengths;
  Entries entries;
  base::Buffer<double> values;
};

std::int32_t with_sign_below(std::int32_t value) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << 1) ^ (value >> 31);
}
std::int32_t from_sign_below(std::int32_t packed) { return (packed >> 1) ^ -(packed & 1); }

// Counts one article after the other into finished rows.
class HashCounter : public ColumnCounter<Column, FindColumn> {
 public:
  explicit HashCounter(const HashingOptions& options)
      : ColumnCounter(options.field_weights.size(), FindColumn{options}),
        options_(options),
        sorter_(options.n_features) {}

  void append_row(HashedRows& rows) {
    sorter_.clear();
    if (are_counts(options_.field_weights)) {
      for_each([&](const Column& column, std::span<const std::uint32_t> counts) {
        sorter_.append(column.index, column.sign * static_cast<std::int32_t>(counts[0]));
      });
      append_sums<std::int32_t>(
          rows, [](std::int32_t count) { return count; },
          [&](Index column, std::int32_t sum) {
            rows.entries.append({column, with_sign_below(sum)});
          });
      return;
    }
    values_.clear();
    for_each([&](const Column& column, std::span<const std::uint32_t> counts) {
      double sum = 0.0;
      for (std::size_t f = 0; f < counts.size(); ++f) sum += options_.field_weights[f] * counts[f];
      sorter_.append(column.index, static_cast<std::int32_t>(values_.size()));
      values_.push_back(column.sign * sum);
    });
    append_sums<double>(
        rows, [this](std::int32_t at) { return values_[static_cast<std::size_t>(at)]; },
        [&](Index column, double sum) {
          rows.entries.append({column, 0});
          rows.values.push_back(sum);
        });
  }

 private:
  // Terms may share a column. Their sum is taken in the order in which they first came.
  template <class Sum, class Value, class Append>
  void append_sums(HashedRows& rows, Value&& value, Append&& append) {
    const auto entries = sorter_.sorted();
    Index length = 0;
    for (std::size_t e = 0; e < entries.size(); ++length) {
      const auto column = RowSorter::column(entries[e]);
      Sum sum{0};
      do {
        sum += value(RowSorter::value(entries[e]));
      } while (++e < entries.size() && RowSorter::column(entries[e]) == column);
      append(column, sum);
    }
    rows.lengths.push_back(length);
  }

  const HashingOptions& options_;
  RowSorter sorter_;
  std::vector<double> values_;
};

void require_features(const HashingOptions& options) {
  if (options.n_features < 1) {
    throw std::invalid_argument("n_features must be at least 1, got " +
                                std::to_string(options.n_features));
  }
}

template <class T>
sparse::Csr<T> unpack(std::vector<HashedRows>&& runs, const HashingOptions& options,
                      const base::Run& run) {
  sparse::Csr<T> result;
  result.n_cols = options.n_features;
  std::vector<Offset> first;  // entry of each run
  for (const auto& rows : runs) {
    first.push_back(result.indptr.back());
    for (const auto length : rows.lengths) result.indptr.push_back(result.indptr.back() + length);
  }
  first.push_back(result.indptr.back());
  result.indices.resize(static_cast<std::size_t>(first.back()));
  result.values.resize(result.indices.size());
  base::parallel_for(
      static_cast<std::int64_t>(runs.size()), run, [&](std::int64_t r, base::Checkpoint&) {
        const auto begin = static_cast<std::size_t>(first[static_cast<std::size_t>(r)]);
        const auto end = static_cast<std::size_t>(first[static_cast<std::size_t>(r) + 1]);
        const HashedRows rows = std::move(runs[static_cast<std::size_t>(r)]);
        Entries::Reader reader(rows.entries);
        for (auto e = begin; e < end; ++e) {
          const auto entry = reader.next();
          result.indices[e] = entry.id;
          result.values[e] = static_cast<T>(rows.values.empty() ? from_sign_below(entry.count)
                                                                : rows.values[e - begin]);
        }
      });
  return result;
}

}  // namespace

template <class T>
sparse::Csr<T> hash_counts(std::span<const text::View> texts, const tokens::Analyzer& analyzer,
                           const HashingOptions& options, const base::Run& run) {
  require_features(options);
  const auto n_fields = options.field_weights.size();
  require_fields(texts.size(), n_fields);
  const auto pieces = cut_pieces(texts, 0, n_fields);
  std::vector<HashedRows> rows(pieces.size());
  std::vector<std::unique_ptr<HashCounter>> counters(
      std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1, pieces.size() + 1));
  base::parallel_for(static_cast<std::int64_t>(pieces.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto& piece = pieces[static_cast<std::size_t>(p)];
                       auto& counter = counters[static_cast<std::size_t>(checkpoint.thread())];
                       if (!counter) counter = std::make_unique<HashCounter>(options);
                       // In whole pages, which go back to the system as the result is written.
                       rows[static_cast<std::size_t>(p)].entries.reserve(piece.likely_entries());
                       for (Index d = piece.first_document; d < piece.last_document; ++d) {
                         counter->count(
                             texts.subspan(static_cast<std::size_t>(d) * n_fields, n_fields), d,
                             analyzer, checkpoint);
                         counter->append_row(rows[static_cast<std::size_t>(p)]);
                       }
                     });
  counters.clear();
  return unpack<T>(std::move(rows), options, run);
}

template <class T>
sparse::Csr<T> hash_counts(std::span<const Offset> indptr, std::span<const text::View> texts,
                           const HashingOptions& options, const base::Run& run) {
  require_features(options);
  const auto n_fields = options.field_weights.size();
  require_fields(indptr.size() - 1, n_fields);
  const auto n_documents = to_index((indptr.size() - 1) / n_fields, "articles");
  std::vector<HashedRows> rows(1);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    HashCounter counter(options);
    for (Index d = 0; d < n_documents; ++d) {
      checkpoint();
      counter.count_tokens(indptr.subspan(static_cast<std::size_t>(d) * n_fields, n_fields + 1),
                           texts, d, checkpoint);
      counter.append_row(rows.front());
    }
  });
  return unpack<T>(std::move(rows), options, run);
}

#define BROADSHEET_INSTANTIATE(T)                                                           \
  template sparse::Csr<T> hash_counts(std::span<const text::View>, const tokens::Analyzer&, \
                                      const HashingOptions&, const base::Run&);             \
  template sparse::Csr<T> hash_counts(std::span<const Offset>, std::span<const text::View>, \
                                      const HashingOptions&, const base::Run&);
BROADSHEET_INSTANTIATE(std::int32_t)
BROADSHEET_INSTANTIATE(std::int64_t)
BROADSHEET_INSTANTIATE(float)
BROADSHEET_INSTANTIATE(double)
#undef BROADSHEET_INSTANTIATE

}  // namespace broadsheet::vocabulary
