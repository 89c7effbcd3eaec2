"""Migration operations for what stands in the database beneath the models.

Roles (none of them owns a table; the application's login may only enter them):

``dangvu_door``    before anybody is known: accounts, sessions, the refusal of everything else
``dangvu_scoped``  an actor who may see personal records of one branch of the tree
``dangvu_self``    a member, who may see the own record
``dangvu_blind``   an actor who sees figures and papers but no personal record
"""

from collections.abc import Sequence

from django.db import migrations

ROLES = ("dangvu_door", "dangvu_scoped", "dangvu_self", "dangvu_blind")
ACTORS = ROLES[1:]

_CREATE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
"""

_SIGNED = """
CREATE FUNCTION dangvu_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('dangvu.actor', true), '') = '' THEN
    RAISE EXCEPTION 'unsigned write on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
"""

_APPEND_ONLY = """
CREATE FUNCTION dangvu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class _SQL(migrations.RunSQL):
    """Forward SQL only; taking the house down again is done by dropping the database."""

    def __init__(self, sql: str) -> None:
        super().__init__(sql, migrations.RunSQL.noop)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return ("RunSQL", [self.sql, self.reverse_sql], {})


class Foundations(_SQL):
    """The roles, and the two trigger functions. ``login`` is the application's login.

    Where an administrator has made the roles and let the login enter them, the owner of the tables
    needs no right to make roles.
    """

    def __init__(self, login: str) -> None:
        create = "".join(_CREATE_ROLE.format(role=role) for role in ROLES)
        enters = " AND ".join(f"pg_has_role('{login}', '{role}', 'MEMBER')" for role in ROLES)
        enter = f"""
        DO $$ BEGIN
          IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{login}') THEN
            IF NOT ({enters}) THEN
              GRANT {", ".join(ROLES)} TO "{login}";
            END IF;
          END IF;
          IF current_setting('server_version_num')::int < 160000
             AND (SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user) THEN
            GRANT {", ".join(ROLES)} TO CURRENT_USER;
          END IF;
        END $$;
        """
        use = f"GRANT USAGE ON SCHEMA public TO {', '.join(ROLES)};"
        super().__init__(create + enter + use + _SIGNED + _APPEND_ONLY)


class Grant(_SQL):
    """Rights on tables (and their sequences) for the roles named; all actors by default."""

    def __init__(
        self,
        tables: Sequence[str],
        roles: Sequence[str] = ACTORS,
        rights: str = "SELECT, INSERT, UPDATE, DELETE",
    ) -> None:
        to = ", ".join(roles)
        lines = [f"GRANT {rights} ON {table} TO {to};" for table in tables]
        if "INSERT" in rights:
            lines += [
                "DO $$ DECLARE s text; BEGIN"
                f" s := pg_get_serial_sequence('{table}', 'id');"
                f" IF s IS NOT NULL THEN EXECUTE 'GRANT USAGE ON SEQUENCE ' || s || ' TO {to}';"
                " END IF; EXCEPTION WHEN undefined_column THEN NULL; END $$;"
                for table in tables
            ]
        super().__init__("\n".join(lines))


class Revoke(_SQL):
    """Takes rights on tables back from the roles named; by default what changes them."""

    def __init__(
        self, tables: Sequence[str], roles: Sequence[str], rights: str = "INSERT, UPDATE, DELETE"
    ) -> None:
        super().__init__(f"REVOKE {rights} ON {', '.join(tables)} FROM {', '.join(roles)};")


class Callers(_SQL):
    """Who may call a function that borrows the owner's rights; nobody else."""

    def __init__(self, function: str, roles: Sequence[str]) -> None:
        super().__init__(
            f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC;"
            f" GRANT EXECUTE ON FUNCTION {function} TO {', '.join(roles)};"
        )


class Signed(_SQL):
    """Refuses every write on the tables unless the transaction names its actor."""

    def __init__(self, *tables: str) -> None:
        super().__init__(
            "".join(
                f"CREATE TRIGGER signed BEFORE INSERT OR UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION dangvu_signed();"
                for table in tables
            )
        )


class AppendOnly(_SQL):
    """Refuses UPDATE and DELETE on the tables, whoever asks."""

    def __init__(self, *tables: str) -> None:
        super().__init__(
            "".join(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION dangvu_append_only();"
                for table in tables
            )
        )


def within(column: str) -> str:
    """SQL condition: the path lies in the actor's branch. An index range, and leakproof."""
    return (
        f"({column} >= current_setting('dangvu.path')"
        f" AND {column} < current_setting('dangvu.path') || '/')"
    )


class RowSecurity(_SQL):
    """Row-level security on a table with personal data.

    ``scoped`` is the condition for ``dangvu_scoped``, ``own`` the one for ``dangvu_self`` (none:
    sees nothing). ``dangvu_blind`` and ``dangvu_door`` never see a row.
    """

    def __init__(self, table: str, scoped: str, own: str | None = None) -> None:
        lines = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
            f"CREATE POLICY scoped ON {table} TO dangvu_scoped"
            f" USING ({scoped}) WITH CHECK ({scoped});",
        ]
        if own:
            lines.append(f"CREATE POLICY own ON {table} FOR SELECT TO dangvu_self USING ({own});")
        super().__init__("\n".join(lines))
