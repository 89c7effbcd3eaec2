"""Finding a member by words of the name in any order, at any size of the register.

Row security lets no search of words use an index. So candidates are found by a function that borrows
the owner's rights and holds the actor's branch itself, as the policy of the table does.
"""

from django.db import migrations

from dangvu.kernel.triggers import Callers

#: The branches of the second and third level a row stands in are words too, so that a search in one
#: of them reads no more than it holds. Lengths: labels of five signs and their dots.
WORDS = r"""
CREATE FUNCTION members_words(search_key text, unit_path text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(
    regexp_split_to_array(search_key, '[^a-z0-9]+')
    || string_to_array(replace(search_key, '''', ''), ' ')
    || ARRAY['@' || left(unit_path, 11), '@' || left(unit_path, 17)], ''))
$$;
CREATE INDEX person_words ON members_person USING gin (members_words(search_key, unit_path));
"""

CODES = (
    "status", "sex", "ethnic_group", "religion", "general_education", "professional", "theory",
    "occupation", "source_group",
)  # fmt: skip
DAYS = ("joined_on", "official_on", "birth_on")

CONDITIONS = "\n".join(
    [f"        AND (NOT asked ? '{c}' OR (asked->'{c}') ? p.{c}::text)" for c in CODES]
    + [
        f"        AND (NOT asked ? '{d}_{side}' OR p.{d} {sign} (asked->>'{d}_{side}')::date)"
        for d in DAYS
        for side, sign in (("from", ">="), ("until", "<="))
    ]
)

FOUND = f"""
CREATE FUNCTION members_found(
  words tsquery, low text, asked jsonb, after_key text, after_id bigint, size int, most int
) RETURNS TABLE (id bigint, total bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN
  RETURN QUERY
    WITH candidates AS MATERIALIZED (
      SELECT p.id, p.sort_key FROM members_person AS p
      WHERE members_words(p.search_key, p.unit_path) @@ words
        AND p.unit_path >= current_setting('dangvu.path')
        AND p.unit_path < current_setting('dangvu.path') || '/'
        AND p.unit_path >= low COLLATE "C" AND p.unit_path < (low || '/') COLLATE "C"
{CONDITIONS}
      LIMIT most
    )
    SELECT c.id, (SELECT count(*) FROM candidates) FROM candidates AS c
    WHERE (c.sort_key, c.id) > (after_key COLLATE "C", after_id)
    ORDER BY c.sort_key, c.id LIMIT size;
END $$;
"""
SIGNATURE = "members_found(tsquery, text, jsonb, text, bigint, int, int)"


class Migration(migrations.Migration):
    dependencies = [("members", "0010_transfers")]
    operations = [
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(FOUND, migrations.RunSQL.noop),
        Callers(SIGNATURE, ["dangvu_scoped"]),
    ]
