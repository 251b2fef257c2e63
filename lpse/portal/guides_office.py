# SPDX-License-Identifier: Apache-2.0
"""Guides for the people of the office, in the order of a tender. Texts only."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from lpse.core.acts import Role
from lpse.portal.guides_form import Guide, Step

PREPARE = Guide(
    slug="menyiapkan-paket",
    title=_("Menyiapkan paket dan HPS"),
    reader=_("PPK dan kepala UKPBJ"),
    summary=_("Dari rencana umum pengadaan sampai Pokja menerima tugasnya."),
    sign="package",
    needs=[
        _("Kode RUP, pagu, sumber dana, lokasi, dan jangka waktu pelaksanaan."),
        _("Butir HPS dengan volume, satuan, harga satuan termasuk PPN, dan sumber setiap harga; boleh dalam XLSX "
          "atau CSV."),
    ],
    steps=[
        Step(
            _("PPK: buat paket"),
            _("Buka Paket saya, pilih Buat paket, lalu isi data dari RUP."),
        ),
        Step(
            _("PPK: isi butir HPS"),
            _("Ketik, atau unggah lembar kerja. Lembar diterima seluruhnya atau tidak sama sekali; setiap sel yang "
              "salah disebut barisnya. Harga satuan tetap rahasia, jumlahnya diumumkan."),
        ),
        Step(
            _("PPK: tandatangani pakta dan ajukan"),
            _("Pakta integritas memerlukan faktor kedua. Sesudah diajukan, paket menunggu kepala UKPBJ."),
        ),
        Step(
            _("Kepala UKPBJ: tugaskan Pokja"),
            _("Pilih anggota berjumlah ganjil, paling sedikit tiga, dan ketuanya. Paket yang belum siap "
              "dikembalikan dengan alasan."),
        ),
    ],
    troubles=[
        Step(
            _("Seseorang tidak dapat dipilih"),
            _("Penunjukan atau sertifikatnya sudah berakhir, atau ia PPK paket ini. Operator LPSE mencatat surat "
              "keputusan yang baru."),
        ),
        Step(
            _("HPS terlalu lama"),
            _("Umur HPS pada batas akhir penawaran dibatasi aturan. PPK menetapkannya kembali dari halaman paket "
              "sebelum tender diumumkan."),
        ),
    ],
    url="/tugas/",
    link=_("Buka tugas saya"),
    roles=(Role.PROCUREMENT_OFFICER, Role.UNIT_HEAD),
)  # fmt: skip
DRAFT = Guide(
    slug="menyusun-tender",
    title=_("Menyusun dan mengumumkan tender"),
    reader=_("Pokja dan PPK"),
    summary=_("Bagian-bagian dikerjakan dalam urutan apa pun; portal menyebut apa yang masih kurang dan pasalnya."),
    sign="calendar",
    needs=[
        _("Kunci anggota setiap anggota Pokja, dibuat sekali pada Akun, dengan lembar pemulihan yang tercetak."),
        _("Isi dokumen pemilihan: dari templat portal, atau berkas sendiri."),
    ],
    steps=[
        Step(
            _("Jadwal"),
            _("Isi tanggal pengumuman atau batas akhir yang diinginkan; portal menyusun dua belas tahap menurut "
              "aturan. Setiap baris boleh diubah dan menyebut batas minimum, sisa, hari libur, dan pasalnya."),
        ),
        Step(
            _("Dokumen, syarat, dan butir"),
            _("Syarat menentukan tempat berkas penyedia dan baris penilaian. Portal memberi tanda bila ada merek "
              "atau syarat yang mungkin membatasi persaingan."),
        ),
        Step(
            _("Reviu dan persetujuan PPK"),
            _("Pokja mencatat yang harus diperbaiki, PPK menjawab, lalu PPK menyetujui. Perubahan sesudahnya "
              "membatalkan persetujuan."),
        ),
        Step(
            _("Pakta dan kunci"),
            _("Setiap anggota menandatangani pakta integritas, lalu menyetujui susunan kunci dari perambannya "
              "sendiri. Cocokkan sidiknya dengan cetakan anggota lain."),
        ),
        Step(
            _("Periksa dan umumkan"),
            _("Ketua mengumumkan dengan faktor kedua. Sejak itu isinya tetap dan tercatat pada catatan publik."),
        ),
    ],
    troubles=[
        Step(
            _("Tender belum dapat diumumkan"),
            _("Halaman Periksa menyebut setiap kekurangan dengan tautan ke bagiannya."),
        ),
        Step(
            _("Anggota kehilangan kunci sebelum pengumuman"),
            _("Ia membuat kunci baru, lalu susunan kunci diajukan ulang dan disetujui semua anggota."),
        ),
    ],
    url="/tugas/",
    link=_("Buka tugas saya"),
    roles=(Role.COMMITTEE, Role.PROCUREMENT_OFFICER),
)  # fmt: skip
CHANGE = Guide(
    slug="mengubah-tender",
    title=_("Menjawab pertanyaan, mengubah jadwal, dan menerbitkan adendum"),
    reader=_("Pokja dan PPK"),
    summary=_("Sesudah diumumkan, setiap perubahan memerlukan alasan dan dua orang, dan terbuka untuk umum."),
    sign="edit",
    needs=[
        _("Alasan yang dapat dibaca umum."),
        _("Untuk memundurkan batas akhir: salah satu alasan yang disebut aturan."),
    ],
    steps=[
        Step(
            _("Jawab pertanyaan"),
            _("Susun jawaban pada tab Penjelasan, gabungkan pertanyaan yang sama, lalu terbitkan bersama-sama. "
              "Sesudah masanya berakhir, buat berita acara pemberian penjelasan."),
        ),
        Step(
            _("Ubah jadwal"),
            _("Seorang anggota mengusulkan dari tab Jadwal, anggota lain menyetujui. Batas akhir penawaran tidak "
              "pernah dimajukan."),
        ),
        Step(
            _("Terbitkan adendum"),
            _("Sebut klausul yang berubah, bunyi lama dan barunya. Perubahan spesifikasi, kontrak, gambar, atau "
              "butir disetujui PPK; yang lain disetujui anggota kedua."),
        ),
    ],
    troubles=[
        Step(
            _("Waktu tinggal sedikit"),
            _("Adendum yang terbit terlalu dekat dengan batas akhir harus disertai perpanjangan; portal menghitung "
              "batas akhir paling awal."),
        ),
        Step(
            _("Tidak ada penawaran yang masuk"),
            _("Pada hari batas akhir itu juga batasnya masih dapat diperpanjang dari tab Jadwal. Sesudah hari itu "
              "ketua menyatakan tender gagal dan memulai tender ulang."),
        ),
    ],
    url="/tugas/",
    link=_("Buka tugas saya"),
    roles=(Role.COMMITTEE, Role.PROCUREMENT_OFFICER),
)  # fmt: skip
EVALUATE = Guide(
    slug="mengevaluasi-penawaran",
    title=_("Mengevaluasi sampai pemenang"),
    reader=_("Anggota Pokja"),
    summary=_("Dari lembar evaluasi sampai pengumuman pemenang. Setiap angka menyebut cara menghitungnya."),
    sign="scale",
    needs=[
        _("Penawaran yang sudah terbuka dan berita acara pembukaan yang disetujui."),
        _("Bila dipakai dua penilai per sel: penugasan oleh ketua."),
    ],
    steps=[
        Step(
            _("Nilai setiap sel"),
            _("Tiga harga terkoreksi terendah dinilai lebih dahulu; berikutnya hanya bila semuanya gugur. Panah "
              "berpindah sel, M memenuhi, T tidak memenuhi. Tidak memenuhi memerlukan alasan."),
        ),
        Step(
            _("Klarifikasi"),
            _("Tanyakan yang kurang jelas, dengan batas waktu jawaban. Harga yang terlalu rendah wajib "
              "diklarifikasi dan diputuskan sebelum lembar dikunci."),
        ),
        Step(
            _("Kunci lembar"),
            _("Ketua mengunci sesudah semua yang wajib dinilai sepakat; berita acaranya tersusun sendiri. Perubahan "
              "sesudah itu adalah pembukaan kembali yang tercatat dengan alasan."),
        ),
        Step(
            _("Buktikan kualifikasi"),
            _("Data yang sudah terverifikasi tidak dibuktikan lagi. Selebihnya calon diundang dan hasilnya dicatat."),
        ),
        Step(
            _("Umumkan hasil"),
            _("Di atas batas tertentu pemenang ditetapkan PA/KPA lebih dahulu. Pengumuman memulai masa sanggah."),
        ),
    ],
    troubles=[
        Step(
            _("Dua penilai berbeda"),
            _("Sel bertanda Beda penilaian. Ketua memutuskan dengan alasan."),
        ),
        Step(
            _("Tidak ada penawaran yang lulus"),
            _("Umumkan hasilnya. Tender dinyatakan gagal sesudah masa sanggah berakhir dan setiap sanggah dijawab."),
        ),
    ],
    url="/tugas/",
    link=_("Buka tugas saya"),
    roles=(Role.COMMITTEE, Role.BUDGET_AUTHORITY),
)  # fmt: skip
AFTERWARDS = Guide(
    slug="sesudah-pengumuman-hasil",
    title=_("Menjawab sanggah dan menerbitkan SPPBJ"),
    reader=_("Ketua Pokja, PPK, dan PA/KPA"),
    summary=_("Selama ada sanggah yang belum dijawab, portal menahan surat penunjukan."),
    sign="award",
    needs=[
        _("Fakta dan pasal atau butir dokumen untuk setiap pokok sanggah."),
        _("Nomor surat SPPBJ yang belum dipakai."),
    ],
    steps=[
        Step(
            _("Ketua: jawab setiap pokok"),
            _("Setiap pokok dijawab benar atau tidak benar, dengan pasal dan faktanya. Satu pokok benar membatalkan "
              "hasil dan memulai evaluasi ulang."),
        ),
        Step(
            _("Pekerjaan konstruksi: sanggah banding"),
            _("Sesudah sanggah ditolak, penetapan tetap ditahan sampai masa banding berakhir. Banding yang datang "
              "sebagai surat dicatat ketua; PA/KPA menjawabnya."),
        ),
        Step(
            _("PPK: terbitkan SPPBJ"),
            _("Buka tab Hasil sesudah masa sanggah berakhir dan tidak ada penahanan. Daftar hitam diperiksa sekali "
              "lagi."),
        ),
    ],
    troubles=[
        Step(
            _("Jawaban terlambat"),
            _("Jawaban tetap wajib dan ditandai terlambat. Atasan diberi tahu, dan penetapan tetap ditahan."),
        ),
    ],
    url="/tugas/",
    link=_("Buka tugas saya"),
    roles=(Role.COMMITTEE, Role.PROCUREMENT_OFFICER, Role.BUDGET_AUTHORITY),
)  # fmt: skip
PEOPLE = Guide(
    slug="mengurus-orang-dan-penyedia",
    title=_("Mengurus penunjukan, penyedia, dan hari libur"),
    reader=_("Operator dan verifikator LPSE"),
    summary=_("Akun tidak memberi wewenang; surat keputusan yang memberi. Petugas LPSE tidak melihat penawaran."),
    sign="users",
    needs=[
        _("Nomor, tanggal, dan masa berlaku surat keputusan, dan masa berlaku sertifikatnya."),
        _("Untuk verifikasi: alasan bagi setiap isian yang tidak sesuai."),
    ],
    steps=[
        Step(
            _("Operator: undang dan tunjuk"),
            _("Undang pejabat dengan surelnya, lalu catat penunjukannya. Penunjukan dan sertifikat yang segera "
              "berakhir tampil enam puluh hari sebelumnya."),
        ),
        Step(
            _("Verifikator: periksa data penyedia"),
            _("Antrean mendahulukan peserta tender yang batas akhirnya dekat. Setiap isian dinilai sendiri di "
              "samping berkasnya; yang ditolak kembali dengan alasan."),
        ),
        Step(
            _("Hari libur baru"),
            _("Bila SKB baru dimuat, halaman Tenggat dan hari libur menyebut tenggat yang terpengaruh. Seorang "
              "pejabat mengusulkan perpanjangan, pejabat lain menyetujuinya."),
        ),
    ],
    troubles=[
        Step(
            _("Pejabat tidak dapat bertindak"),
            _("Lihat Pengguna dan penunjukan: surat keputusan atau sertifikatnya mungkin sudah berakhir."),
        ),
    ],
    url="/tugas/",
    link=_("Buka tugas saya"),
    roles=(Role.OPERATOR, Role.VERIFIER),
)  # fmt: skip
OF_THE_OFFICE: Sequence[Guide] = (PREPARE, DRAFT, CHANGE, EVALUATE, AFTERWARDS, PEOPLE)
"""In the order of a tender."""
