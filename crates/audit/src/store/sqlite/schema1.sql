CREATE TABLE hosts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    urls INTEGER NOT NULL DEFAULT 0 -- how many it has: the number of the last one
) STRICT;

-- The text of a URL is here once, and everything about it is near what is about its host's other URLs.
CREATE TABLE urls (
    host INTEGER NOT NULL,
    url TEXT NOT NULL,
    number INTEGER NOT NULL, -- among the URLs of its host, from 1
    PRIMARY KEY (host, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE vantages (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE observations (
    host INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    vantage INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON
    PRIMARY KEY (host, number, at, vantage, body)
) STRICT, WITHOUT ROWID;

CREATE TABLE lookups (
    host INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    answer TEXT NOT NULL, -- JSON
    PRIMARY KEY (host, number, at, answer)
) STRICT, WITHOUT ROWID;
