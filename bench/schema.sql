-- What a careful PostgreSQL application would have, with the search text that Kartka folds.
-- Tables are made in the bench's own schema; the search path names it.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

CREATE TABLE contacts (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  email text,
  phone text,
  tags int[] NOT NULL,
  language text,
  source text NOT NULL,
  created_at bigint NOT NULL,
  last_activity_at bigint,
  revision int NOT NULL,
  search_text text NOT NULL
);

CREATE TABLE events (
  contact_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at bigint NOT NULL,
  kind text NOT NULL,
  actor jsonb NOT NULL,
  changes jsonb NOT NULL
);
