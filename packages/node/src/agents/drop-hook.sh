#!/bin/sh
# Hook command of agents: writes the event (last argument, else standard input) as one JSON file into the directory of its
# session, complete or not at all. It never fails, and prints nothing but an answer it was given: an agent must not notice it.
#   (no option)    the directory is $ARCHITECT_HOOK_DIR: a session that we started
#   --spool ROOT   sessions started by hand: ROOT/pane-<tmux server>-<pane>, which a running node keeps there
#   --wait SECONDS a permission request: a running node may answer through a named pipe; its line is printed
#   --agent NAME   which agent calls: it becomes part of the file's name
# Without its directory, nothing happens.
exec 2>/dev/null
seconds=0
agent=
dir=${ARCHITECT_HOOK_DIR:-}
while :; do
  case ${1:-} in
    --wait) seconds=$2 && shift 2 ;;
    --agent) agent=$2 && shift 2 ;;
    --spool)
      [ -z "${ARCHITECT_HOOKS:-}" ] || exit 0 # the session has hooks of its own
      server=${TMUX#*,}
      [ -n "$dir" ] || [ -z "${TMUX_PANE:-}" ] || dir="$2/pane-${server%%,*}-${TMUX_PANE#%}"
      shift 2
      ;;
    *) break ;;
  esac
done
[ -n "$dir" ] && [ -d "$dir" ] || exit 0
umask 077
stamp=$(date +%s%N)
case $stamp in
  '' | *[!0-9]*) stamp=$(date +%s)000000000 ;; # no %N outside GNU
esac
# Who called: the shell that runs this, and its parent (proc(5): field 4 of stat).
caller=0
read -r stat </proc/$PPID/stat && stat=${stat##*) } && stat=${stat#* } && caller=${stat%% *}
name="$stamp-$$-$PPID-$caller${agent:+-$agent}"
part="$dir/.$name.part"
if [ $# -gt 0 ]; then
  for payload; do :; done
  printf '%s\n' "$payload" >"$part"
else
  cat >"$part"
fi || {
  rm -f "$part"
  exit 0
}
pipe="$dir/.$name.wait"
if [ "$seconds" -gt 0 ] && read -r node <"$dir/.node" && kill -0 "$node" && mkfifo "$pipe"; then
  sleep "$seconds" >"$pipe" & # holds the pipe open; when it ends, so does the wait
  guard=$!
  trap 'rm -f "$pipe"; kill "$guard"' EXIT
  trap 'exit 0' HUP INT TERM
  exec 3<"$pipe"
  mv "$part" "$dir/$name.json"
  read -r answer <&3
  [ -z "$answer" ] || printf '%s\n' "$answer"
else
  mv "$part" "$dir/$name.json" || rm -f "$part"
fi
exit 0
