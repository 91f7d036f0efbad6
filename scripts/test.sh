# Builds once, runs every test project and every acceptance check, and sums up. Sourced by ./dev.

shared=../shared
results=out/test-results
passed=0 failed=0 skipped=0

# The number in an attribute of the <assembly> element of a result file.
count() { grep -o "<assembly [^>]*" "$1" | grep -oP "\\b$2=\"\\K[0-9]+"; }

# The last line, however the run ends; a run that breaks off (a build error) has failed.
finish() {
    local status=$?
    [ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
    printf '\n%s passed, %s failed' "$passed" "$failed"
    [ "$skipped" = 0 ] || printf ', %s skipped' "$skipped"
    printf '\n'
    exit "$status"
}
trap finish EXIT

install_debian_packages() {
    local missing=() package
    while read -r package; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done < <(grep -v '^#' tests/debian-packages.txt)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    local sudo=(sudo --non-interactive)
    [ "$(id -u)" != 0 ] || sudo=()
    # Some machines have stale lists, so fetch them when the first attempt fails.
    local install=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --quiet=2 "${missing[@]}")
    "${install[@]}" >/dev/null 2>&1 || { "${sudo[@]}" apt-get update --quiet=2 && "${install[@]}" >/dev/null; } ||
        echo "Cannot install them here (it takes apt-get, and root or sudo). The tests that need them are skipped." >&2
}

run_project() {
    local name result status=0
    name=$(basename "$1")
    result=$results/$name.xml
    say "$name"
    "$1/bin/Release/net10.0/$name" -noLogo -noColor -result-xml "$result" || status=$?
    if [ ! -s "$result" ] || [ "$(count "$result" total)" = 0 ]; then
        echo "$name ran no test (exit code $status)"
        failed=$((failed + 1))
        return
    fi
    local broken=$(($(count "$result" failed) + $(count "$result" errors)))
    # A runner that fails without naming a test still fails.
    [ "$status" = 0 ] || [ "$broken" != 0 ] || broken=1
    passed=$((passed + $(count "$result" passed)))
    failed=$((failed + broken))
    skipped=$((skipped + $(count "$result" skipped) + $(count "$result" not-run)))
}

# An acceptance check is a program that says in one line what it saw and ends with 0 when it holds.
run_check() {
    if "$shared/checks/$1"; then passed=$((passed + 1)); else
        echo "the check $1 does not hold"
        failed=$((failed + 1))
    fi
}

install_debian_packages
build Watchfloor.slnx
publish
rm -rf "$results"
mkdir -p "$results"
for project in tests/*.Tests; do run_project "$project"; done

if [ -d "$shared/checks" ]; then
    say "acceptance checks"
    run_check scan-regression
    run_check rules-load
    # A figure, not a judgement: it depends on the machine.
    "$shared/checks/scan-cost" || true
fi

if [ -d "$shared/data" ]; then
    allowed=$(cat tests/max-skipped.txt)
    if [ "$skipped" -gt "$allowed" ]; then
        say "$skipped tests were skipped; tests/max-skipped.txt allows $allowed"
        failed=$((failed + 1))
    fi
elif [ -n "${CI:-}" ]; then
    say "the sample data is missing: CI needs it at $shared/data"
    failed=$((failed + 1))
else
    say "the sample data ($shared/data) is not here, so the tests that read it were skipped"
fi

[ "$failed" = 0 ]
