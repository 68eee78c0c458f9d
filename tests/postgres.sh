# Read by tests/run: a PostgreSQL server of its own on a free port, in a temporary folder, gone at the end.

postgres_folder=

# The folder of initdb and pg_ctl: the newest of Debian's, or the one on the PATH.
postgres_programs() {
  local newest
  newest=$(compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' | sort -V | tail -n 1) || true
  newest=${newest:-$(command -v pg_ctl || true)}
  [[ -z $newest ]] || dirname "$newest"
}

# The server refuses to run as root.
as_postgres() {
  if ((EUID != 0)); then
    "$@"
  else
    runuser -u postgres -- "$@"
  fi
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

start_postgres() {
  local programs
  programs=$(postgres_programs)
  ((EUID != 0)) || id postgres >/dev/null 2>&1 || fail 'there is no user postgres to run PostgreSQL as (it refuses root)'
  # In /tmp whatever TMPDIR says: the user postgres must reach it.
  postgres_folder=$(mktemp -d /tmp/kulturhub-postgres.XXXXXX)
  ((EUID != 0)) || chown postgres "$postgres_folder"
  (
    cd "$postgres_folder"
    as_postgres "$programs/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 \
      --locale=C.UTF-8 >initdb.log
  ) || fail "initdb failed: $(cat "$postgres_folder/initdb.log")"

  local port attempt
  for attempt in 1 2 3; do
    port=$(free_port)
    # Another process can take the port in between, hence the attempts.
    if (cd "$postgres_folder" && as_postgres "$programs/pg_ctl" start --silent --wait --timeout=60 --pgdata=data --log=server.log \
      --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 ${postgres_options:-}"); then
      export KULTURHUB_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port/postgres
      # The harness makes its databases with psql; without Debian's wrapper it is quicker.
      PATH=$programs:$PATH
      say "$("$programs/postgres" --version), $KULTURHUB_TEST_POSTGRES"
      return
    fi
    say "attempt $attempt on port $port failed"
  done
  fail "PostgreSQL did not start: $(cat "$postgres_folder/server.log")"
}

# Stops the server of this run alone: pg_ctl takes its process id from the run's own folder.
stop_postgres() {
  [[ -n $postgres_folder ]] || return 0
  local folder=$postgres_folder
  postgres_folder=
  if [[ -f $folder/data/postmaster.pid ]]; then
    (cd "$folder" && as_postgres "$(postgres_programs)/pg_ctl" stop --silent --wait --mode=immediate --pgdata=data) ||
      say "could not stop PostgreSQL in $folder" >&2
  fi
  rm -rf "$folder"
}
