"""A commented scenario of one province, for a planner to begin with."""

from __future__ import annotations

from simulator.words.translations import Words


def first_scenario(name: str, province: str, called: str, words: Words) -> str:
    """The text of a scenario file: `province` is the code of a province that is `called` so."""
    title = words("new.title", province=called)
    return f"""\
# {words("new.head", title=title)}
# {words("new.numbers")}
extends: base
name: {name}
title: {title}
question: {words("new.question")}

# {words("new.window")}
start: 2023-06-05
warmup: 28d
duration: 90d
drain: 90d
# {words("new.scale")}
scale: 0.05

# {words("new.agencies")}
agencies:
  ministries: all
  provinces: [{province}]

# {words("new.procedures")}
procedures:
  include:
    - birth_registration
    - marriage
    - permanent_residence
    - land_transfer
    - judicial_record

sharing:
  # {words("new.reuse")}
  reuse: 0.25
  requests:
    # {words("new.elsewhere")}
    - {{id: elsewhere, to: [other-province], leave_out: true}}

# {words("new.levers")}
levers:
  shared-data:
    title: {words("new.shared-data")}
    sharing: {{reuse: 0.6, platform: {{share: 0.8}}}}
  in-time:
    title: {words("new.in-time")}
    publication: {{ministry: {{on_time: 0.8}}, province: {{on_time: 0.74}}}}
  one-ministry:
    title: {words("new.one-ministry")}
    publication:
      exceptions:
        - {{id: land, ministries: [G13], groups: [land], ministry: {{earlier: 20d}}}}
  one-request:
    title: {words("new.one-request")}
    sharing: {{requests: [{{id: boundary_confirmation, leave_out: true}}]}}
"""
