"""Who acts: desks, calendars, routes, dossiers, and one module for each kind of agency.

Agents live in simulated time and speak to each other only in the events of `topics`.
"""

__distribution__ = "lienthong"
