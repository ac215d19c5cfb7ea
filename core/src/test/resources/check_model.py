"""ONNX's own checks of models: check_model.py FILE..."""

import sys

import onnx
from onnx import shape_inference


def check(path):
    onnx.checker.check_model(path, full_check=True)
    inferred = shape_inference.infer_shapes(onnx.load(path), check_type=True, strict_mode=True, data_prop=True)
    known = {value.name for value in inferred.graph.value_info}
    outputs = {output.name for output in inferred.graph.output}
    for node in inferred.graph.node:
        for name in node.output:
            if name not in known and name not in outputs:
                raise ValueError(f"{path}: no shape was inferred of {name}")
    if not inferred.metadata_props:
        raise ValueError(f"{path} does not say what it is made of")
    return len(inferred.graph.node)


for path in sys.argv[1:]:
    print(f"{path}: {check(path)} nodes checked with onnx {onnx.__version__}")
