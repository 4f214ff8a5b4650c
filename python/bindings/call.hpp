// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <utility>

#include "broadsheet/base/monitor.hpp"

namespace broadsheet::bindings {

namespace py = pybind11;

/// Lets Python handle signals (Ctrl-C raises KeyboardInterrupt) and hear of progress.
class PythonMonitor final : public base::Monitor {
 public:
  explicit PythonMonitor(py::object progress) : progress_(std::move(progress)) {}

  void poll(std::int64_t done, std::int64_t total) override {
    const py::gil_scoped_acquire gil;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress_.is_none()) progress_(done, total);
  }

 private:
  py::object progress_;
};

/// For a long loop over Python objects, which holds the GIL: call it with every one of them.
class SignalCheck {
 public:
  /// @throws py::error_already_set  what a signal's handler raised: after Ctrl-C KeyboardInterrupt.
  void operator()() {
    if (++n_ % (1 << 13) == 0 && PyErr_CheckSignals() != 0) throw py::error_already_set();
  }

 private:
  unsigned n_ = 0;
};

/// Calls `work(run)` with the GIL released. `work` touches no Python object: it sees only memory
/// that the arguments of the bound function keep alive.
///
/// @param progress  None, or a callable of (done, total) in pieces of the current loop.
template <class F>
auto call(int n_threads, const py::object& progress, F&& work) {
  PythonMonitor monitor(progress);
  const py::gil_scoped_release nogil;
  return std::forward<F>(work)(base::Run{n_threads, &monitor});
}

}  // namespace broadsheet::bindings
