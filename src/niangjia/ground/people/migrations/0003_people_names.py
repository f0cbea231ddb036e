"""The index of names: contentless FTS5 on SQLite, a text array under GIN on PostgreSQL. See actions/names.py."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE people_name_fts USING fts5("
    "tokens, content='', columnsize=0, detail=none, tokenize='ascii tokenchars '':''')",
)
POSTGRES = (
    "CREATE TABLE people_name_gram (person_id bigint PRIMARY KEY, tokens text[] NOT NULL)",
    "CREATE INDEX people_name_gram_tokens ON people_name_gram USING gin (tokens)",
)


def make(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    table = "people_name_gram" if schema_editor.connection.vendor == "postgresql" else "people_name_fts"
    schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_lists")]

    operations = [migrations.RunPython(make, drop)]
