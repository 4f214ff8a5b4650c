// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "broadsheet/base/monitor.hpp"

namespace broadsheet::base {

/// Keeps all that a monitor hears.
class Listener final : public Monitor {
 public:
  void poll(std::int64_t done, std::int64_t total) override { heard.emplace_back(done, total); }
  std::vector<std::pair<std::int64_t, std::int64_t>> heard;
};

}  // namespace broadsheet::base
