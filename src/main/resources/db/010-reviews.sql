-- What waits for a decision is looked for by either of its claims once one of them says something else.

CREATE INDEX reviews_of_other ON reviews (other_source, other_native_id);
