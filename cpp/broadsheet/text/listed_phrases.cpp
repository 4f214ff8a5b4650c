// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/listed_phrases.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/phrase_matching.hpp"

namespace broadsheet::text {
namespace {

// clang-format off

// Boilerplate as a whole sentence or line. "1" is any number.
constexpr std::u32string_view whole[] = {
  // English
  U"advertisement", U"advertisement continue reading the main story", U"ad", U"sponsored content",
  U"continue reading", U"continue reading the main story", U"read more", U"read also",
  U"read the full story", U"read the full article", U"related", U"related articles",
  U"related stories", U"related content", U"more on this story", U"more on this topic",
  U"share this article", U"share this story", U"share this", U"share on facebook",
  U"share on twitter", U"tweet this", U"print this article", U"email this article",
  U"follow us on twitter", U"follow us on facebook", U"follow us on instagram",
  U"like us on facebook", U"sign up for our newsletter", U"sign up to our newsletter",
  U"sign up for our newsletters", U"subscribe to our newsletter", U"subscribe to our newsletters",
  U"subscribe now", U"subscribe today", U"sign up now", U"sign up here", U"click here to subscribe",
  U"click here to sign up", U"click to share", U"loading", U"view comments",
  U"leave a comment", U"all rights reserved", U"skip to main content", U"skip to content",
  U"back to top", U"toggle caption", U"hide caption", U"enlarge this image",
  // German
  U"anzeige", U"werbung", U"mehr zum thema", U"lesen sie auch", U"lesen sie mehr", U"weiterlesen",
  U"artikel teilen", U"newsletter abonnieren", U"jetzt abonnieren", U"alle rechte vorbehalten",
  U"zur startseite", U"kommentare anzeigen",
  // French
  U"publicité", U"lire aussi", U"à lire aussi", U"lire la suite", U"partager cet article",
  U"abonnez vous", U"inscrivez vous à notre newsletter", U"tous droits réservés",
  // Spanish
  U"publicidad", U"leer más", U"lea también", U"lea más", U"le puede interesar",
  U"suscríbete a nuestro boletín", U"suscríbase a nuestro boletín", U"compartir este artículo",
  U"todos los derechos reservados",
  // Italian
  U"pubblicità", U"leggi anche", U"leggi tutto", U"iscriviti alla newsletter",
  U"riproduzione riservata", U"tutti i diritti riservati",
  // Portuguese
  U"publicidade", U"leia também", U"leia mais", U"assine nossa newsletter",
  U"todos os direitos reservados",
  // Dutch
  U"advertentie", U"lees ook", U"lees meer", U"lees verder", U"alle rechten voorbehouden",
  // Polish
  U"reklama", U"czytaj także", U"czytaj też", U"czytaj więcej", U"wszelkie prawa zastrzeżone",
  // Russian
  U"реклама", U"читайте также", U"читать далее", U"подписывайтесь на наш канал",
  U"подпишитесь на рассылку", U"все права защищены",
  // Turkish
  U"reklam", U"devamını oku", U"ilgili haberler",
  // Armenian
  U"կարդացեք նաև", U"կարդալ ավելին", U"գովազդ",
};

// Boilerplate also where another sentence starts after it without a stop between.
constexpr std::u32string_view parts[] = {
  U"story continued below", U"story continues below", U"article continues below",
  U"story continues below advertisement", U"article continues after advertisement",
  U"continue reading below", U"continue reading the main story", U"click here to subscribe",
  U"sign up for our newsletter", U"subscribe to our newsletter",
  U"this site is protected by recaptcha", U"link copied", U"1 minutes ago", U"1 hours ago", U"1 days ago", U"1 weeks ago", U"1 months ago", U"1 years ago",
  U"1 minute ago", U"1 hour ago", U"1 day ago", U"1 week ago", U"1 month ago", U"1 year ago",
  U"vor 1 minuten", U"vor 1 stunden", U"vor 1 tagen", U"il y a 1 heures", U"il y a 1 jours",
  U"hace 1 horas", U"hace 1 días",
};

// clang-format on

LearnedPhrase make(std::u32string_view text, Phrase::Mark mark, std::uint8_t places) {
  Phrase phrase;
  LearnedPhrase result{0, LearnedPhrase::listed, 0, 0, places};
  while (!text.empty()) {
    const auto end = std::min(text.find(U' '), text.size());
    const auto word = text.substr(0, end);
    phrase.add(word_hash(word), word == U"1");
    if (phrase.n_words() <= lead_words) result.lead = lead_of(phrase);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  result.key = phrase.key(mark);
  return result;
}

}  // namespace

std::span<const LearnedPhrase> listed_phrases() {
  static const auto phrases = [] {
    std::vector<LearnedPhrase> all;
    for (const auto mark : {Phrase::Mark::none, Phrase::Mark::colon}) {
      for (const auto text : parts) {
        all.push_back(make(text, mark, LearnedPhrase::whole | LearnedPhrase::part));
      }
      for (const auto text : whole) all.push_back(make(text, mark, LearnedPhrase::whole));
    }
    // The first of equal keys counts, which is a part.
    std::stable_sort(all.begin(), all.end(),
                     [](const LearnedPhrase& a, const LearnedPhrase& b) { return a.key < b.key; });
    all.erase(
        std::unique(all.begin(), all.end(),
                    [](const LearnedPhrase& a, const LearnedPhrase& b) { return a.key == b.key; }),
        all.end());
    return all;
  }();
  return phrases;
}

}  // namespace broadsheet::text
