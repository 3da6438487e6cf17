"""The contract of operators' acts. A live run writes them; anybody who watches it may read them."""

from __future__ import annotations

from topics.contract import LAST_US, Contract, Rule, register_contract
from topics.control import ACTS, ControlAct

_TEXT = r"^[^\u0000-\u001f\u007f-\u009f]{0,200}$"
_TIME = "in microseconds since 1970-01-01T00:00, local time of Viet Nam (UTC+7)"

CONTROL_ACT = register_contract(
    Contract(
        ControlAct(
            number=1,
            act="fault",
            name="outage",
            settings=("target=portal", "for=6h"),
            at_us=1_688_544_000_000_000,
            until_us=1_688_565_600_000_000,
        ),
        {
            "number": Rule("Which act of the run; the first is 1", least=1, most=1_000_000),
            "act": Rule("What kind of act", words=ACTS),
            "name": Rule("Name of the fault or the lever, or the speed; empty: none", _TEXT),
            "settings": Rule(
                "What was said of it", least=0, most=50, item=Rule("KEY=VALUE", _TEXT)
            ),
            "at_us": Rule(f"When it took effect, {_TIME}", least=0, most=LAST_US),
            "until_us": Rule(f"When it ends, {_TIME}; -1: it stays", least=-1, most=LAST_US),
        },
    )
)
