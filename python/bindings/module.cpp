// SPDX-License-Identifier: Apache-2.0
// The table of contents of broadsheet._core: one line a room.
#include <pybind11/pybind11.h>

#include "bindings.hpp"
#include "broadsheet/base/cpu.hpp"

PYBIND11_MODULE(BROADSHEET_MODULE, m, pybind11::mod_gil_not_used()) {
  // Reprs and pickles name this module, whichever CPU level it was built for.
  m.attr("__name__") = "broadsheet._core";
  m.doc() = "The C++ core of broadsheet. Private: its functions take canonical arrays only.";
  m.def("cpu_level", &broadsheet::base::cpu_level, "The CPU level of this build.");

  using namespace broadsheet::bindings;
  bind_arrow(m);
  bind_text(m);
  bind_vocabulary(m);
  bind_document_frequencies(m);
  bind_weighting(m);
  bind_similarity(m);
  bind_search(m);
  bind_clustering(m);
  bind_live_stories(m);
  bind_explain(m);
}
