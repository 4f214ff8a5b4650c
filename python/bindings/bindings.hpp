// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

namespace broadsheet::bindings {

void bind_arrow(pybind11::module_& m);
void bind_text(pybind11::module_& m);
void bind_vocabulary(pybind11::module_& m);
void bind_document_frequencies(pybind11::module_& m);
void bind_weighting(pybind11::module_& m);
void bind_similarity(pybind11::module_& m);
void bind_search(pybind11::module_& m);
void bind_clustering(pybind11::module_& m);
void bind_live_stories(pybind11::module_& m);
void bind_explain(pybind11::module_& m);

}  // namespace broadsheet::bindings
