// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/prune.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "broadsheet/vocabulary/term_order.hpp"

namespace broadsheet::vocabulary {
namespace {

// Occurrences of each term in the collection, by table and id.
std::vector<std::vector<Offset>> collection_frequencies(const std::vector<TermTable>& tables,
                                                        const std::vector<Piece>& pieces,
                                                        bool binary) {
  std::vector<std::vector<Offset>> result;
  for (const auto& table : tables) result.emplace_back(static_cast<std::size_t>(table.size()), 0);
  for (const auto& piece : pieces) {
    auto& frequencies = result[static_cast<std::size_t>(piece.thread)];
    for (std::size_t e = 0; e < piece.ids.size(); ++e) {
      frequencies[static_cast<std::size_t>(piece.ids[e])] += binary ? 1 : piece.counts[e];
    }
  }
  return result;
}

// A distinct term: its entries, one for each table that has it, and what pruning asks for.
struct Group {
  std::size_t first;
  std::size_t last;
  Index document_frequency;
};

void keep_most_frequent(std::vector<Group>& groups, const std::vector<Entry>& entries,
                        const std::vector<std::vector<Offset>>& frequencies, Index n) {
  std::vector<std::pair<Offset, std::size_t>> ranked;  // minus the frequency, position
  ranked.reserve(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Offset frequency = 0;
    for (auto e = groups[g].first; e < groups[g].last; ++e) {
      frequency += frequencies[entries[e].table][static_cast<std::size_t>(entries[e].id)];
    }
    ranked.emplace_back(-frequency, g);
  }
  const auto last = ranked.begin() + n;
  std::nth_element(ranked.begin(), last, ranked.end());
  std::vector<std::size_t> kept;
  for (auto it = ranked.begin(); it != last; ++it) kept.push_back(it->second);
  std::sort(kept.begin(), kept.end());
  std::vector<Group> result;
  for (const auto g : kept) result.push_back(groups[g]);
  groups = std::move(result);
}

}  // namespace

Merged merge_and_prune(const std::vector<TermTable>& tables, const std::vector<Piece>& pieces,
                       const Pruning& pruning) {
  const auto entries = sorted_entries(tables);
  if (entries.empty()) {
    throw std::invalid_argument("empty vocabulary; perhaps the documents only contain stop words");
  }
  std::vector<std::vector<Index>> by_id;
  Merged merged;
  for (const auto& table : tables) {
    by_id.push_back(table.document_frequencies());
    merged.columns.emplace_back(static_cast<std::size_t>(table.size()), -1);
  }
  std::vector<Group> groups;
  for (std::size_t first = 0; first < entries.size();) {
    const auto term = tables[entries[first].table].term(entries[first].id);
    Index frequency = 0;
    auto last = first;
    do {
      frequency += by_id[entries[last].table][static_cast<std::size_t>(entries[last].id)];
      ++last;
    } while (last < entries.size() && entries[last].prefix == entries[first].prefix &&
             tables[entries[last].table].term(entries[last].id) == term);
    if (frequency >= pruning.min_document_frequency &&
        frequency <= pruning.max_document_frequency) {
      groups.push_back({first, last, frequency});
    }
    first = last;
  }
  if (pruning.max_features && static_cast<std::size_t>(*pruning.max_features) < groups.size()) {
    keep_most_frequent(groups, entries, collection_frequencies(tables, pieces, pruning.binary),
                       *pruning.max_features);
  }
  if (groups.empty()) {
    throw std::invalid_argument(
        "After pruning, no terms remain. Try a lower min_df or a higher max_df.");
  }
  static_cast<void>(to_index(groups.size(), "terms"));
  for (const auto& group : groups) {
    const auto column = merged.terms.size();
    merged.terms.append(tables[entries[group.first].table].term(entries[group.first].id));
    merged.document_frequencies.push_back(group.document_frequency);
    for (auto e = group.first; e < group.last; ++e) {
      merged.columns[entries[e].table][static_cast<std::size_t>(entries[e].id)] = column;
    }
  }
  return merged;
}

}  // namespace broadsheet::vocabulary
