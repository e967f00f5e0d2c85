#!/bin/sh
# Lets the program run once on data of its own and be asked what users ask, so that the JVM can keep what it found out.
# The image's last step; the flags are those of `kamiyo serve`.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=$(mktemp -d)
KAMIYO_DATA=$folder/data KAMIYO_RUN=$folder/run KAMIYO_LOGS='' KAMIYO_FEEDS='' KAMIYO_HOST=127.0.0.1 KAMIYO_PORT=8000 \
  AOT_TRAINING=1 "$home/kamiyo" serve >"$folder/log" 2>&1 &
pid=$!

ask() { curl -fsS -m5 -o "$folder/answer" "http://127.0.0.1:8000$1"; }

for _ in $(seq 600); do
  ask /health >/dev/null 2>&1 && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
# [1-N] asks N times through one connection: what is asked often is compiled well from the first request on.
for path in '/health#[1-300]' '/health/ready#[1-20]' '/metrics#[1-20]' '/api/v1/status#[1-20]' '/api/v1/incidents#[1-20]' \
  '/api/v1/sources#[1-20]' '/api/v1/exploits?limit=10#[1-10000]' '/api/v1/exploits?limit=10&min_loss=[1-3000]' \
  '/api/v1/exploits?q=bridge&format=csv#[1-100]' '/api/v1/exploits?chain=ethereum&sort=loss&format=atom#[1-100]' \
  '/api/v1/exploits?q=finance&limit=[1-100]' '/api/v1/stats?since=20[10-25]' '/api/v1/facets?since=20[10-25]' \
  '/api/v1/changes#[1-20]'; do
  ask "$path"
done
kill "$pid"
wait "$pid" || true
if ! ls "$home"/lib/kamiyo-*.aot >/dev/null 2>&1; then
  cat "$folder/log" >&2
  echo 'train: the JVM kept nothing' >&2
  exit 1
fi
rm -rf "$folder"
