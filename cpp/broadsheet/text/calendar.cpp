// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/calendar.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "broadsheet/text/phrase.hpp"

namespace broadsheet::text {
namespace {

// clang-format off
constexpr std::array<std::u32string_view, 10> weekday_names = {
  U"monday tuesday wednesday thursday friday saturday sunday tues thurs",
  U"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
  U"lundi mardi mercredi jeudi vendredi samedi dimanche",
  U"lunes martes miércoles jueves viernes sábado domingo",
  U"lunedì martedì mercoledì giovedì venerdì sabato domenica",
  U"segunda terça quarta quinta sexta",
  U"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
  U"poniedziałek wtorek środa czwartek piątek sobota niedziela",
  U"понедельник вторник среда четверг пятница суббота воскресенье",
  U"pazartesi salı çarşamba perşembe cuma cumartesi pazar",
};
constexpr std::array<std::u32string_view, 10> month_names = {
  U"january february march april may june july august september october november december "
  U"jan feb mar apr jun jul aug sep sept oct nov dec",
  U"januar jänner februar märz april mai juni juli august september oktober november dezember",
  U"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  U"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  U"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
  U"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
  U"januari februari maart april mei juni juli augustus september oktober november december",
  U"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
  U"grudnia",
  U"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  U"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
};
// clang-format on

class Names {
 public:
  Names() {
    for (const auto list : weekday_names) add(list, CalendarWord::weekday);
    for (const auto list : month_names) add(list, CalendarWord::month);
    std::sort(names_.begin(), names_.end());
  }

  [[nodiscard]] CalendarWord find(std::uint64_t hash) const {
    if ((filter_[hash % n_bits / 64] >> (hash % 64) & 1) == 0) return CalendarWord::none;
    const auto at = std::lower_bound(names_.begin(), names_.end(), Name{hash, CalendarWord::none});
    return at != names_.end() && at->first == hash ? at->second : CalendarWord::none;
  }

 private:
  using Name = std::pair<std::uint64_t, CalendarWord>;
  static constexpr std::size_t n_bits = 8192;

  void add(std::u32string_view list, CalendarWord kind) {
    while (!list.empty()) {
      const auto end = std::min(list.find(U' '), list.size());
      const auto hash = word_hash(list.substr(0, end));
      names_.emplace_back(hash, kind);
      filter_[hash % n_bits / 64] |= std::uint64_t{1} << (hash % 64);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }

  std::vector<Name> names_;
  std::array<std::uint64_t, n_bits / 64> filter_{};  // most words are none of them: one look
};

}  // namespace

CalendarWord calendar_word(std::uint64_t hash) noexcept {
  static const Names names;
  return names.find(hash);
}

}  // namespace broadsheet::text
