"""The child that reads a scenario: ``python -m simulator.loadtest.casting SCENARIO AGENCY``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import msgspec

from simulator.loadtest.cast import Ask, Cast, Worked
from simulator.relay.entitlements import Entitlements, entitlements_of
from simulator.scenario.catalogue import ParStep, Procedure, RequestStep
from simulator.scenario.loader import find_scenario, load_scenario
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.volumes import Volumes
from topics.errors import LienthongError
from topics.events import DataRequest

_EPOCH_DAY = 719_163  # of 1970-01-01, as `date.toordinal` counts


def cast_from(resolved: ResolvedScenario, name: str, agency: str) -> Cast:
    """The cast of a resolved scenario; of the asks only those from or to `agency`."""
    entitled = entitlements_of(resolved.agencies, resolved.procedures)
    asked = _per_month(resolved)
    asks = [ask for procedure in resolved.procedures for ask in _asks(procedure, entitled, asked)]
    return Cast(
        scenario=name,
        day=resolved.scenario.start.toordinal() - _EPOCH_DAY,
        agencies=tuple(sorted(entitled.agencies)),
        asks=tuple(ask for ask in asks if agency in (ask.requester, ask.provider)),
        worked=tuple(_worked(resolved, asked)),
        groups={one.id: one.group for one in resolved.procedures},
    )


def _per_month(resolved: ResolvedScenario) -> PerMonth:
    """(procedure, agency) -> dossiers a month: of its province's people, or of all."""
    volumes = Volumes(resolved.scenario.arrivals, resolved.agencies, resolved.procedures)
    provinces = {agency.id for agency in resolved.agencies if agency.kind == "province"}

    def asked(procedure: str, agency: str) -> float:
        here = agency in provinces
        return volumes.per_month(procedure, agency) if here else volumes.of_procedure(procedure)

    return asked


PerMonth = Callable[[str, str], float]


def _asks(procedure: Procedure, entitled: Entitlements, asked: PerMonth) -> Iterator[Ask]:
    """Each request of the procedure's route, by each pair of agencies that it may be between."""
    for step in _requests(procedure):
        for requester in sorted(entitled.agencies):
            providers = [
                provider
                for provider in sorted(entitled.agencies)
                if provider != requester and _may(procedure, step, requester, provider, entitled)
            ]
            share = step.probability / max(1, len(providers))
            for provider in providers:
                yield Ask(
                    step.request, procedure.id, requester, provider, tuple(step.fields),
                    step.basis, step.purpose, asked(procedure.id, requester) * share,
                )  # fmt: skip


def _may(
    procedure: Procedure, step: RequestStep, requester: str, provider: str, entitled: Entitlements
) -> bool:
    """As the relay itself will judge it."""
    asked = DataRequest(
        request="x", dossier="x", procedure=procedure.id, requester=requester, provider=provider,
        fields=tuple(step.fields), basis=step.basis, purpose=step.purpose, deadline_us=0,
        attempt=0,
    )  # fmt: skip
    return entitled.check(asked) is None


def _requests(procedure: Procedure) -> list[RequestStep]:
    steps: list[object] = []
    for step in procedure.route:
        steps += [step, *(step.par if isinstance(step, ParStep) else ())]
    return [step for step in steps if isinstance(step, RequestStep)]


def _worked(resolved: ResolvedScenario, asked: PerMonth) -> Iterator[Worked]:
    provinces = [agency.id for agency in resolved.agencies if agency.kind == "province"]
    for one in resolved.procedures:
        central = one.level == "central"
        for agency in [one.handled_by or one.owner] if central else provinces:
            yield Worked(one.id, one.owner, agency, asked(one.id, agency))


def main() -> int:
    """Print the cast of the scenario that the command line names; the exit status."""
    try:
        path, levers = find_scenario(sys.argv[1])
        cast = cast_from(load_scenario(path, levers=levers), *sys.argv[1:3])
    except LienthongError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    sys.stdout.buffer.write(msgspec.json.encode(cast))
    return 0


if __name__ == "__main__":
    sys.exit(main())
