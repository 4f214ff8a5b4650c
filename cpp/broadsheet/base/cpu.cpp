// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/base/cpu.hpp"

namespace broadsheet::base {

const char* cpu_level() noexcept { return BROADSHEET_CPU_LEVEL; }

}  // namespace broadsheet::base
