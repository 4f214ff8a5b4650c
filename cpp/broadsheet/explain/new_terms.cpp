// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/new_terms.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

NewTerms new_terms(std::span<const Offset> indptr, std::span<const Index> terms, Index n_distinct,
                   const base::Run& run) {
  if (n_distinct < 0) {
    throw std::invalid_argument("n_distinct must be at least 0, got " + std::to_string(n_distinct));
  }
  sparse::validate_rows(indptr, terms.size(), "documents", run);
  const auto n_documents = indptr.size() - 1;
  NewTerms found{std::vector<Index>(n_documents, 0), std::vector<Index>(n_documents, 0),
                 std::vector<Index>(static_cast<std::size_t>(n_distinct), -1)};
  std::vector<Index> latest(static_cast<std::size_t>(n_distinct), -1);  // document with a term
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (std::size_t d = 0; d < n_documents; ++d) {
      const auto document = static_cast<Index>(d);
      const auto begin = static_cast<std::size_t>(indptr[d]);
      pace.each(static_cast<std::size_t>(indptr[d + 1]) - begin, [&](std::size_t w) {
        const auto term = terms[begin + w];
        if (term == -1) return;
        if (term < 0 || term >= n_distinct) {
          throw std::invalid_argument("terms has " + std::to_string(term) + " at word " +
                                      std::to_string(begin + w) + ", but there are " +
                                      std::to_string(n_distinct) + " terms");
        }
        const auto t = static_cast<std::size_t>(term);
        if (latest[t] == document) return;
        ++found.n_terms[d];
        if (latest[t] == -1) {
          found.first[t] = document;
          ++found.n_new[d];
        }
        latest[t] = document;
      });
      pace.count(1);
    }
  });
  return found;
}

}  // namespace broadsheet::explain
