// What every key begins with. The builders beside this file make every key of the store, one each, and nothing else;
// docs/data_model.md describes them (a test compares).

/** Version of the layout, first in every key, so that a migration or a tenant prefix can come later. */
export const SCHEMA_VERSION = 1;
