"""What others asked of the agency, of a history that was recorded in a run that was going on.

Only what was asked first while it was recorded is judged: of what was asked before, nobody knows
what else was said about it. Nor is what was asked first during the drain, for which there may not
have been time. A letter is an exchange of its own, judged by what its replies say and not by when:
people write them, and no time-out of the platform runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from simulator.loadtest.entries import Seen
from simulator.loadtest.parts import Exchange, Place, Said
from simulator.loadtest.records import place_of
from simulator.loadtest.view import View
from topics.events import DataReply, DataRequest


class _Mode(msgspec.Struct, gc=False):
    """Of a request, who is to answer it."""

    mode: Literal["platform", "letter"] = "platform"


_request = msgspec.json.Decoder(DataRequest)
_mode = msgspec.json.Decoder(_Mode)


@dataclass(slots=True)
class _Asked:
    """The first of a request's attempts that was seen, and which of them were letters."""

    first: DataRequest
    place: Place
    letters: set[int] = field(default_factory=set)


class Overheard:
    """Tells the view, at last, who asked what and when."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._asked: dict[str, _Asked] = {}
        self._letters: dict[str, tuple[Place, ...]] = {}

    def asked(self, seen: Seen) -> None:
        """Another agency asks somebody, perhaps ours."""
        try:
            event = _request.decode(seen.event)
        except msgspec.DecodeError:
            return  # the relay refuses it
        if event.provider != self._view.terms.agency:
            return
        known = self._asked.get(event.request)
        if known is None:
            known = self._asked[event.request] = _Asked(event, place_of(seen))
        if event.mode == "letter":
            known.letters.add(event.attempt)

    def is_letter(self, seen: Seen) -> bool:
        """Whether a request that was delivered to the agency is a letter; then it is kept here."""
        if _mode.decode(seen.event).mode != "letter":
            return False
        self._letters[seen.key] = (*self._letters.get(seen.key, ()), place_of(seen))
        return True

    def settle(self) -> None:
        """All is read: put what is judged into the view, and take the rest out of it."""
        view = self._view
        begin_us = view.phase_us("load", 0)
        end_us = view.phase_us("drain", view.end_us + 1)
        for name in [name for name in view.exchanges if name not in self._asked]:
            self._forget(name)
        for name, asked in self._asked.items():
            at_us = view.at(asked.place)
            if asked.first.attempt == 0 and begin_us <= at_us < end_us:
                self._take(name, asked, at_us)
            else:
                self._forget(name)
                view.not_judged += 1

    def _forget(self, name: str) -> None:
        """What the agency itself asks stays, and what nobody could read."""
        x = self._view.exchanges.pop(name, None)
        if x is not None and x.asks:
            self._view.exchanges[name] = x
        elif x is not None and x.spoilt:
            self._view.exchanges[name] = Exchange(spoilt=x.spoilt)

    def _take(self, name: str, asked: _Asked, at_us: int) -> None:
        x = self._view.exchanges[name]
        x.asked, x.intended_us, x.sent_us = asked.first, at_us, at_us
        x.confirmed_us = asked.place.at_us
        if not asked.letters:
            return
        to_letters = tuple(said for said in x.replies if _attempt(said) in asked.letters)
        x.replies = tuple(said for said in x.replies if _attempt(said) not in asked.letters)
        if to_letters:
            x.told = ()  # that may be them
        self._view.letters[name] = Exchange(
            asked=asked.first, deliveries=self._letters.get(name, ()), replies=to_letters
        )


def _attempt(said: Said) -> int:
    return said.event.attempt if isinstance(said.event, DataReply) else 0
