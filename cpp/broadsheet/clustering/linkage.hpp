// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace broadsheet::clustering {

/// How alike two clusters are, by the similarities of their cross pairs.
enum class Linkage {
  average,   ///< their mean (UPGMA; Sokal & Michener 1958).
  complete,  ///< the least of them.
  single,    ///< the greatest of them.
};

}  // namespace broadsheet::clustering
