"""The catalogues' shapes: agencies, procedures and their routes. Every figure has a source."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from simulator.scenario.law_specs import WorkLaw
from simulator.scenario.quantities import (
    AgencyId,
    LegalLimit,
    Population,
    Section,
    Share,
    SlugId,
    Weight,
    Yearly,
    wrong,
)

Level = Literal["commune", "district", "province", "central"]
Kind = Literal[
    "ministry", "ministerial_agency", "government_agency", "province", "portal", "registry"
]


class Sourced(Section):
    """Where a figure was read; `verified: false` marks an assumption that reports must show."""

    source: str
    verified: bool


class Agency(Section):
    """A participant on the bus."""

    id: AgencyId
    name_vi: str
    name_en: str | None = None
    kind: Kind
    owner: AgencyId | None = None  # of a registry or the portal: who answers letters for it
    branches: bool = False  # has people of its own in every province
    population: Population | None = None  # of a province
    districts: Annotated[int, Field(ge=0, le=10_000)] = 0
    communes: Annotated[int, Field(ge=0, le=100_000)] = 0
    district_people: list[Population] | None = None  # of each district; else by size_cv
    commune_people: list[Population] | None = None  # of each commune; else by size_cv
    source: str
    verified: bool
    note: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Agency:
        if self.kind == "province" and (self.population is None or self.communes == 0):
            raise wrong("a province", "it needs its population and its number of communes")
        for name, count in (("district", self.districts), ("commune", self.communes)):
            people = getattr(self, f"{name}_people")
            if people is not None and len(people) != count:
                found = f"{len(people)} in {name}_people, {count} {name}s"
                raise wrong(found, f"write the inhabitants of each {name}, or of none")
        if self.kind in ("registry", "portal") and self.owner is None:
            raise wrong(f"a {self.kind}", "it needs the agency that owns it: owner")
        return self


class AgencyCatalogue(Section):
    """`config/catalogues/agencies-YYYY.yaml`."""

    as_of: str
    note: str | None = None
    agencies: Annotated[list[Agency], Field(min_length=1)]


class Limit(Sourced):
    """The legal time limit of a procedure (0wd: the same working day)."""

    value: LegalLimit


class DeskStep(Section):
    """Work at a desk of the unit that handles the dossier; `law` in that desk's open time."""

    desk: SlugId
    law: WorkLaw


class RequestStep(Section):
    """Named data asked of another agency; `to` is an agency id or a role.

    Roles: `owner` the procedure's ministry, `other-province` the province lived in before (drawn by
    population), `commune` or `district` another unit of the same province: its letters are answered
    by the people who answer for that province as a whole.
    """

    request: SlugId
    to: str
    fields: Annotated[list[str], Field(min_length=1)]
    basis: str
    purpose: str
    probability: Share = 1.0  # that this dossier needs it at all
    limit: LegalLimit | None = None  # legal time to answer
    reuse: Share | None = None  # overrides sharing.reuse
    platform: Share | None = None  # overrides sharing.platform.share
    source: str
    verified: bool


class ChainStep(Section):
    """A sub-dossier of another procedure, worked at that procedure's level and returned here."""

    chain: SlugId


class SupplementStep(Section):
    """The loop back to the applicant: with this share papers are asked for, then `redo` is worked.

    `at: receipt` returns the dossier as unqualified (the legal clock starts from zero);
    `at: processing` stops the clock (status 5).
    """

    supplement: Share
    at: Literal["receipt", "processing"]
    redo: Annotated[list[DeskStep], Field(min_length=1)]
    max_times: Annotated[int, Field(ge=1, le=5)] = 2


class FeeStep(Section):
    """The applicant pays (status 6, the clock stops) with this probability."""

    fee: Share


STEP_TAGS = {key: f"{key} step" for key in ("desk", "request", "chain", "supplement", "fee", "par")}
"""The key that says what a step is -> the tag of its shape; no key of a YAML reads so."""


def _kind(value: Any) -> str | None:
    """The tag of a step by the one key that says what it is; None when there is not just one."""
    keys = type(value).model_fields if isinstance(value, BaseModel) else value
    found = [tag for key, tag in STEP_TAGS.items() if isinstance(keys, dict) and key in keys]
    return found[0] if len(found) == 1 else None


class ParStep(Section):
    """Requests that run side by side; the dossier goes on when all have ended.

    Chains may stand beside them; they are worked after the requests, one after the other.
    """

    par: Annotated[
        list[
            Annotated[
                Annotated[RequestStep, Tag(STEP_TAGS["request"])]
                | Annotated[ChainStep, Tag(STEP_TAGS["chain"])],
                Discriminator(_kind),
            ]
        ],
        Field(min_length=2),
    ]


Step = DeskStep | RequestStep | ChainStep | SupplementStep | FeeStep | ParStep
TaggedStep = Annotated[
    Annotated[DeskStep, Tag(STEP_TAGS["desk"])]
    | Annotated[RequestStep, Tag(STEP_TAGS["request"])]
    | Annotated[ChainStep, Tag(STEP_TAGS["chain"])]
    | Annotated[SupplementStep, Tag(STEP_TAGS["supplement"])]
    | Annotated[FeeStep, Tag(STEP_TAGS["fee"])]
    | Annotated[ParStep, Tag(STEP_TAGS["par"])],
    Discriminator(_kind),
]


class Procedure(Section):
    """What a person can ask for, and the way of its dossiers.

    Below the centre it is worked at the desks of the province's own units, also where by law a
    branch of a central agency has it: `branch_of` says which agency has to take part, no more.
    """

    id: SlugId
    name_vi: str
    name_en: str | None = None
    group: SlugId  # its sector: civil-status, justice, land, ...; a province's departments go by it
    owner: AgencyId
    level: Level
    weight: Weight  # how often it is asked for, relative to the others
    weight_source: str
    weight_verified: bool
    limit: Limit
    refused_at_receipt: Share = 0.0  # status 3
    amended_per_year: Yearly | None = None  # overrides publication.documents_per_year
    handled_by: AgencyId | None = None  # central level: who works it, when not the owner
    branch_of: AgencyId | None = None  # whose branch has it by law; the province's desks work it
    route: Annotated[list[TaggedStep], Field(min_length=1)]
    note: str | None = None

    @model_validator(mode="after")
    def _worked_somewhere(self) -> Procedure:
        if self.handled_by is not None and self.level != "central":
            raise wrong(f"handled_by at level {self.level}", "only level central has handled_by")
        if self.branch_of is not None and self.level == "central":
            raise wrong("branch_of at level central", "write handled_by, or another level")
        return self


class ProcedureCatalogue(Section):
    """`config/catalogues/procedures-YYYY.yaml`."""

    as_of: str
    note: str | None = None
    procedures: Annotated[list[Procedure], Field(min_length=1)]
