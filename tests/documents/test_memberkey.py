# SPDX-License-Identifier: Apache-2.0
"""A member's key file opens with its eight words and with nothing else."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from documents.sealing import words
from documents.sealing.hpke import verify
from documents.sealing.keyset import check_member, fingerprint, member_document
from documents.sealing.memberkey import (
    WrongPassphrase,
    check_key_file,
    derive_keys,
    member_message,
    new_seed,
    read_key_file,
    write_key_file,
)
from lpse.core.canonical import Malformed, b64u, canonical, parse, unb64u
from tests.support.sealing import named

pytestmark = pytest.mark.pure

PASSPHRASE = "-".join(words.words()[at] for at in (0, 255, 511, 767, 1023, 1279, 1535, 2047))
SEED = named("sb1 vector member 1")


@pytest.fixture(scope="module")
def file():
    return write_key_file(SEED, PASSPHRASE)


def test_the_list_has_2048_words_unique_in_their_first_four_letters():
    listed = words.words()
    assert len(listed) == 2048
    assert len({word[:4] for word in listed}) == 2048
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 8 for word in listed)
    assert list(listed) == sorted(listed)


def test_the_browser_has_the_same_list():
    browser = Path("lpse/static/js/sb1/words_id.js").read_text()
    assert browser == words.browser_module()


def test_a_new_passphrase_is_eight_words_and_never_the_same():
    made = {words.new_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(words.recognise(passphrase) == passphrase for passphrase in made)


@pytest.mark.parametrize(
    "typed",
    [
        PASSPHRASE.upper(),
        PASSPHRASE.replace("-", " "),
        f"  {PASSPHRASE.replace('-', '  -- ')}\n",
        " ".join(word[:4] for word in PASSPHRASE.split("-")),
        " ".join(word[:-1] if len(word) > 4 else word for word in PASSPHRASE.split("-")),
    ],
)
def test_case_spacing_and_missing_ends_of_words_do_not_matter(file, typed):
    assert words.recognise(typed) == PASSPHRASE
    assert read_key_file(file, typed) == SEED


def test_a_word_that_is_not_on_the_list_is_named_by_its_place():
    typed = PASSPHRASE.split("-")
    for wrong in ("xylo", "aba", typed[2] + "x"):
        with pytest.raises(words.UnknownWord) as caught:
            words.recognise("-".join([*typed[:2], wrong, *typed[3:]]))
        assert (caught.value.position, caught.value.word) == (3, wrong)


@pytest.mark.parametrize("count", [0, 1, 7, 9])
def test_another_number_of_words_is_refused(count):
    with pytest.raises(ValueError, match=f"{count} words"):
        words.recognise("-".join((PASSPHRASE.split("-") * 2)[:count]))


def test_a_chosen_passphrase_is_refused():
    with pytest.raises(ValueError):
        write_key_file(SEED, "rahasia123")


def test_completion_offers_one_word_at_most_from_four_letters_on():
    word = words.words()[100]
    assert word in words.complete(word[:2])
    assert words.complete(word[:4].upper()) == [word]
    assert words.complete("") == []
    assert words.complete("qqqq") == []


def test_a_wrong_passphrase_does_not_open(file):
    with pytest.raises(WrongPassphrase):
        read_key_file(file, words.new_passphrase())


def test_words_in_another_order_do_not_open(file):
    with pytest.raises(WrongPassphrase):
        read_key_file(file, "-".join(reversed(PASSPHRASE.split("-"))))


@pytest.mark.parametrize("part", range(1, 5))
def test_a_key_file_changed_in_any_part_does_not_open(file, part):
    pieces = file.split(".")
    raw = bytearray(unb64u(pieces[part]))
    raw[0] ^= 1
    pieces[part] = b64u(raw)
    with pytest.raises(WrongPassphrase):
        read_key_file(".".join(pieces), PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "PBES2-HS256+A128KW"},
        {"enc": "A128GCM"},
        {"p2c": 1000},
        {"p2c": 10**9},
        {"p2c": "600000"},
        {"p2s": ""},
        {"zip": "DEF"},
    ],
    ids=str,
)
def test_a_weaker_costlier_or_foreign_header_is_refused_before_any_work(file, change):
    head, rest = file.split(".", 1)
    forged = b64u(canonical({**parse(unb64u(head)), **change}))
    with pytest.raises(Malformed):
        check_key_file(f"{forged}.{rest}")
    with pytest.raises(Malformed):
        read_key_file(f"{forged}.{rest}", PASSPHRASE)


@pytest.mark.parametrize("text", ["", "a.b.c", "....", "x" * 5000])
def test_text_that_is_no_key_file_is_refused(text):
    with pytest.raises(Malformed):
        check_key_file(text)


def test_two_files_of_one_seed_share_nothing(file):
    other = write_key_file(SEED, PASSPHRASE)
    assert all(a != b for a, b in zip(file.split("."), other.split("."), strict=True))
    assert read_key_file(other, PASSPHRASE) == SEED


def test_a_second_library_reads_the_file_as_the_standard_says(file):
    """RFC 7516 and 7518, spelled out with other primitives."""

    def raw(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    head, wrapped, iv, ct, tag = file.split(".")
    header = json.loads(raw(head))
    salt = header["alg"].encode() + b"\0" + raw(header["p2s"])
    kek = PBKDF2HMAC(hashes.SHA512(), 32, salt, header["p2c"]).derive(PASSPHRASE.encode())
    cek = aes_key_unwrap(kek, raw(wrapped))
    payload = AESGCM(cek).decrypt(raw(iv), raw(ct) + raw(tag), head.encode())
    assert json.loads(payload) == {"v": "sb1/member-key", "seed": b64u(SEED)}


def test_a_member_signs_its_own_document_and_its_fingerprint_is_short():
    keys = derive_keys(new_seed())
    document = member_document("m-1", keys.kem, keys.sig)
    check_member(document)
    assert verify(keys.sig, member_message(document), keys.sign_member(document))
    assert not verify(keys.sig, member_message({**document, "id": "m-2"}), keys.sign_member(document))
    digits = fingerprint(document["kem"], document["sig"])
    assert len(digits) == 39
    assert digits.count(" ") == 7


def test_private_halves_are_not_printed():
    keys = derive_keys(SEED)
    assert keys.kem_sk.hex() not in repr(keys)
    assert b64u(keys.sig_seed) not in repr(keys)


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        derive_keys(bytes(31))
