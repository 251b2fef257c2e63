# SPDX-License-Identifier: Apache-2.0
"""Sealed bids, scheme SB1: pure functions, no Django, no clock, no database.

One secret per envelope, dealt in the vendor's browser: half of it shared k-of-n among the committee, half
wrapped to the server. Files are sealed to the envelope's one-time key, so neither side opens anything alone.

=============  ====================================================================
``hpke``       one HPKE suite, key derivation, strict Ed25519
``shares``     Shamir over GF(2^128)
``keyset``     the committee's and server's public keys, frozen before announcement
``envelope``   header, dealing, checks, opening with the re-dealing check
``chunks``     8 MiB segments, two-level digests, whole objects as streams
``manifest``   the list of files inside an envelope
``statement``  what a vendor signs and commits to; record and receipt text
``release``    a member's shares for one opening; canary proofs
``memberkey``  a member's seed, its keys and its encrypted file
``words``      the Indonesian word list of passphrases
=============  ====================================================================

The browser's twins stand in ``js/sb1/`` under the same names and are tested on the same vectors.
"""
