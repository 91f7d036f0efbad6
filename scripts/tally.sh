# Runs test projects and adds up what they say. A run that proves nothing counts as a failure. Sourced by scripts/test.sh.

results=out/test-results
passed=0 failed=0 skipped=0

# The number in an attribute of the <assembly> element of a result file (xUnit.net v3 XML).
count() { grep -o '<assembly [^>]*' "$1" | grep -oP "\\b$2=\"\\K[0-9]+"; }

fails() {
    printf '%s\n' "$*"
    failed=$((failed + 1))
}

# Runs the built test project in a folder.
run_project() {
    local name result status=0
    name=$(basename "$1")
    result=$results/$name.xml
    mkdir -p "$results"
    rm -f "$result"
    "$1/bin/Release/net10.0/$name" -noLogo -noColor -result-xml "$result" || status=$?
    if [ ! -s "$result" ] || [ "$(count "$result" total)" = 0 ]; then
        fails "$name ran no test (exit code $status)"
        return
    fi
    passed=$((passed + $(count "$result" passed)))
    skipped=$((skipped + $(count "$result" skipped) + $(count "$result" not-run)))
    local broken=$(($(count "$result" failed) + $(count "$result" errors)))
    failed=$((failed + broken))
    [ "$status" = 0 ] || [ "$broken" != 0 ] || fails "$name ended with exit code $status though no test failed"
}

# Runs an acceptance check: a program that says in one line what it saw and ends with 0 when it holds.
run_check() {
    if "$1"; then passed=$((passed + 1)); else fails "the check $(basename "$1") does not hold"; fi
}

# Fails when more tests were skipped than is known and accepted.
allow_skipped() { [ "$skipped" -le "$1" ] || fails "$skipped tests were skipped; $1 are allowed"; }

# The last line, however the run ends. A run that breaks off, as by a build error, has failed.
finish() {
    local status=$?
    [ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
    printf '\n%s passed, %s failed' "$passed" "$failed"
    [ "$skipped" = 0 ] || printf ', %s skipped' "$skipped"
    printf '\n'
    [ "$failed" = 0 ] || exit 1
}
trap finish EXIT
