# SPDX-License-Identifier: Apache-2.0
"""How each published figure of a bid came about, in sentences for the result. Pure; names no unit price."""

from fractions import Fraction

from evaluation.rules.preferring import percent
from evaluation.rules.proving import ProofOutcome
from lpse.core import money
from lpse.core.said import Said, said

SOURCE = said("Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf a dan d; R-EVAL-1 sampai R-EVAL-4")


def price_words(
    read: Fraction, corrected: Fraction | None, owner_estimate: Fraction, *, is_lump_sum: bool
) -> tuple[Said, ...]:
    """Return how a corrected price came from the price as read, and its share of the estimate; all in rupiah."""
    told = [
        said("Harga terbaca {read}: jumlah dalam formulir yang tersegel, sebelum dikoreksi.", read=money.rupiah(read))
    ]
    if corrected is None:
        return (*told, said("Harga terkoreksi tidak dapat disebut karena jumlahnya di luar batas."))
    total = money.rupiah(corrected)
    if is_lump_sum:
        told.append(said("Harga terkoreksi {total}: kontrak lumsum tidak dikoreksi.", total=total))
    elif corrected == read:
        told.append(
            said("Harga terkoreksi {total} = jumlah volume dokumen x harga satuan penawaran: tetap.", total=total)
        )
    else:
        change = money.rupiah(abs(corrected - read))
        way = said("naik") if corrected > read else said("turun")
        told.append(
            said(
                "Harga terkoreksi {total} = jumlah volume dokumen x harga satuan penawaran; {way} {change} dari harga "
                "terbaca.",
                total=total,
                way=way,
                change=change,
            )
        )
    estimate = money.rupiah(owner_estimate)
    share = percent(Fraction(money.rounded(corrected / owner_estimate, 4)))
    told.append(said("Terhadap HPS: {total} : {estimate} = {share}.", total=total, estimate=estimate, share=share))
    return tuple(told)


def rank_words(rank: int | None, count: int, *, is_preferred: bool, reason: str) -> Said:
    """Return why a bid stands where it does among ``count`` ranked ones, or why it has no rank."""
    if rank is None:
        return said("Tanpa peringkat: {reason}", reason=reason)
    if is_preferred:
        return said(
            "Peringkat {rank} dari {count}: diurutkan dari harga evaluasi akhir terendah.", rank=rank, count=count
        )
    return said("Peringkat {rank} dari {count}: diurutkan dari harga terkoreksi terendah.", rank=rank, count=count)


PROOFS = {
    ProofOutcome.VERIFIED: said("Pembuktian kualifikasi: semua data sudah terverifikasi dalam sistem."),
    ProofOutcome.SHOWN: said("Pembuktian kualifikasi: dokumen aslinya ditunjukkan."),
}
"""What is said of a proof that was passed; one that was not is the reason itself."""


def proof_words(word: str) -> tuple[Said, ...]:
    """Return how a passed proof ended; nothing for another word, or where there was none."""
    return tuple(words for outcome, words in PROOFS.items() if outcome == word)
