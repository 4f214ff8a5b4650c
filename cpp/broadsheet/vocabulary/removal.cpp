// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/removal.hpp"

#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>

namespace broadsheet::vocabulary {
namespace {

std::string text_of(Day day) {
  if (day == std::numeric_limits<Day>::min()) return "no date";
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  const auto padded = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(date.year())) + "-" +
         padded(static_cast<unsigned>(date.month())) + "-" +
         padded(static_cast<unsigned>(date.day()));
}

}  // namespace

void require_removable(Day day, Offset there, Offset gone) {
  if (gone <= there) return;
  throw std::invalid_argument(std::to_string(gone) + " articles of " + text_of(day) +
                              " cannot be removed: there are " + std::to_string(there) +
                              "; they go by the dates that they came with");
}

void require_removable(std::string_view term, Day day, Occurrences there, Occurrences gone,
                       Offset left) {
  const auto articles = there.articles - gone.articles;
  const auto tokens = there.tokens - gone.tokens;
  if (articles == 0 ? tokens == 0 : articles > 0 && tokens >= articles && articles <= left) return;
  throw std::invalid_argument("articles with \"" + std::string(term) + "\" cannot be removed: of " +
                              text_of(day) + " there are " + std::to_string(there.articles) +
                              ", with " + std::to_string(there.tokens) + " occurrences, and " +
                              std::to_string(gone.articles) + " with " +
                              std::to_string(gone.tokens) + " are to go, which leaves " +
                              std::to_string(left) + " articles in all");
}

}  // namespace broadsheet::vocabulary
