// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"

namespace broadsheet::similarity {

/// Sets of ids, one an article, borrowed.
struct SetsView {
  std::span<const Offset> indptr;  ///< shape (n_sets + 1,); set i is ids indptr[i]..indptr[i + 1].
  std::span<const Index> ids;      ///< in each set ascending and distinct, in [0, n_ids).
  Index n_ids = 0;

  [[nodiscard]] Index size() const {
    return indptr.empty() ? 0 : static_cast<Index>(indptr.size() - 1);
  }
  [[nodiscard]] std::span<const Index> operator[](Index i) const {
    const auto first = static_cast<std::size_t>(indptr[static_cast<std::size_t>(i)]);
    return ids.subspan(first,
                       static_cast<std::size_t>(indptr[static_cast<std::size_t>(i) + 1]) - first);
  }
};

/// Near-duplicates: pairs as equally long arrays ordered by (i, j), i < j, and groups.
struct Duplicates {
  std::vector<Index> i;
  std::vector<Index> j;
  std::vector<double> jaccard;      ///< |A and B| / |A or B|, in (0, 1].
  std::vector<double> contained_i;  ///< |A and B| / |A|, A the set of i.
  std::vector<double> contained_j;  ///< |A and B| / |B|, B the set of j.
  std::vector<Index> leader;  ///< shape (n_sets,); the article whose group each is in, or itself.
};

/// Every pair of sets whose Jaccard index reaches `min_overlap`, and groups around leaders.
///
/// Equal sets are taken together: the first of them stands in the pairs for all, and each of its
/// copies is a pair with it alone. So pairs are linear in copies. Empty sets pair with nothing.
///
/// Articles are gone through in `order`: one that is in no group yet leads a new one and takes all
/// articles in no group yet that reach `min_overlap` with it. A chain is therefore no group.
///
/// @param sets         see SetsView.
/// @param order        shape (n_sets,); each article once.
/// @param min_overlap  in (0, 1].
/// @param run          the monitor hears pieces of about equal work.
/// @returns  the same bytes for any n_threads.
/// @throws std::invalid_argument  when min_overlap is out of range, the sets are not as said, or
///         `order` is no permutation; naming the array and the position.
///
/// Prefix filter of Bayardo, Ma and Srikant (2007), Scaling up all pairs similarity search: with
/// ids by rising frequency, two sets can reach the threshold only where their first |A| - ceil(t
/// |A|) + 1 ids meet. What meets is decided by the intersection. Linear in the ids but for a sort
/// of each set, and for candidates linear in their sets.
[[nodiscard]] Duplicates duplicates(const SetsView& sets, std::span<const Index> order,
                                    double min_overlap, const base::Run& run);

}  // namespace broadsheet::similarity
