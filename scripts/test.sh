# Builds once, runs every test project and every acceptance check, and sums up. Sourced by ./dev.

. scripts/tally.sh
. scripts/peers.sh
shared=../shared

install_debian_packages() {
    local missing=() package
    while read -r package; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done < <(grep -v '^#' tests/debian-packages.txt)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    local sudo=(sudo --non-interactive)
    [ "$(id -u)" != 0 ] || sudo=()
    local install=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --quiet=2 "${missing[@]}")
    # Stale package lists are the usual cause of a failure, so they are fetched before the second attempt.
    "${install[@]}" >/dev/null 2>&1 || { "${sudo[@]}" apt-get update --quiet=2 && "${install[@]}" >/dev/null; } ||
        echo "Cannot install them here (it takes apt-get, and root or sudo). The tests that need them are skipped." >&2
}

# A figure, not a judgement: it depends on the machine. The check takes every exit code but 0 for a failure, and 1 means "findings",
# so it is run where a ./watchfloor of that mind stands.
scan_cost() {
    mkdir -p out/scan-cost
    cat >out/scan-cost/watchfloor <<'TEXT'
#!/bin/sh
../../watchfloor "$@" || [ $? = 1 ]
TEXT
    chmod +x out/scan-cost/watchfloor
    (cd out/scan-cost && "../../$shared/checks/scan-cost") || true
}

install_debian_packages
install_npm_peers
unpack_syslog_ng
build Watchfloor.slnx
publish
publish_faults
for project in tests/*.Tests; do
    say "$(basename "$project")"
    run_project "$project"
done

if [ -d "$shared/checks" ]; then
    say "acceptance checks"
    run_check "$shared/checks/scan-regression"
    run_check "$shared/checks/rules-load"
    scan_cost
fi

if [ -d "$shared/data" ]; then
    allow_skipped "$(cat tests/max-skipped.txt)"
elif [ -n "${CI:-}" ]; then
    fails "the sample data is missing: CI needs it at $shared/data"
else
    say "the sample data ($shared/data) is not here, so the tests that read it were skipped"
fi
