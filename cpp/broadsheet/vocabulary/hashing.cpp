// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/hashing.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/tokens/murmur_hash.hpp"
#include "broadsheet/vocabulary/column_counter.hpp"
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

// Counts one article after the other into finished rows.
template <class T>
class HashCounter : public ColumnCounter<Column, FindColumn> {
 public:
  explicit HashCounter(const HashingOptions& options)
      : ColumnCounter(options.field_weights.size(), FindColumn{options}),
        weights_(options.field_weights),
        sorter_(options.n_features) {}

  struct Rows {
    std::vector<Index> lengths;
    base::Buffer<Index> columns;
    base::Buffer<T> values;
  };

  void append_row(Rows& rows) {
    sorter_.clear();
    sums_.clear();
    for_each([&](const Column& column, std::span<const std::uint32_t> counts) {
      double sum = 0.0;
      for (std::size_t f = 0; f < counts.size(); ++f) sum += weights_[f] * counts[f];
      sorter_.append(column.index, static_cast<std::int32_t>(sums_.size()));
      sums_.push_back(column.sign * sum);
    });
    // Terms may share a column. Their sum is taken in the order in which they first came.
    const auto row_begin = rows.columns.size();
    double sum = 0.0;
    for (const auto entry : sorter_.sorted()) {
      const auto column = RowSorter::column(entry);
      const auto value = sums_[static_cast<std::size_t>(RowSorter::value(entry))];
      if (rows.columns.size() > row_begin && rows.columns.back() == column) {
        sum += value;
        rows.values.back() = static_cast<T>(sum);
      } else {
        sum = value;
        rows.columns.push_back(column);
        rows.values.push_back(static_cast<T>(value));
      }
    }
    rows.lengths.push_back(static_cast<Index>(rows.columns.size() - row_begin));
  }

 private:
  std::span<const double> weights_;
  RowSorter sorter_;
  std::vector<double> sums_;
};

void require_features(const HashingOptions& options) {
  if (options.n_features < 1) {
    throw std::invalid_argument("n_features must be at least 1, got " +
                                std::to_string(options.n_features));
  }
}

template <class Rows>
auto concatenate(std::vector<Rows>&& runs, Index n_cols) {
  using T = typename decltype(Rows::values)::value_type;
  sparse::Csr<T> result;
  result.n_cols = n_cols;
  std::size_t n_entries = 0;
  for (const auto& run : runs) n_entries += run.columns.size();
  result.indices.reserve(n_entries);
  result.values.reserve(n_entries);
  for (auto& next : runs) {
    const Rows rows = std::move(next);
    for (const auto length : rows.lengths) result.indptr.push_back(result.indptr.back() + length);
    result.indices.insert(result.indices.end(), rows.columns.begin(), rows.columns.end());
    result.values.insert(result.values.end(), rows.values.begin(), rows.values.end());
  }
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
  std::vector<typename HashCounter<T>::Rows> rows(pieces.size());
  std::vector<std::unique_ptr<HashCounter<T>>> counters(
      std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1, pieces.size() + 1));
  base::parallel_for(
      static_cast<std::int64_t>(pieces.size()), run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        const auto& piece = pieces[static_cast<std::size_t>(p)];
        auto& counter = counters[static_cast<std::size_t>(checkpoint.thread())];
        if (!counter) counter = std::make_unique<HashCounter<T>>(options);
        for (Index d = piece.first_document; d < piece.last_document; ++d) {
          counter->count(texts.subspan(static_cast<std::size_t>(d) * n_fields, n_fields), d,
                         analyzer, checkpoint);
          counter->append_row(rows[static_cast<std::size_t>(p)]);
        }
      });
  counters.clear();
  return concatenate(std::move(rows), options.n_features);
}

template <class T>
sparse::Csr<T> hash_counts(std::span<const Offset> indptr, std::span<const text::View> texts,
                           const HashingOptions& options, const base::Run& run) {
  require_features(options);
  const auto n_fields = options.field_weights.size();
  require_fields(indptr.size() - 1, n_fields);
  const auto n_documents = to_index((indptr.size() - 1) / n_fields, "articles");
  std::vector<typename HashCounter<T>::Rows> rows(1);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    HashCounter<T> counter(options);
    for (Index d = 0; d < n_documents; ++d) {
      checkpoint();
      counter.count_tokens(indptr.subspan(static_cast<std::size_t>(d) * n_fields, n_fields + 1),
                           texts, d, checkpoint);
      counter.append_row(rows.front());
    }
  });
  return concatenate(std::move(rows), options.n_features);
}

#define BROADSHEET_INSTANTIATE(T)                                                                 \
  template sparse::Csr<T> hash_counts(std::span<const text::View>, const tokens::Analyzer&,       \
                                      const HashingOptions&, const base::Run&);                   \
  template sparse::Csr<T> hash_counts(std::span<const Offset>, std::span<const text::View>,       \
                                      const HashingOptions&, const base::Run&);
BROADSHEET_INSTANTIATE(std::int32_t)
BROADSHEET_INSTANTIATE(std::int64_t)
BROADSHEET_INSTANTIATE(float)
BROADSHEET_INSTANTIATE(double)
#undef BROADSHEET_INSTANTIATE

}  // namespace broadsheet::vocabulary
