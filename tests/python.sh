# Read by tests/readers/install and tests/schemathesis: packages of PyPI, each set in a virtual environment of its own.
# Whoever reads this has a function `fail`.

# python_packages FOLDER REQUIREMENTS: an environment with the packages of this file; one that is there already is kept.
python_packages() {
  local folder=$1 requirements=$2
  if cmp --silent "$requirements" "$folder/requirements.txt" && "$folder/bin/pip" --version >/dev/null 2>&1; then
    return 0
  fi
  python3 -m venv --clear "$folder" || fail 'python3 makes no virtual environments. Debian: apt-get install python3-venv'
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" ||
    fail "pip could not install what $requirements names"
  cp "$requirements" "$folder/requirements.txt"
}
