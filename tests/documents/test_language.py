"""Languages by script and by small words."""

from __future__ import annotations

import pytest

from earwitness.documents.language import detect_language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The ferry was late again and there was nobody who could tell us when it would be in the harbour."),
        ("de", "Die Fähre war wieder zu spät und niemand konnte uns sagen, wann sie in den Hafen kommt, weil es neblig war."),
        ("fr", "Le bac est encore en retard et personne ne sait quand il sera dans le port, mais nous avons du temps pour lire."),
        ("es", "El barco llega tarde otra vez y nadie sabe cuándo estará en el puerto, pero tenemos mucho tiempo para leer."),
        ("it", "Il traghetto è di nuovo in ritardo e non si sa quando sarà nel porto, ma abbiamo del tempo per leggere con gli altri."),
        ("pt", "O barco está atrasado e ninguém sabe quando vai chegar ao porto, mas nós também não temos pressa para sair daqui."),
        ("nl", "De veerboot is weer te laat en niemand weet wanneer hij in de haven zal zijn, maar wij hebben nog tijd om te lezen."),
        ("sv", "Färjan är sen igen och ingen vet när den kommer till hamnen, men vi har tid att läsa och det är inte så farligt."),
        ("ja", "フェリーはまた遅れていて、いつ港に着くのか誰も知りません。"),
        ("zh", "渡轮又晚点了，没有人知道它什么时候会到港口。"),
        ("ko", "배가 또 늦었고 언제 항구에 도착할지 아무도 모릅니다."),
        ("ru", "Паром снова опаздывает, и никто не знает, когда он будет в порту, но у нас есть время."),
        ("el", "Το πλοίο άργησε πάλι και κανείς δεν ξέρει πότε θα φτάσει στο λιμάνι."),
        ("ar", "تأخرت العبارة مرة أخرى ولا أحد يعرف متى ستصل إلى الميناء."),
        ("hi", "नाव फिर से देर से आई और कोई नहीं जानता कि वह कब पहुँचेगी।"),
    ],
)
def test_known(code: str, text: str) -> None:
    assert detect_language(text).code == code


@pytest.mark.parametrize("text", ["", "12 34 56", "Xyzzy plugh frobnicate quux blorb zork grue lamp", "👍👍", "seven five"])
def test_unknown(text: str) -> None:
    assert detect_language(text) == (None, 0.0)


def test_one_foreign_word_changes_nothing() -> None:
    text = "We were on the quay and it was as cold as it could be, and the word for it is καιρός or so they say to us. " * 3
    assert detect_language(text).code == "en"
