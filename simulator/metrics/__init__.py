"""A running replication in numbers, for Prometheus.

`gauges.Gauges` watches an engine and adds up what happens, in arrays; nothing of a single dossier
reaches a metrics library. `Gauges.read` makes a `reading.Reading` of it, which has three forms:

    text.exposition           what a scrape gets (`exporter.Exporter`)
    collector.ModelCollector  for a registry of prometheus_client
    openmetrics.Recorder      samples at simulated instants, for `--openmetrics` and `backfill`

`catalogue.METRICS` says what each metric means.

Counters begin with the process, as Prometheus expects: those of a run taken up from a snapshot
start at 0 again; gauges are right at once. All of it is as of the last `Engine.advance`, which may
happen several times a second in `live` and once a simulated day in `run`.
"""
