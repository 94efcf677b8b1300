#!/usr/bin/env python3
"""Makes the bundled data sets of this folder from Debian's packages; needs only Python's standard library.

    apt install python3-sklearn dataset-fashion-mnist
    python3 assets/data/make.py

Output is IDX as MNIST has it (big-endian header, then bytes), compressed with gzip at level 9 and no time stamp: running
it again gives the same bytes.
"""

import gzip
import io
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
DIGITS = pathlib.Path("/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz")
FASHION = pathlib.Path("/usr/share/datasets/fashion-mnist")

DIGITS_TRAIN = 1437
FASHION_PER_CLASS = {"train": 800, "t10k": 200}


def write_gz(path, data):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(data)
    path.write_bytes(buffer.getvalue())


def write_idx(folder, part, images, labels, rows, columns):
    write_gz(
        folder / f"{part}-images-idx3-ubyte.gz",
        struct.pack(">IIII", 0x803, len(images), rows, columns) + b"".join(images),
    )
    write_gz(folder / f"{part}-labels-idx1-ubyte.gz", struct.pack(">II", 0x801, len(labels)) + bytes(labels))


def digits():
    """All 1,797 images in file order, values 0 to 16 as they are; the last 360 are the test set."""
    rows = [
        [int(float(value)) for value in line.split(",")]
        for line in gzip.decompress(DIGITS.read_bytes()).decode().split()
    ]
    assert len(rows) == 1797 and all(len(row) == 65 for row in rows)
    for part, chosen in (("train", rows[:DIGITS_TRAIN]), ("t10k", rows[DIGITS_TRAIN:])):
        write_idx(HERE / "digits", part, [bytes(row[:64]) for row in chosen], [row[64] for row in chosen], 8, 8)


def fashion():
    """The first 800 images of each class of the training file and the first 200 of each of the test file, in file order."""
    for part, per_class in FASHION_PER_CLASS.items():
        pixels = gzip.decompress((FASHION / f"{part}-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((FASHION / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:]
        assert struct.unpack(">IIII", pixels[:16]) == (0x803, len(labels), 28, 28)
        taken = [0] * 10
        images, kept = [], []
        for index, label in enumerate(labels):
            if taken[label] < per_class:
                taken[label] += 1
                images.append(pixels[16 + 784 * index : 16 + 784 * (index + 1)])
                kept.append(label)
        assert taken == [per_class] * 10
        write_idx(HERE / "fashion", part, images, kept, 28, 28)


digits()
fashion()
