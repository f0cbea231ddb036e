"""Exit 0 if a database answers at the given URL."""

import sys

import psycopg

try:
    psycopg.connect(sys.argv[1], connect_timeout=2).close()
except psycopg.OperationalError:
    sys.exit(1)
