// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/join.hpp"

#include <utility>

#include "broadsheet/similarity/pair_blocks.hpp"

namespace broadsheet::similarity {

template <class T>
Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
            const PairsOptions& options, const base::Run& run) {
  PairBlocks<T> blocks(x, y_or_self, options, run);
  PairList<double> found;
  while (auto block = blocks.next(run)) found.append(std::move(*block));
  return std::move(found).joined();
}

template Pairs pairs(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                     const PairsOptions&, const base::Run&);
template Pairs pairs(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                     const PairsOptions&, const base::Run&);

}  // namespace broadsheet::similarity
