"""Dashboards and rules as code; `python -m simulator.dashboards.generate` writes `dashboards/`.

The dashboards are built with `grafana-foundation-sdk`, which Grafana's makers generate from
Grafana's own schemas: a field that Grafana does not know cannot be written, mypy sees a wrong type,
and the JSON reads back into the same types, which a test does. The other maintained ways are worse
here: grafonnet needs Jsonnet, a second language with a second tool; grafanalib still writes panels
of years ago; JSON by hand is checked by nothing, Grafana's import included. The version is pinned
exactly, for what pip takes for the newest is an older Grafana. The SDK is a dependency of
development only: nothing of the program imports this package.

The files are in Grafana's first dashboard format, which every Grafana in use reads from a folder.
The SDK says on import that it prefers the second, which is a Kubernetes resource; when Grafana
gives up the first, only `frame` and `panels` change.

Every expression is written by `promql`, so that a panel, a rule and an alert mean the same by
"a simulated day".
"""
