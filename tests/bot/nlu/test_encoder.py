"""Sentences become vectors; a file that is none is said in one sentence."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, and with it the sentence encoder")

from bot.nlu.encoder import MODEL, TOKENIZER, Encoder, NoEncoder, _path


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_what_is_alike_in_meaning_is_near(encoder: Encoder) -> None:
    parcel, package, jazz = encoder.encode(["where is my parcel", "track my package", "do you like jazz"])
    assert parcel @ package > parcel @ jazz + 0.3
    assert abs(parcel @ jazz) < 0.3


def test_every_vector_has_length_one_whatever_was_written(encoder: Encoder) -> None:
    odd = ["", " ", "🎉", "?", "a" * 5000, "word " * 3000, "Wo ist mein Paket?", "\u200b"]
    found = encoder.encode(odd)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(odd)), abs=1e-3)


def test_a_sentence_means_the_same_in_company(encoder: Encoder) -> None:
    texts = [f"{'very ' * (n % 7)}good number {n}" for n in range(20)]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert (encoder.encode(texts) == alone).all()
    assert encoder.encode([]).shape[0] == 0


def test_a_request_at_the_end_of_a_long_story_is_read(encoder: Encoder) -> None:
    story = "We went to the seaside with the children and it rained all day long. " * 20
    without, asked, wish = encoder.encode([story, f"{story} Cancel my order.", "Cancel my order."])
    assert asked @ wish > without @ wish + 0.05


def test_another_model_is_taken_from_where_the_setting_says(encoder: Encoder, tmp_path: Path) -> None:
    model, tokenizer = tmp_path / "model.onnx", tmp_path / "tokenizer.json"
    model.write_bytes(_path("", *MODEL).read_bytes())
    tokenizer.write_bytes(_path("", *TOKENIZER).read_bytes())
    other = Encoder(str(model), str(tokenizer))
    assert other.fingerprint == encoder.fingerprint
    assert (other.encode(["hello"]) == encoder.encode(["hello"])).all()


def test_a_file_that_is_missing_or_no_model_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match=r"none\.onnx is not there"):
        Encoder(str(tmp_path / "none.onnx"))
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(NoEncoder, match="ONNX file cannot be run"):
        Encoder(str(broken))
