"""The child that reads a scenario: ``python -m simulator.loadtest.casting SCENARIO AGENCY``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import msgspec

from simulator.loadtest.cast import Ask, Cast, Worked
from simulator.relay.entitlements import Entitlements, entitlements_of
from simulator.scenario.catalogue import Agency, ParStep, Procedure, RequestStep
from simulator.scenario.loader import find_scenario, load_scenario
from simulator.scenario.resolved import ResolvedScenario
from topics.errors import LienthongError
from topics.events import DataRequest

_EPOCH_DAY = 719_163  # of 1970-01-01, as `date.toordinal` counts


def cast_from(resolved: ResolvedScenario, name: str, agency: str) -> Cast:
    """The cast of a resolved scenario; of the asks only those from or to `agency`."""
    entitled = entitlements_of(resolved.agencies, resolved.procedures)
    people = _people(resolved.agencies)
    asks = [ask for procedure in resolved.procedures for ask in _asks(procedure, entitled, people)]
    return Cast(
        scenario=name,
        day=resolved.scenario.start.toordinal() - _EPOCH_DAY,
        agencies=tuple(sorted(entitled.agencies)),
        asks=tuple(ask for ask in asks if agency in (ask.requester, ask.provider)),
        worked=tuple(_worked(resolved, people)),
        groups={one.id: one.group for one in resolved.procedures},
    )


def _people(agencies: tuple[Agency, ...]) -> dict[str, float]:
    """Whose dossiers an agency works, in people: its province's, or all."""
    total = sum(agency.population or 0.0 for agency in agencies) or 1.0
    return {agency.id: agency.population or total for agency in agencies}


def _asks(procedure: Procedure, entitled: Entitlements, people: dict[str, float]) -> Iterator[Ask]:
    """Each request of the procedure's route, by each pair of agencies that it may be between."""
    for step in _requests(procedure):
        for requester in sorted(entitled.agencies):
            providers = [
                provider
                for provider in sorted(entitled.agencies)
                if provider != requester and _may(procedure, step, requester, provider, entitled)
            ]
            share = step.probability * people[requester] / max(1, len(providers))
            for provider in providers:
                yield Ask(
                    step.request, procedure.id, requester, provider, tuple(step.fields),
                    step.basis, step.purpose, procedure.weight * share,
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


def _worked(resolved: ResolvedScenario, people: dict[str, float]) -> Iterator[Worked]:
    provinces = [agency.id for agency in resolved.agencies if agency.kind == "province"]
    for one in resolved.procedures:
        central = one.level == "central"
        for agency in [one.handled_by or one.owner] if central else provinces:
            yield Worked(one.id, one.owner, agency, one.weight * people[agency])


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
