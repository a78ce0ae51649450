# The lines of a file that fit, and how many do not.
fit() {
    LC_ALL=C awk '
        { size += length($0) + 1 }
        size > 60000 { cut += $0 != "" && $0 !~ /^\| -/; next }
        { print }
        END { if (cut > 0) printf "\n%d more lines do not fit here.\n", cut }
    ' "$1"
}
