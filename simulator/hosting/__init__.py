"""Some agencies of a live run in this process, the others elsewhere, joined by Kafka alone.

Every process makes the whole model of the scenario, and lets only its own agencies act. What they
say to others goes out on the bus, and what others say comes in as messages. Each agency's open
work is kept on a compacted topic of its own, so a process that was killed goes on where it was.
"""
