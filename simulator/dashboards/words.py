"""Names and colours that mean the same on every dashboard."""

from __future__ import annotations

# The portal's statuses, by their numbers.
STATUS_NAMES = {
    "1": "1 new",
    "2": "2 accepted",
    "3": "3 refused",
    "4": "4 in process",
    "5": "5 supplement asked",
    "6": "6 fee asked",
    "7": "7 withdrawal asked",
    "8": "8 stopped",
    "9": "9 processed",
    "10": "10 returned",
}
# Work is green; what other agencies cause is red to yellow; what people and paper cause is blue.
CAUSE_COLOURS = {
    "handling": "#56A64B",
    "queue": "#8F8F8F",
    "coordination": "#C4162A",
    "data": "#FF780A",
    "retry": "#FFB357",
    "publication": "#F2CC0C",
    "sync": "#A352CC",
    "paper": "#1F60C4",
    "batch": "#5794F2",
    "applicant": "#8AB8FF",
}
OUTCOME_COLOURS = {
    "answered": "#56A64B",
    "refused": "#F2CC0C",
    "expired": "#C4162A",
    "dead_lettered": "#A352CC",
    "withdrawn": "#8F8F8F",
}
# Who has to act: red for who answers, which is what is tested most.
CULPRIT_COLOURS = {
    "provider": "#C4162A",
    "requester": "#F2CC0C",
    "bus": "#8F8F8F",
    "portal": "#5794F2",
    "person": "#A352CC",
}
GOOD_HIGH = ((None, "red"), (0.8, "orange"), (0.95, "green"))
