#!/bin/sh
# Starts the container: as root gives the folders to the user kamiyo, then becomes the command as that user.
set -eu

# A verb alone is enough: `docker run IMAGE import --help`.
case ${1:-} in
  '' | -*) set -- kamiyo "$@" ;;
  *) command -v "$1" >/dev/null 2>&1 || set -- kamiyo "$@" ;;
esac

[ "$(id -u)" = 0 ] || exec "$@"

say() { printf 'kamiyo: %s\n' "$1" >&2; }

# What is already kamiyo's is left alone. What cannot be given is named, and the start goes on.
give() {
  mkdir -p "$1" 2>/dev/null || true
  if [ ! -w "$1" ] || ! find "$1" ! -user kamiyo -exec chown -h kamiyo: {} + 2>/dev/null; then
    say "$1 cannot be given to the user kamiyo; if docker-compose.yml mounts it with ':ro', take that off, \
otherwise type on the host: chown -R $(id -u kamiyo):$(id -g kamiyo) ./data (or what else is mounted there)"
  fi
}

give "${KAMIYO_DATA:-/app/data}"
give "${KAMIYO_RUN:-/app/run}"
if [ -n "${KAMIYO_LOGS:-}" ]; then give "$KAMIYO_LOGS"; fi

export HOME=/app
exec setpriv --reuid=kamiyo --regid=kamiyo --init-groups --inh-caps=-all --no-new-privs -- "$@"
