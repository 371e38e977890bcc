#!/bin/sh
# Hook command of agents in our sessions: writes the event (last argument, else standard input) as one JSON file into
# $ARCHITECT_HOOK_DIR, complete or not at all. Outside our sessions the variable is unset and nothing happens. It never
# prints and never fails: an agent must not notice it.
exec 2>/dev/null
[ -n "${ARCHITECT_HOOK_DIR:-}" ] && [ -d "$ARCHITECT_HOOK_DIR" ] || exit 0
umask 077
stamp=$(date +%s%N)
case $stamp in
  '' | *[!0-9]*) stamp=$(date +%s)000000000 ;; # no %N outside GNU
esac
part="$ARCHITECT_HOOK_DIR/.$stamp-$$.part"
if [ $# -gt 0 ]; then
  for payload; do :; done
  printf '%s\n' "$payload" >"$part"
else
  cat >"$part"
fi && mv "$part" "$ARCHITECT_HOOK_DIR/$stamp-$$.json" || rm -f "$part"
exit 0
