# A server with a simulated day in it and a company at work, in a data directory of its own. Sourced by ./dev.

demo() {
    local data=${WATCHFLOOR_DEMO:-${XDG_DATA_HOME:-$HOME/.local/share}/watchfloor-demo}
    local rules=(--rules content/sample/rules) people=100
    while [ $# -gt 0 ]; do
        case "$1" in
            --rules) rules=(--rules "${2:?--rules takes a folder}") && shift ;;
            --people) people=${2:?--people takes a number} && shift ;;
            *) fail "usage: ./dev demo [--rules RULES] [--people N]" ;;
        esac
        shift
    done
    if [ -e "$data" ] && [ ! -e "$data/demonstration" ]; then
        fail "$data is there and is no demonstration; move it away, or name another with WATCHFLOOR_DEMO"
    fi
    build src/Watchfloor
    publish
    say "a demonstration, over $data: nothing in it is real"
    # A new day each time: what was simulated before would only be in the way.
    rm -rf "$data"
    mkdir -p "$data"
    : >"$data/demonstration"
    ./watchfloor serve --data "$data" --listen 127.0.0.1:8090 --syslog-tcp 127.0.0.1:5590 "${rules[@]}" &
    local server=$!
    trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null' EXIT
    for _ in $(seq 120); do
        [ ! -e "$data/run/server.json" ] || break
        kill -0 "$server" 2>/dev/null || fail "the server ended"
        sleep 0.5
    done
    local token
    token=$(./watchfloor token create demonstration --scope ingest --data "$data" | grep -o 'wf_[A-Za-z0-9_-]*' | head -1)
    local to=(--to http://127.0.0.1:8090 --to tcp://127.0.0.1:5590 --token "$token" --people "$people" --seed 7)
    say "a working day with all attacks"
    ./watchfloor simulate "${to[@]}" --story all --truth "$data/truth.jsonl" --start "$(date -u -d yesterday +%F)"
    say "a company at work; ./watchfloor alerts --data $data lists what was found, Ctrl-C ends it"
    ./watchfloor simulate "${to[@]}" --live --days 30 &
    wait "$server"
}
