"""Lists of persons by single character on PostgreSQL, out of the tokens under GIN (see actions/names.py); ended
employments under an index of their own."""

from django.db import migrations, models

PART = 16_384
LETTERS = (
    "CREATE TABLE people_name_letter (id bigserial PRIMARY KEY, letter text COLLATE \"C\" NOT NULL, part bigint NOT NULL, "
    "ids bigint[] NOT NULL)",
    "CREATE INDEX people_name_letter_place ON people_name_letter (letter, part)",
    f"INSERT INTO people_name_letter (letter, part, ids) SELECT token, person_id / {PART}, array_agg(person_id) "  # noqa: S608
    "FROM people_name_gram, unnest(tokens) AS token WHERE length(token) = 1 GROUP BY 1, 2",
    "UPDATE people_name_gram SET tokens = ARRAY(SELECT token FROM unnest(tokens) AS token WHERE length(token) > 1)",
)
BACK = (
    "UPDATE people_name_gram g SET tokens = g.tokens || ARRAY(SELECT l.letter FROM people_name_letter l "
    "WHERE l.ids @> ARRAY[g.person_id])",
    "DROP TABLE people_name_letter",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in LETTERS:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_people_names")]

    operations = [
        migrations.RunPython(make, drop),
        migrations.AddIndex(
            model_name="employment",
            index=models.Index(
                fields=["person", "valid_to"],
                condition=models.Q(valid_to__isnull=False),
                name="people_employment_ended",
            ),
        ),
    ]
