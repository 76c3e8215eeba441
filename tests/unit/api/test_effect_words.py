"""Every code that an operator meets of effects has its words in both languages."""

import inspect
import re

import httpcore
import pytest

from api import effect_words
from domain.case.events import ReferralPaused, ReferralResumed
from domain.decision import deciders
from projections.effects.delivery import addresses, commands, webhooks, worker
from projections.effects.engine import store
from projections.effects.processes import PROCESSES, letters, partners, reaffirmation

LANGUAGES = ("en", "fr")


def written(*modules) -> str:
    return "\n".join(inspect.getsource(module) for module in modules)


def test_every_process_and_what_it_leads_to_has_words() -> None:
    assert {process.name for process in PROCESSES} == set(effect_words.PROCESSES)
    source = written(letters, partners, reaffirmation)
    types = set(re.findall(r'"((?:referral|consent)\.[a-z_]+)"', source))
    types |= {event.wire_name for event in (ReferralPaused, ReferralResumed)}
    sent = {one.__name__ for one in deciders() if re.search(rf"\b{one.__name__}\(", source)}
    assert sent and types | sent == set(effect_words.KINDS)
    for code in effect_words.KINDS:
        assert effect_words.kind(code, "en") != effect_words.kind(code, "fr")


def test_every_code_of_a_failed_attempt_has_words() -> None:
    codes = set(re.findall(r'"([A-Z]+_[A-Z_]+)"', written(addresses, commands, webhooks, worker)))
    codes -= {"COMMAND_ID_REUSED"}
    assert len(codes) >= 10
    faults = {effect_words.error("ZeroDivisionError", lang) for lang in LANGUAGES}
    for code in codes:
        assert faults.isdisjoint(effect_words.error(code, lang) for lang in LANGUAGES), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_of_a_partner_is_told_by_its_status(language) -> None:
    assert "503" in effect_words.error("HTTP_503", language)
    assert "410" not in effect_words.error("HTTP_410", language)
    for kind in (httpcore.ConnectError, httpcore.ReadTimeout, httpcore.RemoteProtocolError):
        assert "part" in effect_words.error(kind.__name__, language), "it is the partner's server"
    assert effect_words.error(None, language) is None


def test_a_refusal_of_the_ledger_is_told_in_its_own_words() -> None:
    words = [effect_words.error("LETTER_TO_NOBODY", language) for language in LANGUAGES]
    assert len(set(words)) == 2 and not any("LETTER" in each for each in words)


def test_what_the_program_gave_up_says_why_in_the_reader_s_language() -> None:
    for code in set(re.findall(r"reason = '([A-Z_]+)'", written(store))):
        assert len({code, *(effect_words.reason(code, lang) for lang in LANGUAGES)}) == 3
    assert effect_words.reason("Told by telephone", "fr") == "Told by telephone"
