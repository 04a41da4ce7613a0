-- What a careful PostgreSQL application would have, with the search text that Kartka folds.
-- Collation "C" lets one B-tree answer both "is" and "starts with".
-- Tables are made in the bench's own schema; the search path names it.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

CREATE TABLE contacts (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  name_folded text COLLATE "C" NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  email text COLLATE "C",
  phone text COLLATE "C",
  tags int[] NOT NULL,
  language text,
  source text NOT NULL,
  import_runs text[] NOT NULL,
  created_at bigint NOT NULL,
  last_activity_at bigint,
  revision int NOT NULL,
  search_text text NOT NULL,
  conversations int NOT NULL,
  blocked_until bigint,
  -- A column for each attribute, which is the best case: users define them, so a product would have JSON here.
  -- Texts in the form in which filters compare them; dates in days since 1970.
  city text COLLATE "C",
  orders double precision,
  birthday double precision,
  plan text COLLATE "C",
  subscribed text COLLATE "C",
  site text COLLATE "C"
);

CREATE TABLE events (
  contact_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at bigint NOT NULL,
  kind text NOT NULL,
  actor jsonb NOT NULL,
  changes jsonb NOT NULL
);
