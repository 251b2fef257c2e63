# SPDX-License-Identifier: Apache-2.0
"""Short guides per task: what to have at hand, the steps, what may go wrong. Texts only."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from lpse.core.acts import Role
from lpse.portal.guides_form import Guide, Step
from lpse.portal.guides_office import OF_THE_OFFICE

BID = Guide(
    slug="mengirim-penawaran",
    title=_("Mengirim penawaran"),
    reader=_("Penyedia"),
    summary=_("Dari mendaftar sampai memegang tanda terima. Penawaran disegel di peramban Anda sebelum dikirim."),
    sign="seal",
    needs=[
        _("NIB, NPWP, izin usaha, bukti pajak dua tahun terakhir, dan pengalaman dalam bentuk PDF."),
        _("Peramban Chrome atau Edge 133, Firefox 130, Safari 17, atau yang lebih baru, dengan JavaScript menyala."),
        _("Ponsel dengan aplikasi autentikator, atau kunci sandi pada perangkat Anda."),
    ],
    steps=[
        Step(
            _("Daftarkan badan usaha"),
            _("Buat akun, pasang faktor kedua, isi data usaha, lalu kirim untuk diverifikasi. Verifikator menjawab "
              "tiap isian; yang ditolak disertai alasannya."),
        ),
        Step(
            _("Ikut tender"),
            _("Buka halaman tender, pilih Ikut tender, baca dan setujui pakta integritas. Sampai penutupan, umum hanya "
              "melihat berapa peserta yang mendaftar, bukan siapa yang menawar."),
        ),
        Step(
            _("Tanyakan yang kurang jelas"),
            _("Selama masa penjelasan, buka tab Penjelasan pada tender itu dan sebut bab atau butir yang ditanyakan. "
              "Nama Anda disamarkan; jangan menulisnya dalam pertanyaan atau lampiran. Jawaban Pokja terbaca umum."),
        ),
        Step(
            _("Isi ruang penawaran"),
            _("Letakkan berkas pada tiap syarat dan isi harga satuan. Periksa terbilang dan jumlahnya terhadap HPS."),
        ),
        Step(
            _("Segel dan kirim"),
            _("Peramban membuat kunci, menyegel tiap berkas, mengunggahnya, lalu memeriksa sidiknya. Penawaran baru "
              "tercatat sesudah langkah terakhir, Catat, dan hanya bila waktu server belum mencapai batas."),
        ),
        Step(
            _("Simpan tanda terima"),
            _("Unduh berkas tanda terima. Di dalamnya ada waktu sampai milidetik, sidik, dan kunci untuk mengganti "
              "atau menarik penawaran dari peramban lain."),
        ),
    ],
    troubles=[
        Step(
            _("Menawar bersama sebagai KSO"),
            _("Pemuka mendaftar dengan tombol Ikut sebagai pemuka KSO, lalu menyebut anggota, bagian, dan "
              "perjanjiannya. Setiap anggota menyetujui dari Tugas saya dengan akunnya sendiri; sesudah semua setuju, "
              "pemuka mengirim."),
        ),
        Step(
            _("Sambungan terputus saat mengunggah"),
            _("Buka lagi ruang penawaran. Bagian yang sudah sampai tidak diunggah ulang."),
        ),
        Step(
            _("Batas waktu lewat"),
            _("Yang belum tercatat tidak diterima, juga bila berkasnya sudah sampai. Unggah beberapa hari lebih awal; "
              "penawaran dapat diganti sampai penutupan."),
        ),
    ],
    url="/tender/",
    link=_("Cari paket"),
    roles=(Role.VENDOR,),
)  # fmt: skip
OPEN = Guide(
    slug="membuka-penawaran",
    title=_("Membuka penawaran"),
    reader=_("Anggota Pokja"),
    summary=_("Tiap anggota memegang satu bagian kunci. Penawaran terbuka bila cukup anggota menyerahkan bagiannya."),
    sign="key",
    needs=[
        _("Frasa sandi kunci anggota Anda: delapan kata pada lembar pemulihan."),
        _("Faktor kedua yang baru saja dipakai; portal memintanya sebelum bagian kunci diserahkan."),
    ],
    steps=[
        Step(
            _("Tunggu penutupan"),
            _("Jam portal menutup penerimaan pada batas waktu dan mencatat semua pernyataan penyedia. Sebelum itu "
              "tidak seorang pun dapat membuka apa pun, termasuk operator."),
        ),
        Step(
            _("Buka halaman pembukaan"),
            _("Pilih tender pada Tugas saya. Peramban Anda mencocokkan daftar amplop dengan catatan publik; bila "
              "berbeda, ia menolak dan menyebut sebabnya."),
        ),
        Step(
            _("Serahkan bagian kunci"),
            _("Masukkan frasa sandi. Bagian kunci disegel untuk portal dan ditandatangani; frasa sandi tidak dikirim."),
        ),
        Step(
            _("Saksikan dan setujui berita acara"),
            _("Penawaran terbuka satu demi satu. Sesudah selesai, setujui berita acara, atau tolak dengan alasan yang "
              "ikut tercatat."),
        ),
    ],
    troubles=[
        Step(
            _("Frasa sandi lupa"),
            _("Pakai lembar pemulihan. Tanpa keduanya bagian kunci Anda hilang; dua anggota lain tetap cukup."),
        ),
        Step(
            _("Satu penawaran tidak terbaca"),
            _("Penawaran itu dicatat dengan alasannya; yang lain tetap dibuka."),
        ),
    ],
    url="/pembukaan/",
    link=_("Lihat jadwal pembukaan"),
    roles=(Role.COMMITTEE,),
)  # fmt: skip
OBJECT = Guide(
    slug="mengajukan-sanggah",
    title=_("Mengajukan sanggah"),
    reader=_("Peserta yang menawar"),
    summary=_("Peserta yang memasukkan penawaran dapat menyanggah hasil selama masa sanggah."),
    sign="scale",
    needs=[
        _("Akun penanda tangan badan usaha Anda, dengan faktor kedua."),
        _("Untuk tiap pokok: apa yang terjadi, pasal atau butir dokumen yang dilanggar, dan bukti bila ada."),
    ],
    steps=[
        Step(
            _("Baca hasil dan berkas evaluasi"),
            _("Halaman hasil menyebut alasan tiap penawaran yang gugur. Berkas evaluasi dapat dihitung ulang oleh "
              "siapa saja."),
        ),
        Step(
            _("Tulis pokok demi pokok"),
            _("Satu pokok satu hal. Pokja wajib menjawab setiap pokok; jawaban yang kosong tidak dapat diterbitkan."),
        ),
        Step(
            _("Kirim sebelum masa sanggah berakhir"),
            _("Batasnya tertulis pada halaman sanggah beserta cara menghitungnya. Sejak sanggah diterima, penetapan "
              "pemenang ditahan oleh portal."),
        ),
        Step(
            _("Baca jawaban"),
            _("Bila satu pokok saja diterima, hasil dibatalkan dan dievaluasi ulang."),
        ),
        Step(
            _("Pekerjaan konstruksi: sanggah banding"),
            _("Bila sanggah ditolak, halaman sanggah menyebut sampai kapan Anda dapat mengajukan sanggah banding "
              "kepada KPA, berapa jaminannya, dan sampai kapan jaminan itu harus berlaku. Penetapan tetap ditahan."),
        ),
    ],
    troubles=[
        Step(
            _("Masa sanggah sudah berakhir"),
            _("Kiriman Anda diteruskan sebagai pengaduan, tanpa kehilangan satu kata atau berkas pun."),
        ),
        Step(
            _("Tidak yakin kapan masa sanggah berakhir"),
            _("Buka Hitung tenggat di kaki halaman: pilih aturan, kategori, dan tanggal pengumuman. Hari kerja, hari "
              "kalender, hari libur, dan pasalnya tertulis di sana."),
        ),
    ],
    url="/tender/",
    link=_("Cari tendernya"),
    roles=(Role.VENDOR,),
)  # fmt: skip
COMPLAIN = Guide(
    slug="menyampaikan-pengaduan",
    title=_("Menyampaikan pengaduan"),
    reader=_("Siapa saja"),
    summary=_("Tanpa akun dan boleh tanpa nama. Hanya auditor yang membacanya; Pokja yang diadukan tidak."),
    sign="flag",
    needs=[_("Apa yang terjadi, kapan, dan bila tahu kode tendernya. Tidak perlu nama Anda.")],
    steps=[
        Step(_("Tulis pengaduan"), _("Satu formulir. Tidak ada alamat jaringan yang disimpan.")),
        Step(
            _("Simpan nomor dan kode"),
            _("Nomor kasus dan kode lacak tampil satu kali saja. Cetak atau salin sebelum menutup halaman."),
        ),
        Step(
            _("Lacak dan balas"),
            _("Dengan nomor dan kode Anda membaca jawaban auditor dan membalasnya."),
        ),
    ],
    troubles=[
        Step(
            _("Kode hilang"),
            _("Kode tidak disimpan dan tidak dapat dikirim ulang. Kirim pengaduan baru dan sebut yang lama."),
        ),
    ],
    url="/pengaduan/",
    link=_("Kirim atau lacak pengaduan"),
)  # fmt: skip
VERIFY = Guide(
    slug="memeriksa-sendiri",
    title=_("Memeriksa tanpa percaya kepada portal"),
    reader=_("Siapa saja"),
    summary=_("Setiap tindakan dicatat dan bertanda tangan. Anda dapat memeriksanya di komputer Anda sendiri."),
    sign="chain",
    needs=[
        _("Untuk satu berkas: peramban saja."),
        _("Untuk satu tender seluruhnya: Python 3.11 dan paket pycryptodome."),
    ],
    steps=[
        Step(
            _("Periksa satu berkas"),
            _("Letakkan berkas pada halaman Periksa. Sidiknya dihitung di peramban; berkasnya tidak dikirim."),
        ),
        Step(
            _("Unduh bukti satu tender"),
            _("Tab Jejak audit memberi bukti.zip: titik periksa, kunci, semua entri dengan buktinya, dan dokumennya."),
        ),
        Step(
            _("Jalankan lpse-verify"),
            _("Jalankan python3 lpse-verify.pyz bukti.zip. Tidak ada jaringan yang dipakai; tiap pemeriksaan satu "
              "baris."),
        ),
        Step(
            _("Simpan titik periksa"),
            _("Bila kelak catatan ditulis ulang, titik periksa yang Anda simpan membuktikannya."),
        ),
    ],
    troubles=[
        Step(
            _("Sidik tidak dikenal"),
            _("Mungkin versi lain, hasil pindai atau cetak, atau isinya berubah. Unduh lagi, lalu bandingkan."),
        ),
    ],
    url="/periksa/",
    link=_("Periksa berkas"),
)  # fmt: skip
GUIDES: Sequence[Guide] = (BID, OBJECT, COMPLAIN, VERIFY, OPEN, *OF_THE_OFFICE)


def guide_of(slug: str) -> Guide | None:
    """Return the guide an address names, or None."""
    return next((guide for guide in GUIDES if guide.slug == slug), None)


def guides_for(roles: Collection[Role]) -> list[Guide]:
    """Return the guides for tasks of these offices."""
    return [guide for guide in GUIDES if any(role in roles for role in guide.roles)]
