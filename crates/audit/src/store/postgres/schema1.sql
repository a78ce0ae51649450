-- A name is found by its digest: an index has room for 2,700 bytes of one, and a URL may be longer.
CREATE TABLE hosts (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    digest uuid NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL
);

CREATE TABLE vantages (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    digest uuid NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL
);

-- Nearly all observations are one of a few, so those are here once.
CREATE TABLE bodies (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    digest uuid NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL -- JSON of at most 80 bytes
);

CREATE TABLE urls (
    id integer GENERATED ALWAYS AS IDENTITY,
    host integer NOT NULL,
    digest uuid PRIMARY KEY, -- of the whole URL
    url text COLLATE "C" NOT NULL -- without its scheme and host, for which there is a letter; else `=` and all of it
);

CREATE INDEX urls_of_host ON urls (host);

-- The digests here are of all the rest of a row.
CREATE TABLE observations (
    host integer NOT NULL,
    url integer NOT NULL,
    at bigint NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    digest bigint NOT NULL,
    vantage integer NOT NULL,
    body integer, -- one that is shared
    json text COLLATE "C", -- one that is longer
    page bytea, -- what is remembered of the page, if there was one
    PRIMARY KEY (host, url, at, digest)
);

-- They come in the order of time, nearly, so this is small and leads to the last ones.
CREATE INDEX observations_at ON observations USING brin (at);

CREATE TABLE lookups (
    host integer NOT NULL,
    url integer NOT NULL,
    at bigint NOT NULL,
    digest bigint NOT NULL,
    json text COLLATE "C" NOT NULL, -- the answer of a web archive
    PRIMARY KEY (host, url, at, digest)
);

CREATE TABLE copies (
    host integer NOT NULL,
    url integer NOT NULL,
    at bigint NOT NULL,
    digest bigint NOT NULL,
    json text COLLATE "C" NOT NULL, -- what was done about copies
    PRIMARY KEY (host, url, at, digest)
);

-- Of which observations somebody was told: of all up to the newest one that a report of the whole archive knew.
CREATE TABLE reports (
    at bigint PRIMARY KEY
);

-- Who visits the hosts of a registrable domain. The time is the server's.
CREATE TABLE leases (
    domain text COLLATE "C" PRIMARY KEY,
    owner text COLLATE "C", -- a worker, or nobody
    epoch bigint NOT NULL DEFAULT 0, -- how often it was leased
    until timestamptz NOT NULL DEFAULT '-infinity',
    grace interval NOT NULL DEFAULT '0' -- how long its hosts are left alone after that, unless it is given back
) WITH (fillfactor = 50);

CREATE INDEX leases_of_owner ON leases (owner) WHERE owner IS NOT NULL;

-- When a host may be asked again, if not at once.
CREATE TABLE turns (
    host text COLLATE "C" PRIMARY KEY,
    domain text COLLATE "C" NOT NULL,
    ready_at timestamptz NOT NULL
);

CREATE INDEX turns_of_domain ON turns (domain);

-- What a web archive was asked lately, so that no two workers ask the same.
CREATE TABLE questions (
    question text COLLATE "C" PRIMARY KEY, -- the digest of one
    at bigint NOT NULL -- seconds since 1970-01-01T00:00:00Z
);
