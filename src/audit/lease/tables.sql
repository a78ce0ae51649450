-- Who visits the hosts of a registrable domain. The time is the server's.
CREATE TABLE IF NOT EXISTS newslint.leases (
    domain text COLLATE "C" PRIMARY KEY,
    owner text COLLATE "C", -- a worker, or nobody
    epoch bigint NOT NULL DEFAULT 0, -- how often it was leased
    until timestamptz NOT NULL DEFAULT '-infinity',
    grace interval NOT NULL DEFAULT '0' -- how long its hosts are left alone after that, unless it is given back
) WITH (fillfactor = 50);

CREATE INDEX IF NOT EXISTS leases_of_owner ON newslint.leases (owner) WHERE owner IS NOT NULL;

-- When a host may be asked again, if not at once.
CREATE TABLE IF NOT EXISTS newslint.turns (
    host text COLLATE "C" PRIMARY KEY,
    domain text COLLATE "C" NOT NULL,
    ready_at timestamptz NOT NULL
);

CREATE INDEX IF NOT EXISTS turns_of_domain ON newslint.turns (domain);

-- What a web archive was asked lately, so that no two workers ask the same.
CREATE TABLE IF NOT EXISTS newslint.questions (
    question text COLLATE "C" PRIMARY KEY, -- the digest of one
    at bigint NOT NULL -- seconds since 1970-01-01T00:00:00Z
);
