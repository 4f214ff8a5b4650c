// SPDX-License-Identifier: Apache-2.0
// Compiled for the lowest CPU level, so that it loads everywhere and can ask which one is here.
#include <pybind11/pybind11.h>

PYBIND11_MODULE(_cpu, m, pybind11::mod_gil_not_used()) {
  m.doc() = "The CPU level of this machine.";
  m.def(
      "best_level",
      [] {
#if defined(__x86_64__)
        __builtin_cpu_init();
        return __builtin_cpu_supports("x86-64-v3") ? "v3" : "v2";
#else
        return "baseline";
#endif
      },
      "The highest CPU level that the extension is built for and this machine runs.");
}
