-- Nearly all observations are one of a few, so those are here once.
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE -- JSON of at most 80 bytes
) STRICT;

INSERT INTO bodies (name) SELECT DISTINCT body FROM observations WHERE octet_length(body) <= 80;

ALTER TABLE observations RENAME TO former;

CREATE TABLE observations (
    host INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    vantage INTEGER NOT NULL,
    body ANY NOT NULL, -- the id of one that is shared, or the JSON of one that is longer
    page BLOB NOT NULL, -- what is remembered of the page; empty if there was none
    PRIMARY KEY (host, number, at, vantage, body, page)
) STRICT, WITHOUT ROWID;

INSERT INTO observations
    SELECT host, number, at, vantage, coalesce((SELECT id FROM bodies WHERE name = body), body), x'' FROM former;

DROP TABLE former;

-- A URL begins with its scheme and its host's name, which needs no more than a letter.
UPDATE urls SET url = (
    SELECT CASE
        WHEN name <> '' AND substr(url, 1, 8 + length(name)) = 'https://' || name THEN 's' || substr(url, 9 + length(name))
        WHEN name <> '' AND substr(url, 1, 7 + length(name)) = 'http://' || name THEN 'h' || substr(url, 8 + length(name))
        ELSE '=' || url
    END
    FROM hosts WHERE id = urls.host
);
