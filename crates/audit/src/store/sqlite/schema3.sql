-- What was done about copies of a URL.
CREATE TABLE copies (
    host INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    work TEXT NOT NULL, -- JSON
    PRIMARY KEY (host, number, at, work)
) STRICT, WITHOUT ROWID;

-- Of which observations somebody was told: of all up to the newest one that a report of the whole archive knew.
CREATE TABLE reports (
    at INTEGER PRIMARY KEY -- seconds since 1970-01-01T00:00:00Z
) STRICT;
