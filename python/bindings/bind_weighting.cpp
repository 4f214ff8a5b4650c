// SPDX-License-Identifier: Apache-2.0
#include "bindings.hpp"

namespace broadsheet::bindings {

void bind_weighting(pybind11::module_&) {}

}  // namespace broadsheet::bindings
