"""The language of each article: `broadsheet.languages`."""

from __future__ import annotations

import doctest
import gzip
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stopwordsiso
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet._scripts import SCRIPTS, count_scripts

# A piece of news of our own in each language.
NEWS = {
    "af": "Hulle het gesê dat die ou brug weer oop is, en dit is nie al wat sy vir ons gesê "
          "het nie: daar kom ook een langs die ou brug, maar ek weet nie wat hy daarvan dink "
          "nie.",
    "ar": "قال رئيس البلدية إن الجسر القديم الذي أغلق في الشتاء قد فتح من جديد أمام السيارات، "
          "ولم يكن ذلك ممكنا من دون العمال الذين كانوا هناك كل يوم.",
    "bg": "Старият мост, който беше затворен през зимата, отново е отворен, каза кметът. Това "
          "не е първият път, когато хората са чакали толкова дълго, но сега всички са доволни.",
    "bn": "সেতুটি আবার খুলে দেওয়া হয়েছে এবং মেয়র বলেছেন যে এটি এখন নিরাপদ।",
    "ca": "El pont vell que l'ajuntament havia tancat ha estat obert de nou, i això no és tot "
          "el que va dir l'alcalde: també hi haurà un altre pont, però no aquest any.",
    "cs": "Starý most, který rada města uzavřela, je opět otevřen, ale jen pro ty, kteří přes "
          "něj jdou pěšky. To není vše, co starosta řekl: nový most bude stát vedle něj.",
    "da": "Den gamle bro, som byrådet havde lukket, er åben igen, men det er ikke alt, hvad "
          "borgmesteren sagde: der kommer også en ny bro ved siden af den til næste år.",
    "de": "Die alte Brücke, die der Rat gesperrt hatte, ist wieder offen, aber das ist nicht "
          "alles, was die Bürgermeisterin sagte: Es wird auch eine neue Brücke geben.",
    "el": "Η παλιά γέφυρα που είχε κλείσει το συμβούλιο άνοιξε ξανά, είπε ο δήμαρχος.",
    "en": "The old bridge that the council had closed is open again, but that is not all the "
          "mayor said: there will also be a new bridge next to it.",
    "es": "El viejo puente que el consejo había cerrado está abierto otra vez, pero eso no es "
          "todo lo que dijo la alcaldesa: también habrá un puente nuevo al lado de este.",
    "et": "Vana sild on jälle avatud, aga see ei ole kõik, mida linnapea ütles: ka uus sild on "
          "varsti valmis ja see on veel suurem kui vana, nii et ma olen rahul, aga kas see on "
          "hea?",
    "eu": "Zubi zaharra berriz ireki dute, baina hori ez da alkateak esan zuen guztia: beste "
          "zubi bat ere egingo da, eta hau ere handia izango da.",
    "fa": "شهردار گفت که پل قدیمی که در زمستان بسته شده بود دوباره باز شده است و این برای مردم "
          "شهر خبر خوبی است، اما هنوز باید یک پل دیگر هم ساخته شود.",
    "fi": "Vanha silta, jonka kaupunki oli sulkenut, on taas auki, mutta se ei ole kaikki, "
          "mitä pormestari sanoi: myös uusi silta tulee sen viereen ensi vuonna.",
    "fr": "Le vieux pont que le conseil avait fermé est de nouveau ouvert, mais ce n'est pas "
          "tout ce que la maire a dit : il y aura aussi un nouveau pont à côté de celui-ci.",
    "ga": "Tá an seandroichead oscailte arís, ach ní hé sin an méid a dúirt an méara: beidh "
          "droichead nua ann freisin, agus is é sin a bhí ag na daoine ón tús.",
    "gu": "જૂનો પુલ ફરી ખોલવામાં આવ્યો છે અને મેયરે કહ્યું કે તે હવે સલામત છે.",
    "ha": "Tsohuwar gadar da aka rufe ta sake budewa, amma ba shi ne kawai abin da shugaban ya "
          "ce ba: za a kuma yi sabuwar gada a can, kuma wannan ita ce ta biyu da suka yi.",
    "he": "הגשר הישן שהמועצה סגרה נפתח שוב, אמרה ראש העיר.",
    "hi": "महापौर ने कहा कि पुराना पुल फिर से खोल दिया गया है और यह अब सुरक्षित है, लेकिन एक "
          "नया पुल भी बनाया जाएगा जो इस के पास होगा।",
    "hr": "Stari most koji je vijeće zatvorilo ponovno je otvoren, ali to nije sve što je "
          "gradonačelnica rekla: bit će i novi most pokraj njega, ali ne ove godine.",
    "hu": "A régi híd, amelyet a tanács lezárt, ismét nyitva van, de ez nem minden, amit a "
          "polgármester mondott: lesz egy új híd is mellette, csak még nem ebben az évben.",
    "hy": "Հին կամուրջը, որ խորհուրդը փակել էր, կրկին բաց է, ասաց քաղաքապետը։",
    "id": "Wali kota mengatakan bahwa jembatan lama bisa dipakai lagi karena sudah diperbaiki, "
          "namun mereka masih harus menunggu jembatan baru, sehingga kami tidak tahu kapan "
          "selesai.",
    "it": "Il vecchio ponte che il consiglio aveva chiuso è di nuovo aperto, ma questo non è "
          "tutto quello che ha detto la sindaca: ci sarà anche un nuovo ponte accanto a "
          "questo.",
    "ja": "議会が閉鎖していた古い橋が再び開通したと市長が語った。",
    "ko": "시의회가 폐쇄했던 오래된 다리가 다시 열렸다고 시장이 말했다.",
    "lt": "Senasis tiltas, kurį taryba buvo uždariusi, vėl atidarytas, bet tai ne viskas, ką "
          "merė sakė: šalia jo bus ir naujas tiltas, tačiau dar ne šiais metais.",
    "lv": "Vecais tilts ir atkal atvērts, bet tas nav viss, ko teica mērs: pie tā būs arī "
          "jauns tilts, taču tas vēl nebūs šogad, jo par to ir jālemj arī pašiem.",
    "nl": "De oude brug die de raad had gesloten is weer open, maar dat is niet alles wat de "
          "burgemeester zei: er komt ook een nieuwe brug naast deze.",
    "no": "Den gamle brua som kommunen hadde stengt er åpen igjen, men det er ikke alt "
          "ordføreren sa: det kommer også en ny bru ved siden av den, bare ikke nå.",
    "pl": "Stary most, który rada zamknęła, jest znowu otwarty, ale to nie wszystko, co "
          "powiedziała burmistrz: obok niego będzie też nowy most, tylko jeszcze nie w tym "
          "roku.",
    "pt": "A velha ponte que o conselho tinha fechado está aberta outra vez, mas isso não é "
          "tudo o que a prefeita disse: também haverá uma nova ponte ao lado desta.",
    "ro": "Podul vechi pe care consiliul îl închisese este din nou deschis, dar asta nu este "
          "tot ce a spus primarul: va fi și un pod nou lângă acesta, însă nu în acest an.",
    "ru": "Старый мост, который совет закрыл зимой, снова открыт, но это ещё не всё, что "
          "сказала мэр: рядом с ним будет и новый мост, только не в этом году.",
    "sk": "Starý most, ktorý rada zatvorila, je opäť otvorený, ale to nie je všetko, čo "
          "povedala primátorka: vedľa neho bude aj nový most, no ešte nie v tomto roku.",
    "sl": "Stari most, ki ga je svet zaprl, je spet odprt, vendar to ni vse, kar je rekla "
          "županja: poleg njega bo tudi nov most, toda še ne v tem letu.",
    "so": "Buundada hore ayaa mar kale la furay, laakiin taasi ma aha waxa kaliya ee uu yiri: "
          "waxaa jiri doona buundo cusub oo ka weyn tan, iyo sidoo kale waddo cusub ayay ku "
          "dari doonaan.",
    "sv": "Den gamla bron som kommunen hade stängt är öppen igen, men det är inte allt som "
          "borgmästaren sade: det kommer också en ny bro bredvid den, fast inte i år.",
    "sw": "Daraja la zamani lililokuwa limefungwa na baraza limefunguliwa tena, lakini hayo si "
          "yote ambayo meya alisema: pia kutakuwa na daraja jipya karibu na hili kwa ajili ya "
          "watu wote.",
    "th": "นายกเทศมนตรีกล่าวว่าสะพานเก่าเปิดให้ใช้อีกครั้งแล้ว",
    "tr": "Belediyenin kapattığı eski köprü yeniden açıldı, ama başkanın söylediği her şey bu "
          "değil: onun yanında yeni bir köprü daha olacak, ancak bu yıl için henüz çok erken.",
    "uk": "Старий міст, який рада закрила взимку, знову відкрито, але це ще не все, що сказала "
          "мерка: поруч із ним буде і новий міст, та не цього року, бо на те є причини.",
    "ur": "میئر نے کہا کہ پرانا پل جو سردیوں میں بند تھا اب پھر سے کھول دیا گیا ہے اور یہ "
          "لوگوں کے لیے اچھی خبر ہے لیکن ایک اور پل بھی بنایا جائے گا۔",
    "vi": "Cây cầu cũ mà hội đồng đã đóng nay lại được mở, nhưng đó không phải là tất cả những "
          "gì thị trưởng đã nói: cũng sẽ có một cây cầu mới ở bên cạnh nó.",
    "zh": "市长说，议会关闭的旧桥已重新开放。",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(NEWS))
