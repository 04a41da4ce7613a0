-- After the load, because building an index at once is faster than row by row.
CREATE INDEX contacts_last ON contacts (last_activity_at DESC, id DESC);
CREATE INDEX contacts_created ON contacts (created_at DESC, id DESC);
CREATE INDEX contacts_name ON contacts (name_key, id);
CREATE INDEX contacts_name_folded ON contacts (name_folded);
CREATE UNIQUE INDEX contacts_email ON contacts (email);
CREATE UNIQUE INDEX contacts_phone ON contacts (phone);
CREATE INDEX contacts_language ON contacts (language);
CREATE INDEX contacts_imports ON contacts (cardinality(import_runs));
CREATE INDEX contacts_blocked ON contacts (blocked_until) WHERE blocked_until IS NOT NULL;
CREATE INDEX contacts_tags ON contacts USING gin (tags);
CREATE INDEX contacts_text ON contacts USING gin (search_text gin_trgm_ops);
CREATE INDEX contacts_city ON contacts USING gin (city gin_trgm_ops);
CREATE INDEX contacts_orders ON contacts (orders) WHERE orders IS NOT NULL;
CREATE INDEX contacts_birthday ON contacts (birthday) WHERE birthday IS NOT NULL;
CREATE INDEX contacts_plan ON contacts (plan) WHERE plan IS NOT NULL;
ALTER TABLE events ADD PRIMARY KEY (contact_id, id);
