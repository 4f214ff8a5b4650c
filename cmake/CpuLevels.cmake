# SPDX-License-Identifier: Apache-2.0
# The CPU levels that the core is built for, once each; the best one is chosen at import.

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(BROADSHEET_CPU_LEVELS v2 v3)
else()
  set(BROADSHEET_CPU_LEVELS baseline)
endif()

# Sets the instruction set of `target`, and the name by which base::cpu_level() reports it.
function(broadsheet_set_cpu_level target level)
  if(NOT level STREQUAL "baseline")
    target_compile_options(${target} PRIVATE -march=x86-64-${level})
  endif()
  target_compile_definitions(${target} PRIVATE BROADSHEET_CPU_LEVEL="${level}")
endfunction()