def test_a_piece_of_news_is_in_its_language(code: str) -> None:
    assert bs.languages([NEWS[code]]).tolist() == [code]


def test_enough_languages_are_known() -> None:
    assert len(NEWS) >= 40
    assert set(NEWS) <= stopwordsiso.langs()


@pytest.mark.parametrize(
    "text",
    [
        "", "   \n", "12 345", "?!", "Bridge", "The bridge is", "the the the the the the",
        "Brücke wieder offen", "Zyx qwv blorp fnord kjh wvut plok mnjh gtrf dews aqz", "橋",
    ],
)  # fmt: skip
def test_what_does_not_tell_is_unknown(text: str) -> None:
    assert bs.languages([text]).tolist() == [None]


@pytest.mark.parametrize(
    "text",
    [
        "ከንቲባው እንዳሉት አሮጌው ድልድይ እንደገና ተከፍቷል።",  # Amharic
        "மேயர் பழைய பாலம் மீண்டும் திறக்கப்பட்டது என்றார்.",  # Tamil
        "Gamla brúin sem bæjarstjórnin hafði lokað er opin aftur, en það er ekki allt sem hún "
        "sagði: það verður líka ný brú við hliðina á henni.",  # Icelandic
        "Ibhuloho elidala elalivaliwe livulwe kwakhona, watsho usodolophu.",  # Xhosa
    ],
)
def test_a_language_without_a_list_is_unknown(text: str) -> None:
    assert bs.languages([text]).tolist() == [None]


