#!/usr/bin/env bash
# Installs what is missing and runs the dashboard. See ./deploy.sh --help
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
architect=$root/bin/architect
# shellcheck source=scripts/install-needs.sh
. "$root/scripts/install-needs.sh"

usage() {
  cat <<'TEXT'
Usage: ./deploy.sh [start|status|stop|restart] [options]

Installs what is missing, builds the page and runs the dashboard on http://127.0.0.1:8080.

  --port N     port to listen on
  --host H     address to listen on; other than loopback needs --ssl
  --ssl        HTTPS, with a certificate made here
  --daemon     in the background; restart comes back there, with the options it had
  --demo       a dashboard of its own with two built-in agents: nothing else is needed, nothing of yours is touched
  --help       this text

  ./deploy.sh --demo            look at it
  ./deploy.sh --daemon          run it
  ./deploy.sh stop --demo       end the demo
Other settings are environment variables: bin/architect config lists them.
TEXT
}

action=start
is_demo=false
is_daemon=false
serve_options=()

read_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      start | status | stop | restart) action=$1 ;;
      --ssl) serve_options+=(--ssl) ;;
      --daemon) is_daemon=true ;;
      --demo) is_demo=true ;;
      --port | --host)
        [ $# -ge 2 ] || refuse "$1 needs a value."
        serve_options+=("$1" "$2")
        shift
        ;;
      --port=* | --host=*) serve_options+=("${1%%=*}" "${1#*=}") ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) refuse "Unknown: $1" ;;
    esac
    shift
  done
}

refuse() {
  printf '%s See ./deploy.sh --help\n' "$1" >&2
  exit 2
}

# A data directory of its own, and a tmux server of its own for each such directory.
use_demo() {
  export ARCHITECT_DATA_DIR=${ARCHITECT_DEMO_DATA_DIR:-$root/data/demo}
  demo_socket=architect-demo-$(printf '%s' "$ARCHITECT_DATA_DIR" | cksum | cut -d ' ' -f 1)
  export ARCHITECT_TMUX_SOCKET=$demo_socket
  export LOG_LEVEL=${LOG_LEVEL:-warn}
  unset DATABASE_URL ARCHITECT_URL ARCHITECT_TOKEN
}

stop_demo_agents() { tmux -L "$demo_socket" kill-server 2>/dev/null || true; }

is_running() { "$architect" serve --status >/dev/null 2>&1; }

install() {
  need_debian tmux:tmux git:git
  need_packages
  need_web_app
}

start() {
  install
  if $is_demo; then start_demo; else start_dashboard; fi
}

start_dashboard() {
  if $is_daemon; then exec "$architect" serve --daemon "${serve_options[@]}"; fi
  exec "$architect" serve "${serve_options[@]}"
}

# Every demo begins anew, so that its password is always the one just printed.
start_demo() {
  if is_running; then fail "The demo runs already: $("$architect" serve --status)"; fi
  stop_demo_agents
  if [ -d "$ARCHITECT_DATA_DIR" ] && [ ! -f "$ARCHITECT_DATA_DIR/.demo" ]; then
    fail "$ARCHITECT_DATA_DIR is no demo's directory: choose another as ARCHITECT_DEMO_DATA_DIR"
  fi
  rm -rf "$ARCHITECT_DATA_DIR"
  mkdir -p -m 700 "$ARCHITECT_DATA_DIR"
  touch "$ARCHITECT_DATA_DIR/.demo"
  if $is_daemon; then
    "$architect" serve --daemon "${serve_options[@]}"
    add_demo_agents
    return
  fi
  # Ctrl-C reaches the server too: it ends first, then the agents.
  trap stop_demo_agents EXIT
  trap : INT TERM
  "$architect" serve "${serve_options[@]}" &
  local server=$!
  add_demo_agents_when_up "$server" || true
  wait_for "$server"
}

add_demo_agents_when_up() {
  until is_running; do
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.2
  done
  add_demo_agents
}

# A trapped signal ends `wait` early; the server's own end is what counts.
wait_for() {
  trap 'kill -TERM "$1" 2>/dev/null' TERM
  local code=0
  while kill -0 "$1" 2>/dev/null; do
    code=0
    wait "$1" || code=$?
  done
  return "$code"
}

add_demo_agents() {
  local name
  for name in demo-1 demo-2; do
    "$architect" sessions create "$name" --provider demo --dir "$root" --width 100 --height 30 \
      --command "exec '$architect' chat --worker --provider demo" >/dev/null || return 1
  done
  cat <<TEXT

Two agents wait in demo-1 and demo-2. They only pretend to work. Try in the page:
  Compose                  “Explain this project”, and watch it reach an agent
  “Run the tests”          the agent asks first: approve it under Needs me
  Sessions → demo-1        the agent's own terminal, live
TEXT
}

read_arguments "$@"
if $is_demo; then use_demo; fi
case $action in
  start) start ;;
  status) exec "$architect" serve --status ;;
  stop)
    "$architect" serve --stop
    if $is_demo; then stop_demo_agents; fi
    ;;
  restart)
    is_daemon=true
    if $is_demo; then
      "$architect" serve --stop
      start
    else
      install
      exec "$architect" serve --restart "${serve_options[@]}"
    fi
    ;;
esac
