#!/usr/bin/env bash
# The parts that are not ours and that tests use for real. Each is found, or installed where that
# is possible. What is still missing is one sentence, and its tests are skipped; where
# LIENTHONG_REQUIRE_REAL=1 it is an error.
#
#   tests/real_parts.sh            all of them
#   tests/real_parts.sh kcat       only those named
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-.venv/bin/python}
missing=0

lacking() {
  echo "real parts: $1" >&2
  missing=1
}

# A broker: Java, and Kafka's jars through Maven.
broker() {
  local said
  said=$("$python" -m topics.broker 2>&1 >/dev/null) || lacking "${said:-no broker}"
}

kcat() { program kcat kcat; }

# With promtool. Debian would start it as a service: only where a service manager runs, and not
# where its unit is masked beforehand.
prometheus() { unserved prometheus && program prometheus prometheus && program promtool prometheus; }

# What the examples of other people's connectors are run with.
node() { program node nodejs && program npm npm; }
go() { program go golang-go; }
jdk() { program javac default-jdk-headless; }

# unserved UNIT: sees that a package about to come does not start its service.
unserved() {
  if [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ] && ! type -P "$1" >/dev/null; then
    systemctl mask --quiet "$1.service" || true
  fi
}

# program COMMAND PACKAGE: a program of a Debian package of that name.
program() {
  type -P "$1" >/dev/null && return # a program, not a function of this script
  if [ "$(id -u)" != 0 ] || ! type -P apt-get >/dev/null; then
    lacking "$1 is missing; on Debian, \`apt-get install $2\` as root brings it"
  elif ! install "$2"; then
    lacking "$1 is missing and apt-get could not install the package $2"
  fi
}

install() {
  local apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
  export DEBIAN_FRONTEND=noninteractive
  echo "real parts: installing $1" >&2
  "${apt[@]}" install -y --no-install-recommends "$1" >/dev/null 2>&1 && return
  # The list of packages may be older than the package.
  "${apt[@]}" update >/dev/null 2>&1
  "${apt[@]}" install -y --no-install-recommends "$1" >/dev/null 2>&1
}

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(broker kcat prometheus node jdk go)
for part in "${parts[@]}"; do
  "$part"
done
[ "${LIENTHONG_REQUIRE_REAL:-}" != 1 ] || exit "$missing"
