"""Reads a plan, and says all that is wrong with it at once, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from simulator.loadtest.findings import checkers
from simulator.loadtest.message_faults import KINDS, rule_of
from simulator.loadtest.plan import MOST_MESSAGES, Constant, Load, Plan, PlanFault, Replay
from simulator.loadtest.process_faults import PROCESS_FAULTS
from simulator.loadtest.profiles import duration_us, pieces_of
from simulator.loadtest.terms import Planned, Terms
from simulator.resources import find, is_path, shipped
from simulator.scenario.findings import Finding, ScenarioErrors, at
from simulator.scenario.loader import find_scenario
from simulator.scenario.nodes import Node, Path_, locate
from simulator.scenario.shapes import shaped
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.yaml_bytes import is_pipe
from simulator.scenario.yaml_positions import read_yaml
from topics.errors import InputError

_SECOND_US = 1_000_000
_NEAREST = 0.01


def find_plan(reference: str) -> Path:
    """The file of a plan: a path, or a shipped plan's name. Raise `InputError` for neither."""
    if is_path(reference) or is_pipe(Path(reference)):
        return Path(reference)
    path = find("loadtests", reference, None)
    if path is None:
        plans = shipped("loadtests")
        expected = f"write one of {listed(plans, 12)}, or a path{did_you_mean(reference, plans)}"
        raise InputError(f"plan {reference!r}: nothing shipped has this name; {expected}")
    return path


def read_plan(path: Path, command: Sequence[str] = (), *, is_file: bool = True) -> Plan:
    """The plan of a file; `command`, if any, takes the place of its connector's.

    What it names (a scenario, a history to replay) is found beside it, unless it `is_file` of
    nobody: a mapping of a test, or a pipe. Then it is as if named on the command line.

    Raise `ScenarioErrors` with every mistake, `InputError` when there is no such file,
    `EnvironmentFailed` when it cannot be read.
    """
    root, findings = read_yaml(path)
    plan: Plan | None = None
    if root is not None:
        plan, found = shaped(Plan, root)
        findings += found
    if plan is not None and root is not None:
        plan = with_command(plan, command)
        named_in = path if is_file and not is_pipe(path) else None
        findings += [*_checked(plan, root), *_no_scenario(plan, root, named_in)]
        plan = _found_beside(plan, named_in) if not findings else plan
    if plan is None or findings:
        raise ScenarioErrors(findings)
    return plan


def _no_scenario(plan: Plan, root: Node, named_in: Path | None) -> Iterator[Finding]:
    try:
        find_scenario(plan.scenario, named_in)
    except InputError as error:
        found, _, expected = str(error).partition("; ")
        yield _at(root, ("scenario",), found, expected, "unknown-file")


def _found_beside(plan: Plan, named_in: Path | None) -> Plan:
    """The same plan, with the paths of what it names; a shipped scenario keeps its name."""
    path, levers = find_scenario(plan.scenario, named_in)
    changed: dict[str, object] = {}
    if path not in shipped("scenarios").values():
        changed["scenario"] = ":".join([str(path.absolute()), *levers])
    if isinstance(plan.load, Replay) and named_in is not None:
        history = str(named_in.resolve().parent / plan.load.history)
        changed["load"] = plan.load.model_copy(update={"history": history})
    return plan.model_copy(update=changed)


def with_command(plan: Plan, command: Sequence[str]) -> Plan:
    """The same plan for another connector; the same one if there is no command."""
    if not command:
        return plan
    changed = {"command": list(command), "external": False}
    return plan.model_copy(update={"connector": plan.connector.model_copy(update=changed)})


def terms_of(plan: Plan, prefix: str, messages: int) -> Terms:
    """What the checkers judge by; `messages` is how many the schedule sends or gives to do."""
    connector, contract, generator = plan.connector, plan.contract, plan.generator
    return Terms(
        agency=connector.agency, role=connector.role, prefix=prefix,
        deadline_us=contract.deadline, allow=frozenset(contract.allow),
        objectives=plan.objectives.given(), buries=contract.buries,
        faults=tuple(Planned(number, each.fault) for number, each in enumerate(plan.faults)),
        sends=messages, send_lag_us=generator.lag, send_share=generator.share,
        stall_us=generator.stall,
    )  # fmt: skip


# -- what the shape alone does not say -------------------------------------------------------------


def _checked(plan: Plan, root: Node) -> Iterator[Finding]:
    yield from _connector(plan, root)
    for number, fault in enumerate(plan.faults):
        yield from _fault(plan, root, number, fault)
    known = {one.name for one in checkers(())}
    for place, name in enumerate(plan.contract.allow):
        if name not in known:
            found = f"no checker is called {name!r}{did_you_mean(name, known)}"
            expected = f"write one of {listed(sorted(known), 30)}"
            yield _at(root, ("contract", "allow", place), found, expected, "unknown-name")
    if plan.contract.deadline < 1:
        yield _at(root, ("contract", "deadline"), "found 0", "give it some time", "out-of-range")
    yield from _drained(plan, root)
    yield from _capacity(plan, root)
    if not isinstance(plan.load, Replay):
        yield from _size(plan.load, root)


