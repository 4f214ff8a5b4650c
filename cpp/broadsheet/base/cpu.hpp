// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace broadsheet::base {

/// The CPU level that this copy of the core was compiled for: "v2", "v3" (x86-64 levels of the
/// System V ABI) or "baseline". It changes how fast results come, never which.
[[nodiscard]] const char* cpu_level() noexcept;

}  // namespace broadsheet::base
