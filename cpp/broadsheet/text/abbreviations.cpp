// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/abbreviations.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::text {
namespace {

// Titles, ranks, months, days, companies and American states in the Associated Press's style, then
// what German, French, Spanish, Italian, Russian and Ukrainian news write. By code points,
// ascending.
// clang-format off
constexpr auto abbreviations = std::to_array<std::u32string_view>({
    U"Abs", U"Adm", U"Ala", U"Amb", U"Apr", U"Ariz", U"Ark", U"Art", U"Assn", U"Asst", U"Atty",
    U"Aug", U"Av", U"Ave", U"Bd", U"Blvd", U"Brig", U"Bros", U"Calif", U"Capt", U"Cmdr", U"Co",
    U"Col", U"Colo", U"Conn", U"Corp", U"Cos", U"Cpl", U"Dec", U"Del", U"Dept", U"Det", U"Dez",
    U"Dipl", U"Dr", U"Dra", U"Drs", U"Dña", U"Feb", U"Fig", U"Fla", U"Fr", U"Fri", U"Ft", U"Ga",
    U"Gen", U"Gov", U"Govs", U"Hon", U"Hr", U"Ill", U"Inc", U"Ind", U"Ing", U"Insp", U"Jan", U"Jhd",
    U"Jr", U"Jul", U"Jun", U"Kan", U"Ky", U"La", U"Lt", U"Ltd", U"MM", U"Mag", U"Maj", U"Mar",
    U"Mass", U"Md", U"Messrs", U"Mich", U"Minn", U"Mio", U"Miss", U"Mo", U"Mon", U"Mont", U"Mr",
    U"Mrd", U"Mrs", U"Ms", U"Mt", U"Mx", U"Neb", U"Nev", U"No", U"Nos", U"Nov", U"Nr", U"Oct",
    U"Okla", U"Okt", U"Ore", U"Pa", U"Penn", U"Ph", U"Pres", U"Prof", U"Pvt", U"Rd", U"Rep",
    U"Reps", U"Rev", U"Sat", U"Sec", U"Sen", U"Sens", U"Sep", U"Sept", U"Sgt", U"Sr", U"Sra",
    U"Sres", U"Srta", U"St", U"Ste", U"Str", U"Sun", U"Supt", U"Tel", U"Tenn", U"Tex", U"Thu",
    U"Thur", U"Thurs", U"Tue", U"Tues", U"Ud", U"Uds", U"Univ", U"Va", U"Vol", U"Vt", U"Wash",
    U"Wed", U"Wis", U"Wyo", U"al", U"approx", U"avr", U"avv", U"bzw", U"ca", U"dott", U"déc",
    U"est", U"etc", U"evtl", U"févr", U"ggf", U"ing", U"inkl", U"janv", U"juil", U"núm", U"pp",
    U"pág", U"sig", U"usw", U"vs", U"акад", U"вул", U"гг", U"грн", U"др", U"им", U"млн", U"млрд",
    U"проф", U"руб", U"см", U"стр", U"тис", U"тыс", U"ул",
});
// clang-format on

static_assert(std::is_sorted(abbreviations.begin(), abbreviations.end()));
static_assert(std::all_of(abbreviations.begin(), abbreviations.end(),
                          [](auto word) { return word.size() <= longest_abbreviation; }));

}  // namespace

bool is_abbreviation(std::u32string_view word) noexcept {
  return std::binary_search(abbreviations.begin(), abbreviations.end(), word);
}

}  // namespace broadsheet::text
