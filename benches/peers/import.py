"""Import: CSV -> lake (checked, hashed, keyed, compared, committed, facts) against DuckDB's CSV -> Parquet, two threads each.

usage: import.py LUOTSI FILE ROWS. Three runs in turn; medians, peak memory of the whole process, and the ratio.
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
    ours, theirs, own_say = [], [], []
    for _ in range(3):
        folder = tempfile.mkdtemp(dir=os.path.dirname(file))
        try:
            took, output = timed([luotsi, "--workspace", folder, "--format", "json", "import", file, "--as", "contacts"])
            counts = json.loads(output)["files"][0]
            assert counts["rows"] == rows and counts["new"] == rows, counts
            ours.append(took)
            took, _ = timed([sys.executable, "-c", DUCKDB, file, os.path.join(folder, "peer.parquet")])
            theirs.append(took)
        finally:
            shutil.rmtree(folder)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    us, them = statistics.median(ours), statistics.median(theirs)
    print(f"import {rows:>9} contacts: luotsi {us:6.2f} s ({rows / us / 1e6:.2f} M rows/s), duckdb {them:6.2f} s, ratio {us / them:.2f}; largest process {peak_mb:.0f} MB")


main()
