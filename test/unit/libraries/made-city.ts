/** A few rows of each resource that libraries read, as they lie in the lake: persons are tokens. */

type Row = Readonly<Record<string, string>>;

/** `a=1 b=2` a row; `_` within a value is a blank, `NULL` stands for itself. */
const row = (text: string): Row =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1).replaceAll('_', ' '),
      ]),
  );

const rows = (text: string): Row[] =>
  text
    .trim()
    .split('\n')
    .map((line) => row(line));

/** A person's token: 64 characters. */
export const token = (number: number): string => String(number).padStart(64, '0');

/** The same row for persons `from` to `to`; `{n}` is the number, `{p}` the token. */
const each = (from: number, to: number, text: string): Row[] =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    row(text.replaceAll('{n}', String(from + index)).replaceAll('{p}', token(from + index))),
  );

const u1 = '91520100MA6DTEST01';
const u2 = '91520100MA6DTEST02';
const u3 = '91520100MA6DTEST03';
const u4 = '91520100MA6DTEST04';

export const madeCity: Readonly<Record<string, readonly Row[]>> = {
  MACRO: rows(`
    period=2014 district=520100 industry=00 gdp=24972700.00 output=11000000.00 retail=9364500.00 fai=30000000.00 cpi=102.50 ppi=98.00 house_area=812.40 employ=2400000 avg_wage=4100.00 min_wage=1250.00
    period=2015 district=520100 industry=00 gdp=28911600.00 output=12100000.00 retail=10606500.00 fai=0.00 cpi=101.80 ppi=95.10 house_area=893.10 employ=2500000 avg_wage=4550.00 min_wage=1600.00
    period=2014Q1 district=520102 industry=15 gdp=1000.00 output=3000.00
    period=2015Q1 district=520102 industry=15 gdp=1100.00 output=2700.00 cpi=100.00
    period=201503 district=520103 industry=00 retail=500.00`),
  TARGET: rows(`
    year=2015 scope=税收 district=520100 tax_type=合计 target=20.00
    year=2015 scope=国税 district=520102 tax_type=增值税 target=10.00 adj_target=8.00 adj_date=2015-10-08
    year=2015 scope=地税 district=520102 tax_type=契税 target=0.00
    year=2015 scope=一般公共预算 district=520100 tax_type=合计 target=30.00`),
  TREAS: [
    ...rows(`
    receipt_no=1 taxpayer_id=${u1} tax_office=国税 tax_type=增值税 period=201502 paid_date=2015-03-05 amount=100000.00 level=区 city_share=25000.00 district=520102 industry=1512 kind=正税
    receipt_no=2 taxpayer_id=${u2} tax_office=地税 tax_type=营业税 period=201502 paid_date=2015-03-10 amount=60000.00 level=市 city_share=60000.00 district=520103 industry=E4710 kind=正税
    receipt_no=3 taxpayer_id=${u1} tax_office=国税 tax_type=增值税 period=201412 paid_date=2015-03-20 amount=-20000.00 level=区 city_share=-5000.00 district=520102 industry=1512 kind=退库
    receipt_no=4 taxpayer_id=${u1} tax_office=国税 tax_type=增值税 period=201501 paid_date=2015-04-02 amount=3000.00 level=区 city_share=750.00 district=520102 industry=1512 kind=查补
    receipt_no=5 taxpayer_id=${u1} tax_office=国税 tax_type=增值税 period=201501 paid_date=2015-04-02 amount=150.50 level=区 city_share=37.63 district=520102 industry=1512 kind=滞纳金
    receipt_no=6 taxpayer_id=${u1} tax_office=国税 tax_type=增值税 period=201501 paid_date=2015-04-02 amount=500.00 level=区 city_share=125.00 district=520102 industry=1512 kind=罚款
    receipt_no=7 taxpayer_id=${u2} tax_office=国税 tax_type=增值税 period=201605 paid_date=2016-06-05 amount=50000.00 level=市 city_share=25000.00 district=520103 industry=E4710 kind=正税
    receipt_no=8 taxpayer_id=${u1} tax_office=国税 tax_type=增值税 period=201605 paid_date=2016-06-06 amount=80000.00 level=区 city_share=40000.00 district=520102 industry=1512 kind=正税
    receipt_no=9 taxpayer_id=${u3} tax_office=地税 tax_type=契税 period=201503 amount=7000.00 city_share=7000.00 industry=7010`),
    ...each(
      101,
      112,
      'receipt_no={n} taxpayer_id={p} tax_office=地税 tax_type=契税 period=201503 paid_date=2015-03-11 amount=1000.00 level=区 city_share=1000.00 district=520102 kind=正税',
    ),
    ...each(
      201,
      203,
      'receipt_no={n} taxpayer_id={p} tax_office=地税 tax_type=契税 period=201503 paid_date=2015-03-12 amount=500.00 level=区 city_share=500.00 district=520103 kind=正税',
    ),
    ...each(
      211,
      218,
      'receipt_no={n} taxpayer_id={p}01 tax_office=地税 tax_type=契税 period=201503 paid_date=2015-03-13 amount=250.00 level=区 city_share=250.00 district=520111 industry=5211 kind=正税',
    ),
    ...each(
      301,
      304,
      'receipt_no={n} taxpayer_id={p} tax_office=地税 tax_type=契税 period=201606 paid_date=2016-06-01 amount=900.00 level=区 city_share=900.00 district=520111 kind=正税',
    ),
  ],
  LTAX: [
    ...rows(`
    taxpayer_id=${u2} period=201503 tax_type=营业税 item=建筑业 base=2000000.00 rate=0.030000 tax_due=60000.00 relief=0.00 tax_paid=60000.00 source_no=-
    taxpayer_id=${u3} period=201503 tax_type=房产税 item=从租 tax_due=5000.00 relief=500.00 tax_paid=1000.00 source_no=A
    taxpayer_id=${u3} period=201504 tax_type=土增税 item=预征 tax_due=2000000.00 source_no=A
    taxpayer_id=${u1} period=201503 tax_type=印花税 item=购销合同 tax_due=200.00 relief=0.00 tax_paid=250.00 source_no=-`),
    ...each(
      401,
      411,
      'taxpayer_id={p} period=201503 tax_type=房产税 item=从租 tax_due=120.00 relief=0.00 tax_paid=120.00 source_no={n}',
    ),
    ...each(
      421,
      424,
      'taxpayer_id={p} period=201504 tax_type=房产税 item=从租 tax_due=130.00 relief=0.00 tax_paid=0.00 source_no={n}',
    ),
  ],
  TREG: rows(`
    tax_office=国税 taxpayer_id=${u1} uscc=${u1} name=甲厂 district=520102 industry=1512 status=正常
    tax_office=地税 taxpayer_id=${u1} uscc=${u1} name=甲厂 district=520102 industry=1512 status=正常
    tax_office=国税 taxpayer_id=${u2} uscc=${u2} name=乙建筑 district=520103 industry=E4710 status=正常
    tax_office=地税 taxpayer_id=${u2} uscc=${u2} name=乙建筑 district=520103 industry=E4710 status=非正常
    tax_office=地税 taxpayer_id=${u3} org_code=333333333 name=丙地产 district=520103 industry=7010 status=正常`),
  AIC: rows(`
    entity_id=1 uscc=${u1} reg_no=520100000000001 org_code=111111111 name=甲厂 entity_type=企业 district=520102 industry=1512 reg_capital=5000000.00 estab_date=2010-05-06 status=存续
    entity_id=2 uscc=${u2} reg_no=520100000000002 org_code=222222222 name=乙建筑 entity_type=企业 district=520103 industry=E4710 reg_capital=8000000.00 estab_date=2015-03-02 status=存续
    entity_id=3 uscc=${u3} org_code=333333333 name=丙地产 entity_type=企业 district=520103 industry=7010 reg_capital=20000000.00 estab_date=2015-03-09 status=吊销 status_date=2016-02-01
    entity_id=4 uscc=${u4} org_code=444444444 name=丁店 entity_type=个体 district=520103 industry=5211 estab_date=2015-03-15 status=存续
    entity_id=5 org_code=333333333 name=戊分店 entity_type=分支 district=520102 status=存续`),
  ORGC: rows(`
    org_code=111111111 status=有效
    org_code=333333333 status=过期`),
  EMIS: rows(`
    uscc=${u1} name=甲厂 period=2015Q1 pollutant=SO2 emission_t=1.9000 permit_t=1.5000 fee=1200.00 industry=1512
    uscc=${u1} name=甲厂 period=2015Q1 pollutant=COD emission_t=0.5000 permit_t=1.0000 fee=100.00 industry=1512
    uscc=${u2} name=乙建筑 period=2015Q1 pollutant=SO2 emission_t=0.9500 permit_t=2.0000 fee=300.00 industry=1599`),
  LAND: rows(`
    parcel_no=P1 grantee_id=${u3} supply_kind=出让 area_m2=10000.00 farmland_m2=2000.00 price=30000000.00 use_kind=住宅 contract_date=2015-03-30 district=520103
    parcel_no=P2 grantee_id=${u1} supply_kind=划拨 area_m2=500.00 price=0.00 use_kind=工业 contract_date=2015-04-30 district=520102
    parcel_no=P3 supply_kind=租赁 price=1000.00 use_kind=工业 district=520102`),
  PROJ: rows(`
    project_no=J1 project_name=一号楼 owner_id=${u3} approve_date=2015-01-05 invest_total=90000000.00 kind=企业 district=520103
    project_no=J2 project_name=环城路 approve_date=2015-02-05 invest_total=50000000.00 kind=政府 district=520102`),
  BID: rows(`
    bid_no=B1 project_no=J2 winner_id=${u2} award_price=30000000.00
    bid_no=B2 project_no=J2 winner_id=${u2} award_price=10000000.00`),
  PERMIT: rows(`
    permit_no=R1 project_no=J2 contract_price=30000000.00 progress_pct=10.00 progress_month=201503 district=520102
    permit_no=R1 project_no=J2 contract_price=30000000.00 progress_pct=25.50 progress_month=201504 district=520102
    permit_no=R2 project_no=J2 contract_price=10000000.00 progress_month=201503 district=520102`),
  PROGPAY: rows(`
    pay_no=Y1 project_no=J2 payee_id=${u2} pay_kind=预付款 amount=9000000.00 pay_date=2015-03-18
    pay_no=Y2 payee_id=${u2} pay_kind=进度款 amount=500.00 pay_date=2015-04-18`),
  INV: rows(`
    inv_code=C inv_no=1 seller_id=${u2} amount=3000000.00 tax=90000.00 status=正常 project_no=J2
    inv_code=C inv_no=2 seller_id=${u2} amount=1000000.00 tax=30000.00 status=作废 project_no=J2
    inv_code=C inv_no=3 seller_id=${u2} amount=-400000.00 tax=-12000.00 status=红冲 project_no=J2
    inv_code=C inv_no=4 seller_id=${u2} amount=77.00 tax=1.00 status=正常`),
  PRESALE: [
    ...each(
      501,
      512,
      'contract_no={n} project_no=J1 house_no=H{n} house_kind=普通住宅 area_m2=90.50 total_price=500000.00 sign_date=2015-03-21 buyer_pid={p}',
    ),
    ...each(
      521,
      529,
      'contract_no={n} project_no=J1 house_no=H{n} house_kind=商业 area_m2=40.00 total_price=800000.00 sign_date=2015-03-21 buyer_pid={p}',
    ),
    ...each(
      531,
      531,
      'contract_no={n} project_no=J1 house_no=H{n} house_kind=普通住宅 area_m2=90.50 total_price=500000.00 sign_date=2015-03-22 cancel_date=2015-04-01 buyer_pid={p}',
    ),
  ],
  PROP: [
    ...each(
      601,
      611,
      'title_no=T{n} house_no=K{n} owner_pid={p} share=1.000000 event=首次 event_date=2012-01-01 area_m2=100.00 use_kind=住宅 original_value=400000.00',
    ),
    ...each(
      601,
      610,
      'title_no=U{n} house_no=L{n} owner_pid={p} share=0.500000 event=买卖 event_date=2014-01-01 area_m2=80.00 use_kind=住宅 original_value=300000.00',
    ),
    ...each(
      621,
      630,
      'title_no=V{n} house_no=M{n} owner_pid={p} share=1.000000 event=首次 event_date=2012-01-01 area_m2=60.00 use_kind=住宅 original_value=200000.00',
    ),
    ...rows(
      `title_no=W house_no=K611 owner_pid=${token(611)} share=1.000000 event=注销 event_date=2015-01-01 area_m2=100.00 use_kind=住宅`,
    ),
  ],
  POP: [
    ...each(701, 711, 'pid={p} sex=女 birth=1984-02-03 hh_no=F{n} hukou_district=520102 status=正常'),
    ...each(712, 720, 'pid={p} sex=男 birth=1984-02-03 hh_no=F{n} hukou_district=520102 status=正常'),
    ...each(721, 730, 'pid={p} sex=男 birth=1990-01-01 hh_no=F1 hukou_district=520103 status=正常'),
    ...each(731, 732, 'pid={p} sex=女 birth=1985-02-03 hh_no=F{n} hukou_district=520102 status=迁出'),
  ],
  DEATH: [
    ...each(801, 811, 'row_id=A{n} pid={p} src=户籍注销 death_date=2015-03-01 reg_date=2015-03-11'),
    ...each(801, 811, 'row_id=B{n} pid={p} src=火化 death_date=2015-03-01 reg_date=2015-03-04'),
    ...each(812, 820, 'row_id=C{n} pid={p} src=死亡证明 death_date=2015-03-01 reg_date=2015-03-02'),
  ],
  POWER: [
    ...each(
      901,
      910,
      'account_no={n} period=201503 elec_class=大工业 trade_code=1512 kwh=1000.00 fee=700.00 capacity_kva=315.00',
    ),
    ...each(
      911,
      912,
      'account_no={n} period=201503 elec_class=大工业 trade_code=1512 kwh=50.00 fee=35.00 sub_meter_of=901',
    ),
    ...each(921, 929, 'account_no={n} period=201503 elec_class=居民 kwh=200.00 fee=90.00'),
  ],
  BENE: [
    ...each(1001, 1010, 'pid={p} benefit=企业养老 period=201503 amount=2100.50 status=正常'),
    ...each(1011, 1019, 'pid={p} benefit=失业金 period=201503 amount=900.00 status=正常'),
  ],
  CONTRIB: [
    ...each(
      1101,
      1112,
      `pid={p} employer_id=${u1} scheme=养老 period=201503 base=3000.00 paid_flag=1 kind=单位职工`,
    ),
    ...each(
      1101,
      1112,
      `pid={p} employer_id=${u1} scheme=医疗 period=201503 base=3000.00 paid_flag=1 kind=单位职工`,
    ),
    ...each(
      1113,
      1114,
      `pid={p} employer_id=${u2} scheme=医疗 period=201503 base=3000.00 paid_flag=0 kind=单位职工`,
    ),
    ...each(1115, 1117, 'pid={p} scheme=养老 period=201503 base=2500.00 paid_flag=1 kind=灵活就业'),
  ],
  AID: [
    ...each(
      1201,
      1205,
      'pid={p} family_no=F{n} is_head=1 aid_kind=城市低保 period=201503 amount=800.00 district=520102',
    ),
    ...each(
      1206,
      1211,
      'pid={p} family_no=F1201 is_head=0 aid_kind=城市低保 period=201503 amount=800.00 district=520102',
    ),
    ...each(
      1221,
      1223,
      'pid={p} family_no=F{n} is_head=1 aid_kind=特困 period=201503 amount=900.00 district=520102',
    ),
  ],
  HFUND: [
    ...each(
      1301,
      1311,
      `pid={p} employer_id=${u1} period=201503 base=4000.00 unit_amt=480.00 person_amt=480.00`,
    ),
    ...each(
      1301,
      1309,
      `pid={p} employer_id=${u1} period=201504 base=4000.00 unit_amt=480.00 person_amt=480.00`,
    ),
  ],
  FISCPAY: [
    ...each(1401, 1410, 'pid={p} unit_name=某局 period=201503 gross=5200.00 kind=在职'),
    ...each(1401, 1409, 'pid={p} unit_name=某局 period=201504 gross=5200.00 kind=在职'),
  ],
  HOTEL: rows(`
    uscc=${u1} name=酒店甲 star=4 room_kind=标间 rooms=100 list_price=600.00 deal_price=300.00 period=201503 catering=1
    uscc=${u1} name=酒店甲 star=4 room_kind=套间 rooms=20 list_price=1200.00 deal_price=900.00 period=201503 catering=1
    uscc=${u2} name=旅馆乙 room_kind=标间 rooms=30 list_price=100.00 period=201503 catering=0`),
  DSCH: rows(`
    school_code=S1 name=总校 coaches=20 cars=15 licence_class=C1 fee=4500.00
    school_code=S2 name=分校 affiliated_to=S1 coaches=5 cars=4 licence_class=C1 fee=4200.00
    school_code=S1 name=总校 coaches=3 cars=2 licence_class=A2 fee=9800.00`),
  TRAN: [
    ...each(
      1501,
      1510,
      'trans_cert={n} operator_id={p} attach_kind=挂靠 veh_kind=普货 load_t=10.500 seats=2 stop_days=30',
    ),
    ...each(1511, 1519, 'trans_cert={n} operator_id={p} attach_kind=自有 veh_kind=危货 load_t=8.000'),
  ],
  NPO: rows(`
    uscc=N1 cert_no=1 name=某协会 kind=社团 district=520102 estab_date=2011-01-01 status=正常
    uscc=N2 cert_no=2 name=某中学 kind=事业 district=520102 estab_date=1980-01-01 status=正常
    uscc=N3 cert_no=3 name=某学会 kind=社团 district=520102 estab_date=2001-01-01 status=正常`),
};
