"""Reads Layerloom's exports with a Python library: read.py onnx|onnxruntime|cv2 FOLDER. Prints one line of JSON."""

import json
import sys
from pathlib import Path

import numpy as np

reader, folder = sys.argv[1], Path(sys.argv[2])


def with_onnx():
    import onnx
    from onnx.reference import ReferenceEvaluator

    def read(path, image):
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        return ReferenceEvaluator(model).run(["logits"], {"images": image})[0]

    return onnx.__version__, read


def with_onnxruntime():
    import onnxruntime

    def read(path, image):
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return session.run(["logits"], {"images": image})[0]

    return onnxruntime.__version__, read


def with_cv2():
    import cv2

    def read(path, image):
        net = cv2.dnn.readNetFromONNX(path)
        net.setInput(image, "images")
        return net.forward("logits")

    return cv2.__version__, read


version, read = {"onnx": with_onnx, "onnxruntime": with_onnxruntime, "cv2": with_cv2}[reader]()
answers = {}
for case in json.loads((folder / "cases.json").read_text()):
    file = case["file"]
    image = np.fromfile(folder / f"{file}.image", np.float32).reshape([1, *case["dims"]])
    try:
        answers[file] = read(str(folder / f"{file}.onnx"), image).ravel().astype(float).tolist()
    except Exception as error:
        answers[file] = str(error)
print(json.dumps({"version": version, "read": answers}))
