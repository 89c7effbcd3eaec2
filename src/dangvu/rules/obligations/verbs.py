"""Words that begin what is to be done, without accents: one list for bodies and for asking."""

from collections.abc import Iterable


def words(text: str) -> str:
    """A pattern of a phrase per line, the longest that fits first. Phrases with the same letters
    in front share them, so that a text is not held against each phrase in turn."""
    return _shared({line.strip() for line in text.strip().splitlines()})


def _shared(phrases: Iterable[str]) -> str:
    heads: dict[str, list[str]] = {}
    apart = []
    for phrase in phrases:
        literal = phrase[:1] not in _SIGNS and phrase[1:2] not in ("?", "*", "+", "{")
        if literal and phrase:
            heads.setdefault(phrase[0], []).append(phrase[1:])
        else:
            apart.append(phrase)
    done = [(phrase, len(phrase)) for phrase in apart]
    for head, tails in heads.items():
        inner = tails[0] if len(tails) == 1 else f"(?:{_shared(tails)})"
        done.append((head + inner, 1 + max(map(len, tails))))
    return "|".join(text for text, _ in sorted(done, key=lambda one: -one[1]))


_SIGNS = frozenset("()[]{}?*+|\\.^$")
VERBS = words(r"""
    tiep tuc
    tang cuong
    day manh
    nang cao
    chu dong
    chi dao
    lanh dao
    to chuc
    xay dung
    ban hanh
    ra soat
    xac dinh
    thuc hien
    trien khai
    quan triet
    tien hanh
    do dau
    nhac nho
    phe binh
    dieu dong
    luan chuyen
    mo rong
    bao ve
    phong ngua
    phong chong
    dau tranh
    ngan ngua
    cham lo
    cham soc
    tiep xuc
    tiep cong dan
    tap hop
    thu hut
    thuyet phuc
    truyen thong
    quang ba
    phat song
    dang tai
    dua tin
    bien tap
    phan bo
    quyet toan
    thanh toan
    chi tra
    sua chua
    nang cap
    lap dat
    cai dat
    khai bao
    dong bo
    ket xuat
    luu tru
    bao quan
    ban giao
    ky ket
    khen(?= )
    thu hoi
    bo nhiem
    gop y
    giai thich
    dan dau
    di dau
    tien phong
    phu giup
    tu van
    trong coi
    phuc vu
    chuan hoa
    don dep
    trang tri
    treo(?= )
    tuan tra
    diem danh
    ghi chep
    thuyet minh
    trinh bay
    ban bac
    thao luan
    van hanh
    dieu hanh
    dieu phoi
    du bao
    canh bao
    khoi phuc
    tai co cau
    doc thuc
    nhan manh
    cap phat
    huy dong
    dong hanh
    chia se
    tranh thu
    khoanh vung
    xac nhan
    chung nhan
    cong chung
    gia han
    lien he
    trao doi
    soan(?= )
    soan thao
    kien dinh
    bam(?= )
    bam nam
    nam bat
    sang loc
    ra quyet dinh
    thanh tra
    xet duyet
    phe duyet
    thong qua
    duyet(?= )
    nhan thuc
    quyet liet
    day nhanh
    xem day
    khao sat
    tuyen truyen
    pho bien
    kiem tra
    giam sat
    theo doi
    don doc
    huong dan
    bao cao
    gui
    lap
    phan cong
    bo tri
    tham muu
    phoi hop
    chu tri
    thong ke
    tong hop
    ket nap
    boi duong
    tao nguon
    phat hien
    gioi thieu
    cu(?= (?:can bo|dai bieu|dong chi|nguoi|dang vien|cap uy|quan chung))
    chuan bi
    danh gia
    so ket
    tong ket
    kien nghi
    cap nhat
    hoan thanh
    hoan thien
    khac phuc
    doi moi
    quan tam
    chu trong
    coi trong
    tap trung
    kip thoi
    khan truong
    nghiem tuc
    thuong xuyen
    dinh ky
    (?:hang|moi) (?:tuan|thang|quy|nam)
    cu the hoa
    bao dam
    dam bao
    lam tot
    lam ro
    duy tri
    giu vung
    phat huy
    giao(?= chi tieu)
    giao duc
    quan ly
    dua
    mo(?= (?:lop|dot|cac lop|so|them|chuyen))
    thanh lap
    kien toan
    cung co
    dang ky
    doi chieu
    tiep nhan
    giai quyet
    tra loi
    xu ly
    tham dinh
    tham tra
    thao go
    giup do
    cong khai
    niem yet
    cung cap
    chuyen
    nop
    thu
    kiem diem
    xem xet
    neu cao
    neu guong
    guong mau
    van dong
    phat dong
    phat trien
    nghien cuu
    hoc tap
    xac minh
    luu(?: giu)?
    so hoa
    nhap
    hop
    sinh hoat
    chap hanh
    tham gia
    dieu chinh
    sap xep
    bo sung
    can cu
    gan(?= voi)
    dong gop
    khai thac
    cham dut
    han che
    ngan chan
    phan dau
    trinh
    y kien
    in(?= an)
    phat hanh
    don gian hoa
    ky(?= cam ket)
    phan tich
    de xuat
    de ra
    nhan rong
    khen thuong
    bieu duong
    dat
    phu trach
    lam viec
    doi thoai
    khao sat
    sua doi
    chinh sua
    chan chinh
    rut kinh nghiem
    cam ket
    xin y kien
    cho y kien
    bien soan
    dong vien
    tham hoi
    hoan chinh
    bam sat
    phat dong
    ho tro
    du thao
    viet
    du(?= sinh hoat)
    doc
    kien quyet
    tich cuc
    nghiem
    khong ngung
    chon
    lua chon
    thong bao
    cong bo
    long ghep
    lay y kien
    uu tien
    phan loai
    khong(?= (?:de|to chuc|ket nap|bo tri|giao|ban hanh|chuyen))
    tiep thu
    giai trinh
    dien
    bau
    cap
    tap huan
    dao tao
    nam(?= (?:ro|chac|bat|tinh|tam))
    du(?= (?:hop|hoi nghi|day du))
    co mat
    gap go
    tham du
    phan anh
    binh chon
    binh xet
    hop xet
    kiem soat
    kiem ke
    nhan dien
    hoan tat
    thay the
    thi dua
    trao tang
    ung ho
    quyen gop
    giu gin
    bo phieu
    cung ung
    giai ngan
    giai phong mat bang
    tiem(?= )
    phong tru
    thong tin(?= (?:tinh hinh|ket qua|kip thoi|cho|den))
    lam thu tuc
    chiu su
    neu ro
    nhan ban giao
    dam nhiem
    truc(?= (?:24|ban|san|lanh|chien|co))
    can doi
    cham diem
    tu choi
    san sang
    san xuat
    tich hop
    dau noi
    uoc tinh
    to giac
    tao dieu kien
    moi(?= (?:bao cao vien|dai bieu|giang vien))
    goi y
    du va
    cu(?= \d)
    danh(?= (?:thoi gian|thoi luong|nguon|kinh phi|it nhat))
    sap nhap
    hop nhat
    khuyen khich
    siet chat
    ung dung
    trang bi
    su dung
    ke khai(?= (?:tai san|dung|day du))
    thu thap
    suu tam
    quy hoach
    tuyen chon
    tham quan
    dang hoa
    dang huong
    tang qua
    hoa giai
    ket noi
    phong, chong
    giao ban
    giai dap
    chinh trang
    khoi thong
    luu y
    nhan(?= (?:ho so|don|ket qua|giup do))
""")
MODALS = words(r"""
    phai
    can
    co trach nhiem
    chiu trach nhiem
    co nhiem vu
    co giai phap
    co (?:ke hoach|phuong an)
    duoc phep
    co van ban
    truc tiep
    tich cuc
    nghiem khac
    chu tri
    la (?:dau moi|co quan|don vi)
    lam dau moi
    lam(?= don)
    khong duoc
    co (?:nghi quyet|ket luan|y kien|cong van|to trinh|bao cao|bien ban|thong bao|huong dan)
    tu(?= (?:viet|kiem|danh gia|nhan|khai|giac|phe|giai))
    se
""")