def test_the_result_has_a_row_for_each_article() -> None:
    texts = [NEWS["de"], "", NEWS["en"], NEWS["hy"], "Bridge"]
    found = bs.languages(texts)
    assert found.dtype == object
    assert found.shape == (5,)
    assert found.tolist() == ["de", None, "en", "hy", None]
    assert bs.languages([]).tolist() == []


def test_title_and_text_of_articles_count() -> None:
    first, rest = NEWS["de"].split(", ", 1)
    articles = bs.Articles(title=[first, NEWS["en"]], text=[rest, ""])
    assert bs.languages(articles).tolist() == ["de", "en"]


def test_case_does_not_matter() -> None:
    assert bs.languages([NEWS["de"].upper(), NEWS["ru"].upper()]).tolist() == ["de", "ru"]


@settings(deadline=None)  # the lists are read once
@given(st.lists(st.sampled_from([*NEWS.values(), "", "Bridge"]), max_size=8))
def test_a_row_does_not_depend_on_the_others(texts: list[str]) -> None:
    together = bs.languages(texts).tolist()
    assert together == [bs.languages([text])[0] for text in texts]
    assert together == bs.languages(iter(texts), n_jobs=1).tolist()


@settings(deadline=None)  # the lists are read once
@given(st.lists(st.text(max_size=30)))
def test_any_text_has_a_language_or_none(texts: list[str]) -> None:
    known = {None, *stopwordsiso.langs()}
    assert set(bs.languages(texts).tolist()) <= known


