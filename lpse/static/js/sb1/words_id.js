// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Written by `python -m documents.sealing.words` from words_id.txt; do not edit.
/** The word list of passphrases, alphabetical. */
export const WORDS = `
abad abang abdi abjad absen acak acara acuan acuh adab adaptor adat adegan adem adik adil admin adonan aduan aduk
advokat agak agama agar agen agung agustus ahad ahli ajaib ajak ajar akad akal akar akbar akhir akibat akik akrab
akrobat aksara aksen aksi aktif aktor aktual akuarium akun akur alam alang alarm alas alat album alergi alfabet alga
alih alinea alir alis aljabar almanak alpukat alumni alun alur amal aman amarah amat ambah amber ambil ambulans amfibi
ampas ampere amplop ampuh anak andal andong aneh aneka angan anggur angin angka angsa animasi anjuran antara antena
anting antre anugerah anyam anyelir apabila apakah apalagi apel apotek april apung arah arang arca area aren arisan
arit arloji armada aroma arsip arteri artikel arus arwana asah asal asam asap asar asas asbak asih asin asisten asli
asmara aspal aspek aspirasi asrama asri aster astronot asuh asumsi asyik asyura atap atas atau atlas atlet atom atur
audio aula aura aurora awak awal awam awan awas awet ayah ayam ayat ayun baca badai badut bagai bagi bagus bahan
bahtera bahu bahwa baik bait baja baju bakal bakmi bakpao bakso bakteri baku balai balet balik balok balsam bambu
banding bangau banjir bank bantal banyak bapak barang baret baris barter baru basah basi baskom basmi basuh batas
batik batok batu baur bawah bayam bayi bazar bebas bebek becak becek beda beduk begitu bekal bekerja beku belah beli
belut bemo benang benda bengkel benih benteng benua beras berbagi bercak berdiri beres bergerak berhasil beri berjalan
berkas berlian bermain bernilai berpikir bersih berteduh beruang berwarna besar besi besok besuk betah betis beton
betul biasa biaya bibir bicara bidan bidik biduk bijak biji bilang bimbing bina bingkai bintang biografi biola bioskop
birokrat biru bisa bisik bisnis bistik bius blok blus bobot bocor bola boleh bolpen bolu bonceng boneka bongkar bonsai
bonus boros botani botol buah buaian buat buaya bubar bubuk budaya budi bufet bugenvil buih bukan bukit bukti buku
bulan buletin bulir bulu bumbu bumi buncis bunda bunga buntu bunyi bupati burger bursa burung busa busi butik butuh
cabai cabut cacing cagak cahaya cair cakap cakram cakup calon camar canai candi cangkir cantik capai capek capit
capung cara cari catat catur cawat cegah cekatan cekung celah celup cemara cemilan cempaka cendana cengkeh centang
cepat cepuk cerah cerdas cergas cerita cermat cerpen cerutu cetak cicak cicil cilik cincin cinta ciprat cipta ciri
cita coba cocok cokelat colong contoh corak coret corong coto cuaca cuci cucu cuka cukup cumi cungkup cuplik curah
cuti dadar dadu daerah daftar dagang daging dagu dahan dahi dahlia dahsyat dahulu dakwah dalam dalil damai dampak dana
dangdut dapat dapur darat dari dasar dasi datang daun daur daya dayung debar debit debut dedak definisi degup dekat
dekor delapan delegasi delta demikian demo dempul denah dendeng dengar dentang depan depot deraan derek derik dermaga
desa desember desir detik dewan dharma diagram dialog diam diari didik diesel diet digital diktat dimensi dinas
dinding dingin dini dipan diri disiplin diskon distrik dokar dokter dokumen dolar domba domino dompet donat dongeng
donor doping dorong dosen dosis drama drum duduk dugaan dukung dulang dunia dupa durasi duri dusun duta duyung edar
edit edukasi efek efisien egois ekar ekologi ekonomi ekor ekspor ekstra elang elastis elegan elektron elite elok emas
ember embun emosi empat empedu emping empuk emulsi enak enam encer encok energi enggan engsel enjin enteng entri epik
episode erang eropa esai esensi esok estafet estetika etalase etik evakuasi evaluasi evolusi fabel fajar fakta
fakultas fantasi farmasi fasih fauna favorit februari festival figur fiksi film filter final firma fisika fitur flanel
flora fokus folio fonem formal forum fosfor fosil foto frasa fungsi futsal gabah gabung gading gagah gajah gaji galah
galeri gali galon galur gambang gamelan gamis ganda gang ganjar ganti gapura garam garis garpu garuda gasing gatal
gatot gawai gaya gayung gedung gejala gelang geli gelora gelut gema gembala gemetar gemilang gempa gemuk genap gencar
gendang generasi genggam genit genteng geografi geologi gerai gerbang gerhana gerimis gerobak geser gesit getah giat
gigi gilas giling giring gitar gizi global golek golf golongan gondok gong gorden goreng gosok gotong goyang grafik
gram granat gratis grosir grup gubah gubuk guci gudang gudeg gugus gula guling gulung gumpal guna gunting gunung
gurame gurih guru gusi habis hadap hadiah hafal hajat haji hakim halal halo halus hambar hampir hancur handuk hangat
hantar hanya harap harga hari harpa harta harum hasil hasrat hati hayati hebat heboh hektar helai helium helm hemat
hening herbal hewan hias hibah hibur hidang hidung hijau hikmah hilang hilir himpun hingga hiruk hisap hitam hitung
hobi hormat hotel hubung hujan hukum hulu humas humor humus huni huruf hutan ibadah ibukota ibunda idola ijazah ijuk
ikal ikan ikat ikebana ikhlas ikhtiar iklan iklim ikon ikrar ikut ilham ilmiah ilmu iman imbau impian impor imun inang
indah indeks indikasi industri info ingat inggris ingin inisial injak inovasi insang insinyur instan intan intel inti
intonasi ipar irama irigasi iring iris irit ironi isolator istana istilah istri isyarat item iuran izin jadi jadul
jadwal jaga jago jagung jahe jahit jajan jaket jala jalin jalur jambu jamu jangan janji jantung januari jarang jari
jarum jasa jasmin jati jatuh jauh jawab jaya jeda jejak jejer jelajah jelita jemari jembatan jempol jemur jenaka
jendela jengkol jenis jenjang jepit jepret jerami jernih jeruk jilat jilid jinak jingga jinjing jitu jiwa joget
jogging joglo juara jubah judul juita jujur juli julung jumat jumlah jumpa jungkir junjung jurang juri jurnal juru
jutaan kabar kabel kabin kabur kaca kadang kado kafe kagum kait kaji kakak kakek kaki kaktus kaldu kaleng kali kalkun
kalori kalung kamar kambing kamera kami kampung kamu kanan kancil kandang kangguru kantin kanvas kapal kapsul kapten
kapur karakter karet kargo kartu karung karya kasir kastil kasur kata katering katun kawah kaya kayu kebun kecapi
kecil kecuali kedai kedelai kegiatan kejar keju kekang kelabu kelereng kelinci kelopak keluar kemah kembang kemeja
kemiri kemudi kenal kencang kendi kentang kenyang kepada keping keramik kerbau kereta kering kerja kertas kerucut
kesan ketan ketela ketika ketupat kiat kicau kijang kilas kimia kini kipas kiper kira kiri kismis kita klasik klinik
koin koki kokoh kolam koleksi kolong komet komisi kompas konser kontrak koper kopi koran korek kostum kota kraton krem
kuah kuas kuat kubah kubis kubus kucing kuda kuku kulit kulkas kumbang kumis kumpul kunci kuning kunjung kunyah kuota
kupas kupon kupu kura kurir kurma kursi kutip kutub labu laci ladang lagi lagu lahan lahir lain lajur lakban lakon
laku lalap lalu lamar lambai lampau lancar landak langit lanjut lantai lapang lapis lapor larang lari larut laser
laskar latar latih lauk laut lawak layak layu lazim lebah lebih legal leher lekas lelah lembaga lemon lempeng lena
lencana lengan lentera lepat lereng lestari lesung letak letusan lewat lezat liang libur lidah lidi liga lihai likur
lilin lima limbah limpah lincah lindung lingkar lintas lipat lirik lisan listrik liter lobi logam logistik logo lokal
loket lomba loncat longgar lontar lori lorong lotek loyang luang luap luas lubang lucu luhur lukis lulus lumas lumba
lumer lumpia lumut lunak luncur lupa lupis lurah lurik lurus lusa lusin lutut luwes maaf macam macet madrasah madu
magma magnet magrib mahar mahkota mahoni majalah majelis maju makan makin maklum makmur makna maksud malam mamalia
mampir mana mandi manfaat mangga manik manja mantan manusia maraton marga marka martabak masa masih maskara masuk
masyhur matang material mawar mayang medan mede media mega meja mekar melati melek melihat melodi meluas memang
membaca memetik memilih memo mempelai mena mencari mendung mengapa menit menjadi mentah menulis menyanyi merah merdeka
mereka meriah merpati mesin meteor metode mewah mikrofon milik mimik mimpi minat mineral minggu minta minus minyak
mirip misal mistar mitra mobil modal model modul molekul monitor montok motivasi motor mozaik muara muat muda mudik
mulai mulia mulus muncul mundur mungil murai murid murni musang museum musik mutiara mutu nabati nada nadi nafas
nafkah naga nahkoda naik nama namun nanas nanti napas narasi nasabah nasi naskah naung negara negeri nelayan nenek
neon neraca niaga niat nikel nikmat nilai nilon nipah niscala noda nomor nona nonton norma notaris novel nuansa nusa
nutrisi nyali nyaman nyanyi nyaring nyata nyawa nyenyak nyiur obat obeng objek obor obral ojek okra oksigen oktaf
oktober olah oleh oles olok omega ongkos opera opini opsi optimal orang orbit organ ornamen otak otomatis otot oval
oven pabrik pacu pada padi pagar pagi paham pahit pahlawan pajak pakaian paket paksa paku palang palem paling palsu
palu paman pamer pamong panah panci pandai panen pangan panik panjang pantai panutan papan parade parkir partai paru
pasang pasien pasti pasukan patah pati patok patuh pawai payah payung pecah pedagang peduli pegang pejal peka pekerja
pekik pelabuh pelihara pelosok peluang pemain pemilu pemuda pena pencak pendek pengaruh peniti penjual pensil pentas
penuh penyair pepatah perahu percaya perdana pergi periksa perlu permen perona persada pertama perut pesan pesisir
pesona pesta pesut petai petir petuah pewarna piagam piala piano piara piatu pidato pijak pikat pikir pikul pilar
pilih pilot pinang pindah pinggan pinjam pintu pipa pipi piramida piring pisah piston pita pitik pizza planet plastik
pohon pojok pokok pola polisi polong pompa pondok ponsel popok populer pori poros porsi posisi poster potong praktik
pramuka prasasti presiden pribadi prima produk profesi program proyek puasa pucat puding puisi puji pukul pula pulih
pulpen pulsa puluh puncak pundak punggung punya pupuk puri purnama pusaka puspa pustaka putar putera putih putra putus
raba rabun radar radio raga ragi ragu rahang rahmat rajawali rajin rajut raket rakit rakyat ramah rambut rampung ramu
ranah rancang randu rangkai ranjang ransel rantai ranum rapat rapi rapor rapuh rasa rasi ratu raut rawa raya rayu
razia reaksi rebah rebus reda redup rehat rekam rekening rekor rela relief remaja rempah renang rencana renda rengkuh
rentang renung reruntuh resapan resensi residen resmi respons restu reuni rezeki ribu rimba rinci rindang ringkas
rintis risalah ritme ritual riwayat robot roda rohani roket roman rombong ronda rontok rotan roti royong ruang rubah
rukun rumah rumit rumput rumus rupiah rusa saat sabar sabtu sabun sadar safir sahabat saja saji saksi sakti saku salad
salju salon saluran sama sambal sampah samudra sanak sandal sanggul santai sapa sapi sapu saraf sari sarjana sarung
satria satu saudara saung sawah sawi sawo saya sayur sebab sebelah sedang sedia segala segel segi sehat sejak sejuk
sekarang sekolah selada seledri selimut selokan seluruh semak sembilan semesta semi semoga sempat semua senam sendiri
sengaja senin senja sentosa senyum sepakat sepeda sepi sepuh serabi serbuk serigala serta seruling sesama sesuai
setara setir setrika setuju sewaktu siaga siang siap sibuk sidang sigap sikap siku silang silsilah simbol simpan
simulasi sinar singa sini sinyal sirap sirih sirkus sirsak sirup sisa sisi sistem siswa situ siul soal sofa solar
solusi sonar sopan sopir sorak sore sorot sosis sosok soto spasi spesial spidol stadion stasiun stiker stok strategi
studi suaka suara suasana suatu subsidi subur suci sudah sudut suka sukses suku sulam suling sulung sumber sumpit
sumur sungai sunyi supaya super surat surut surya susun sutera sutra syair syal syukur tabel tabir tabuh tadi tahan
tahu tajam takar takhta taksi taktik talenta tali taman tambah tampan tamu tanah tanda tangan tani tanjung tanpa tante
tanya tapal tapi target tari tasbih tatap tawar tawon tayang tebak tebing tebu teduh tegak teguh tekad teknik tekstil
tekun telaga telepon teliti teluk teman tembaga tempat temu tenaga tenda tengah tenis tentang tenun teori tepat tepi
tepuk terang terbang terima terjun terlalu ternak terompet terpal tertib terus tetangga tetes tiang tiap tiba tidak
tidur tiga tikar tikung timah timba timur tindak tinggal tinju tinta tipis tirai tiru titik tiup tokoh tolak tolong
tomat tombol tongkat tonton topan topeng topi toples tradisi traktor trotoar truk tuan tubuh tugas tugu tuju tukang
tulang tulis tulus tumbuh tumis tumpah tunas tunduk tunggal tuntut tupai turun tutup uang ubah ubin ubun ucap udang
udara ufuk ujar ujian ujung ukir ukur ulama ulang ular ulat ulung umat umbi umpama umum umur undang undi undur unggah
ungkap ungu unik unit unta untuk upacara upah upaya urung urus urut usaha usang usia usir usul usus utama utara utuh
utus vanili vespa veteran video vila viola virus visa visi visual vitamin vokasi voli volume vulkanik wabah wadah
waduk wafer wahana wajah wajib wakaf wakil waktu wali wangi wanita warga waris warkop warna warta warung wasiat
waspada watak wawasan wayang wazir wibawa widuri wilayah wisata wisma wisuda wortel wujud yakin yang yatim yayasan
yoga yogurt yunior zaitun zaman zamrud zebra ziarah zodiak zona zoologi
`.trim().split(/\s+/);
