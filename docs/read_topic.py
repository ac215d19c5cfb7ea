#!/usr/bin/env python3
"""Reads records of an activation topic with Python's own safetensors package.

A record's value is a plain safetensors document, so one line reads it:

    tensors = safetensors.torch.load(value)

From a file that holds one record's value (needs safetensors and torch):

    python docs/read_topic.py --file record.safetensors

From a topic (needs kafka-python as well, and lz4 where `wire.compression` is lz4):

    python docs/read_topic.py --topic solera.speech-cosine.activations.3 --bootstrap localhost:9092 --count 2
"""

import argparse
import sys

import safetensors.torch
import torch

PURPOSES = ["train", "held-out", "evaluate-train", "evaluate-held-out"]


def activations(tensors):
    """The activations of a record as float32, [n, channels, time], at whatever precision they travelled."""
    values = tensors["activations"].to(torch.float32)
    if "scale" in tensors:  # int8: one scale a sample and channel
        values = values * tensors["scale"].unsqueeze(-1)
    return values


def show(value):
    """Prints what a record holds."""
    tensors = safetensors.torch.load(value)
    if "activations" not in tensors:
        print("  end of the partition, samples by purpose:", dict(zip(PURPOSES, tensors["count"].tolist())))
        return
    for name in sorted(tensors):
        print(f"  {name:16} {str(tensors[name].dtype):15} {list(tensors[name].shape)}")
    values = activations(tensors)
    purposes = [PURPOSES[code] for code in tensors["purpose"].tolist()]
    for i, sequence in enumerate(tensors["sequence"].tolist()):
        print(
            f"  sequence {sequence}: {purposes[i]}, {tensors['valid'][i]} input samples,"
            f" mean {values[i].mean():.5f}, largest {values[i].abs().max():.5f},"
            f" zeros {(values[i] == 0).float().mean():.1%}"
        )


def read_topic(topic, bootstrap, count):
    """Shows the oldest records of a topic."""
    from kafka import KafkaConsumer

    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=256 << 20,
        consumer_timeout_ms=10_000,
    )
    for shown, record in enumerate(consumer, 1):
        headers = {name: value.decode() for name, value in record.headers}
        print(f"partition {record.partition} offset {record.offset} {headers}")
        if headers.get("solera-kind") != "skip":
            show(record.value)
        if shown == count:
            break
    consumer.close()


def main():
    parser = argparse.ArgumentParser(description="Shows records of a Solera activation topic.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--file", help="a file that holds one record's value")
    source.add_argument("--topic", help="an activation topic")
    parser.add_argument("--bootstrap", default="localhost:9092", help="bootstrap servers (default %(default)s)")
    parser.add_argument("--count", type=int, default=1, help="records to show of a topic (default %(default)s)")
    options = parser.parse_args()
    if options.topic:
        read_topic(options.topic, options.bootstrap, options.count)
    else:
        with open(options.file, "rb") as file:
            show(file.read())
    return 0


if __name__ == "__main__":
    sys.exit(main())