def test_batches_are_cut_where_it_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*NEWS.values(), "", "Bridge"] * 3
    whole = bs.languages(texts).tolist()
    monkeypatch.setattr("broadsheet._languages._BATCH", 300)
    monkeypatch.setattr("broadsheet._languages._MOST_TEXTS", 2)
    assert bs.languages(texts).tolist() == whole


def test_progress_reaches_the_end() -> None:
    seen: list[tuple[int, int]] = []
    bs.languages(list(NEWS.values()), progress=lambda *at: seen.append(at))
    assert seen[-1][0] == seen[-1][1] == sum(map(len, NEWS.values()))


def test_what_is_no_text_is_named_by_its_row() -> None:
    with pytest.raises(TypeError, match="text 1 is NoneType, not str: None"):
        bs.languages(["A bridge.", None])
    with pytest.raises(ValueError, match="string object received"):
        bs.languages("A bridge.")


@settings(deadline=None)  # the lists are read once
@given(st.lists(st.text(alphabet=st.characters(), max_size=20), max_size=5))
def test_scripts_are_counted_as_letters_are_named(texts: list[str]) -> None:
    letters, runs = count_scripts(texts)
    for row, text in enumerate(texts):
        flags = "".join("x" if c.isalpha() else " " for c in text)
        assert letters[row].sum() == flags.count("x")
        assert runs[row] == len(flags.split())
        for script in ("LATIN", "CYRILLIC", "ARMENIAN", "HANGUL"):
            named = [unicodedata.name(c, "") for c in text if c.isalpha()]
            expected = sum(
                name.removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ").split(" ")[0] == script
                for name in named
            )
            assert letters[row, SCRIPTS.index(script)] == expected


def test_the_examples_of_the_documentation_run() -> None:
    page = Path(__file__).parents[2] / "docs" / "languages.md"
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted >= 5
    assert results.failed == 0


def rows_of(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line) for line in lines]
    return found


@pytest.mark.parametrize(
    ("dataset", "lang", "code", "right"),
    [
        ("bbc", "en", "en", 0.999),
        ("agnews_test", "en", "en", 0.99),
        ("gnad10k_test", "de", "de", 0.995),
        ("ilur_armenian", "hy", "hy", 0.995),
        ("persian_news", "fa", "fa", 0.99),
        ("factrueval_ru", "ru", "ru", 0.99),
        ("thucnews_titles", "zh", "zh", 0.98),
        ("masakhanews", "eng", "en", 0.99),
        ("masakhanews", "fra", "fr", 0.99),
        ("masakhanews", "hau", "ha", 0.95),
        ("masakhanews", "som", "so", 0.98),
        ("masakhanews", "swa", "sw", 0.98),
        *[("meantime_wikinews", code, code, 0.999) for code in ("en", "es", "it", "nl")],
        *[
            ("wmt21_news", code, code, 0.96)
            for code in ("bn", "cs", "de", "en", "fr", "ha", "hi", "ja", "ru", "zh")
        ],
    ],
)
def test_articles_of_real_corpora_are_told(
    data: Callable[[str], Path], dataset: str, lang: str, code: str, right: float
) -> None:
    rows = [row for row in rows_of(data(dataset)) if row["lang"] == lang]
    found = bs.languages(
        bs.Articles(text=[row["text"] for row in rows], title=[row["title"] for row in rows])
    )
    assert np.mean(found == code) >= right
    assert np.mean([other not in (code, None) for other in found]) <= 0.01


@pytest.mark.parametrize("lang", ["amh", "ibo", "lin", "lug", "orm", "run", "sna", "tir", "xho"])
def test_real_articles_in_a_language_without_a_list_are_unknown(
    data: Callable[[str], Path], lang: str
) -> None:
    rows = [row for row in rows_of(data("masakhanews")) if row["lang"] == lang]
    found = bs.languages([row["text"] for row in rows])
    assert np.mean([code is None for code in found]) >= 0.9
