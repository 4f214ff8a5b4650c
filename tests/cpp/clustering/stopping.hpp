// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>

#include "broadsheet/base/monitor.hpp"

namespace broadsheet::clustering {

/// Stops at the first word that more than `after` thousandths are done.
class Stopping final : public base::Monitor {
 public:
  explicit Stopping(std::int64_t after) : after_(after) {}
  void poll(std::int64_t done, std::int64_t total) override {
    if (done < latest_ || total != base::Share::whole) throw std::logic_error("progress fell");
    latest_ = done;
    if (done >= after_) throw std::runtime_error("stop");
  }

 private:
  std::int64_t after_;
  std::int64_t latest_ = 0;
};

}  // namespace broadsheet::clustering
