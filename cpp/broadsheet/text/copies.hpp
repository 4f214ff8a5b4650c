// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/recurring.hpp"

namespace broadsheet::text {

/// Groups articles of one source that are copies of each other: reprints, updates, drafts.
///
/// Two articles share the recurring sentences that stand in both, and in no article of the
/// source between them (by input order): so the number of pairs is at most the number of
/// occurrences, were one article there ten thousand times. They are copies when, the longest
/// sentence that they share left out, the rest that they share makes at least half of the rest of
/// the shorter one, in code points of different sentences. Copies of copies are one group.
///
/// Leaving one sentence out tells two short articles that end in the same notice from two copies.
/// Limits: short articles of which *several* recurring sentences make more than half are taken
/// for copies, and so is an article of nothing but boilerplate with its neighbours.
///
/// Time and memory linear in occurrences, but for sorting each article's partners.
///
/// @return shape (n_articles,): the lowest row number of the article's group; its own when it has
///         no copies.
[[nodiscard]] std::vector<Index> group_copies(const Recurring& recurring, const base::Run& run);

}  // namespace broadsheet::text
