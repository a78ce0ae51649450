#!/bin/sh
# Written by `newslint adopt`. Checks what each commit changes, and stops one that breaks something; `git commit --no-verify`
# goes past it, and without this file there is no check.
newslint=newslint
command -v newslint > /dev/null 2>&1 || newslint=@PROGRAM@
command -v "$newslint" > /dev/null 2>&1 || {
    echo 'newslint is not installed here, and this commit was not checked. Install it, or commit with --no-verify.' >&2
    exit 1
}
exec "$newslint" check --staged --quiet@HOOK-ROOT@
