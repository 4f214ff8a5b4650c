// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"

namespace broadsheet::explain {

/// How much each document says that none before it has said.
struct NewTerms {
  std::vector<Index> n_terms;  ///< shape (n_documents,): distinct terms of each.
  std::vector<Index> n_new;    ///< shape (n_documents,): those that no document before it has.
  std::vector<Index> first;    ///< shape (n_distinct,): the first document with a term, -1: none.
};

/// Counts the distinct and the new terms of documents in their order.
///
/// @param indptr      shape (n_documents + 1,): the words of each.
/// @param terms       shape (n_words,): in [0, n_distinct), or -1 for a word that is no term.
/// @param n_distinct  at least 0.
/// @param run         one thread works, whatever it allows.
/// @throws std::invalid_argument  when indptr does not cut `terms` into documents, and naming the
///         first word whose term is out of range.
///
/// O(n_words + n_distinct); 4 bytes a term besides the result.
[[nodiscard]] NewTerms new_terms(std::span<const Offset> indptr, std::span<const Index> terms,
                                 Index n_distinct, const base::Run& run);

}  // namespace broadsheet::explain
