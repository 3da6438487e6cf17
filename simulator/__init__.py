"""What if: scenarios, the engine, experiments, the ledger, reports and the command line.

A scenario goes in; an answer with its intervals, and where the time went, comes out.
"""

__distribution__ = "lienthong"
