branch=refs/heads/newslint/store
bot='41898282+github-actions[bot]@users.noreply.github.com'
export GIT_INDEX_FILE="$RUNNER_TEMP/kept.index"
for attempt in 1 2 3 4 5; do
    # What another run has put there meanwhile is taken over.
    @RESTORE@
    newslint audit export@ROOT@ --store "$RUNNER_TEMP/store/links.db" --output "$RUNNER_TEMP/export.jsonl"
    # GitHub takes no file of more than 100 MB.
    rm -rf "$RUNNER_TEMP/keep" "$GIT_INDEX_FILE" && mkdir "$RUNNER_TEMP/keep"
    split --line-bytes=40M --numeric-suffixes --suffix-length=3 --additional-suffix=.jsonl "$RUNNER_TEMP/export.jsonl" "$RUNNER_TEMP/keep/observations-"
    echo 'What newslint has observed of the sources of this archive. The workflow newslint-audit goes on from here.' > "$RUNNER_TEMP/keep/README.md"
    git -c core.autocrlf=false --work-tree="$RUNNER_TEMP/keep" add --all --force
    tree=$(git write-tree)
    there=$(cut -f1 "$RUNNER_TEMP/there")
    if [ -n "$there" ] && [ "$tree" = "$(git rev-parse "$there^{tree}")" ]; then
        exit
    fi
    commit=$(git -c user.name='github-actions[bot]' -c user.email="$bot" commit-tree "$tree" -m 'Keep what audits have observed')
    if git push --quiet --force-with-lease="$branch:$there" origin "$commit:$branch"; then
        exit
    fi
done
echo "::error title=newslint::The branch newslint/store cannot be written."
exit 1
