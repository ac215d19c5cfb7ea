"""What libsndfile reads of the audio files of a folder: the lines of references/sets.tsv and references/flac-test-files.tsv.

    pip install soundfile numpy
    python references.py FOLDER ENDING            one line a file: name, rate, channels, samples, SHA-256
    python references.py FOLDER ENDING --digest   the number of files and the SHA-256 of all lines

A file's SHA-256 is over its samples as 32 bit floats, little-endian, channels interleaved, full scale 1.
"""

import hashlib
import pathlib
import sys

import soundfile


def lines(folder, ending):
    files = [path for path in folder.rglob("*") if path.name.lower().endswith(ending.lower())]
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in files):
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        digest = hashlib.sha256(samples.astype("<f4").tobytes()).hexdigest()
        yield f"{name}\t{rate}\t{samples.shape[1]}\t{samples.shape[0]}\t{digest}\n"


if __name__ == "__main__":
    made = list(lines(pathlib.Path(sys.argv[1]), sys.argv[2]))
    if "--digest" in sys.argv:
        print(len(made), hashlib.sha256("".join(made).encode()).hexdigest(), sep="\t")
    else:
        sys.stdout.writelines(made)
