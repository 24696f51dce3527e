"""Import: CSV -> lake (checked, hashed, keyed, compared, committed) against DuckDB's CSV -> Parquet, two threads each; and the
same with the facts that questions are answered from.

usage: import.py LUOTSI FILE ROWS. Three runs in turn; medians, peak memory of the whole process, and the ratios.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

DUCKDB = """
import duckdb, sys
connection = duckdb.connect()
connection.execute("set threads = 2")
connection.execute(f"copy (select * from read_csv('{sys.argv[1]}')) to '{sys.argv[2]}' (format parquet, compression zstd)")
"""


def timed(command, **options):
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    output, errors = process.communicate()
    took = time.monotonic() - begun
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed: {errors.decode()}")
    return took, output


def main():
    luotsi, file, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    stored, ready, theirs = [], [], []
    for _ in range(3):
        folder = tempfile.mkdtemp(dir=os.path.dirname(file))
        try:
            took, output = timed([luotsi, "--workspace", folder, "--format", "json", "import", file, "--as", "contacts"])
            counts = json.loads(output)["files"][0]
            assert counts["rows"] == rows and counts["new"] == rows, counts
            ready.append(took)
            _, ledger = timed([luotsi, "--workspace", folder, "--format", "json", "imports"])
            stored.append(json.loads(ledger)[0]["took_s"])
            took, _ = timed([sys.executable, "-c", DUCKDB, file, os.path.join(folder, "peer.parquet")])
            theirs.append(took)
        finally:
            shutil.rmtree(folder)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    in_lake, with_facts, peer = statistics.median(stored), statistics.median(ready), statistics.median(theirs)
    print(
        f"import {rows:>9} contacts: duckdb {peer:.2f} s; luotsi {in_lake:.2f} s until they are in the lake (ratio {in_lake / peer:.2f}), "
        f"{with_facts:.2f} s for the whole process with facts (ratio {with_facts / peer:.2f}, {rows / with_facts / 1e6:.2f} M rows/s); "
        f"largest process {peak_mb:.0f} MB"
    )


main()