def _drained(plan: Plan, root: Node) -> Iterator[Finding]:
    """A drain that ends before the last message has had its time: nobody could judge that one."""
    held_us = max((_held_us(fault) for fault in plan.faults), default=0)
    needed_us = plan.contract.deadline + held_us
    if plan.drain >= needed_us:
        return
    needed = f"the deadline of {_seconds(plan.contract.deadline)}"
    if held_us:
        needed += f" and the {_seconds(held_us)} for which a fault holds messages back"
    written = root.child("drain").value is not None
    path: Path_ = ("drain",) if written else ("contract", "deadline")
    found = f"a drain of {_seconds(plan.drain)} is shorter than {needed}"
    expected = f"write drain: {_seconds(needed_us)} or more"
    yield _at(root, path, found, expected, "out-of-range")


def _held_us(fault: PlanFault) -> int:
    """The longest time for which a fault keeps one message back."""
    if fault.fault not in KINDS:
        return 0
    kind, settings = KINDS[fault.fault]
    return sum(map(int, settings(fault).values())) if kind == "delay" else 0


def _seconds(time_us: int) -> str:
    """`5s`, `4.5s`: a time as a plan says it."""
    return f"{time_us / _SECOND_US:g}s"


def _size(load: Load, root: Node) -> Iterator[Finding]:
    """A load that is over at once, or of more messages than can be planned."""
    pieces = pieces_of(load)
    if duration_us(pieces) < _SECOND_US:
        found = "a load of less than a second"
        yield _at(root, ("load",), found, "make it 1s or more", "out-of-range")
    messages = sum(piece.area for piece in pieces)
    if messages > MOST_MESSAGES:
        found, expected = f"a load of {messages:.0f} messages", f"at most {MOST_MESSAGES}"
        yield _at(root, ("load",), found, expected, "out-of-range")


def _capacity(plan: Plan, root: Node) -> Iterator[Finding]:
    if plan.capacity is None:
        return
    if not isinstance(plan.load, Constant):
        found = f"a search for the capacity with the profile {plan.load.profile}"
        yield _at(root, ("load",), found, "write profile: constant", "bad-search")
    elif plan.load.rate > plan.capacity.most:
        found = f"found {plan.capacity.most:g}, less than the load's rate"
        yield _at(root, ("capacity", "most"), found, "make it higher", "out-of-range")
    if plan.capacity.within < _NEAREST:
        expected = f"write at least {_NEAREST:.0%}"
        yield _at(root, ("capacity", "within"), "a gap too small to find", expected, "out-of-range")
    if not plan.objectives.given():
        found = "a search for the capacity without objectives"
        yield _at(root, ("capacity",), found, "say what has to be met (objectives)", "bad-search")


def _connector(plan: Plan, root: Node) -> Iterator[Finding]:
    connector = plan.connector
    if (connector.command is None) is not connector.external:
        both = connector.external
        found = "command and external: true" if both else "neither command nor external: true"
        expected = "say how it is started (command), or that it runs by itself (external: true)"
        yield _at(root, ("connector",), found, expected, "connector")


def _fault(plan: Plan, root: Node, number: int, fault: PlanFault) -> Iterator[Finding]:
    where: Path_ = ("faults", number)
    if fault.fault not in KINDS and fault.fault not in PROCESS_FAULTS:
        names = sorted([*KINDS, *PROCESS_FAULTS])
        found = f"no fault is called {fault.fault!r}{did_you_mean(fault.fault, names)}"
        expected = f"write one of {listed(names, 30)}"
        yield _at(root, (*where, "fault"), found, expected, "unknown-name")
        return
    yield from _window(plan, root, where, fault)
    if fault.fault in KINDS:
        yield from _rule(root, where, number, fault)
    else:
        yield from _possible(plan, root, where, fault)


def _window(plan: Plan, root: Node, where: Path_, fault: PlanFault) -> Iterator[Finding]:
    if isinstance(plan.load, Replay):
        return
    lasts_us = duration_us(pieces_of(plan.load))
    if fault.at + (1 if fault.lasting is None else fault.lasting) > lasts_us:
        found = f"a fault that ends after the load, which lasts {lasts_us / _SECOND_US:g}s"
        yield _at(root, where, found, "make at + for at most that", "out-of-range")
    if fault.lasting == 0:
        yield _at(root, (*where, "for"), "found 0", "make it last", "out-of-range")


def _rule(root: Node, where: Path_, number: int, fault: PlanFault) -> Iterator[Finding]:
    try:
        rule_of(fault, number, 0, 1)
    except InputError as error:
        yield _at(root, where, str(error), "", "bad-fault")


def _possible(plan: Plan, root: Node, where: Path_, fault: PlanFault) -> Iterator[Finding]:
    name = fault.fault
    on_broker = PROCESS_FAULTS[name].on_broker
    if on_broker and plan.broker != "own":
        expected = "write broker: own, so that nobody else's broker is harmed"
        yield _at(root, (*where, "fault"), f"{name} with a given broker", expected, "bad-fault")
    if not on_broker and plan.connector.command is None:
        expected = "give its command, so that its processes are known"
        found = f"{name} with an external connector"
        yield _at(root, (*where, "fault"), found, expected, "bad-fault")


def _at(root: Node, path: Path_, found: str, expected: str, code: str) -> Finding:
    spot = locate(root, path)
    return at(spot.at, spot.place, found, expected, code)


def documented(plan: Plan) -> Mapping[str, object]:
    """The plan as plain data for a history's header: quantities in µs, bytes and shares.

    What the connector is told in its environment may be secret, and is left out.
    """
    plain = plan.model_dump(mode="json", by_alias=True)
    plain["connector"].pop("environment", None)
    return plain
