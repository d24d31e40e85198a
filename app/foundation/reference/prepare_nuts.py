"""NUTS codes of former editions whose territory has another code, or none, among the ITL areas of 2025.

Each code stands with the areas that together hold its territory; `~` says that they hold more than it. Worked out by
hand from the names and parts of the editions of 2010, 2013, 2016 and 2021 (Eurostat) and of 2025 (ONS). A 2016 or 2021
code that is not here has the same territory under the same digits.
"""

NUTS_CHANGES: dict[str, str] = {
    # North East and North West
    "UKC1": "TLC3 TLC41", "UKC11": "TLC31", "UKC12": "TLC32", "UKC13": "TLC33", "UKC14": "TLC41",
    "UKC2": "TLC42 TLC43 TLC44", "UKC21": "TLC42", "UKC22": "TLC43", "UKC23": "TLC44",
    "UKD11": "TLD1~", "UKD12": "TLD1~",
    "UKD2": "TLD6", "UKD21": "TLD61", "UKD22": "TLD62 TLD63",
    "UKD31": "TLD3~", "UKD32": "TLD3~", "UKD41": "TLD41", "UKD42": "TLD42", "UKD43": "TLD44 TLD45 TLD46 TLD47",
    "UKD5": "TLD7~", "UKD51": "TLD71", "UKD52": "TLD72", "UKD53": "TLD73", "UKD54": "TLD74",
    # Yorkshire
    "UKE31": "TLE33 TLE34 TLE35", "UKE32": "TLE36", "UKE43": "TLE44 TLE45",
    # East of England
    "UKH1": "TLH4 TLH5 TLH6", "UKH11": "TLH41", "UKH12": "TLH42", "UKH13": "TLH5", "UKH14": "TLH6",
    "UKH15": "TLH51", "UKH16": "TLH52", "UKH17": "TLH53", "UKH23": "TLH26 TLH27", "UKH33": "TLH34 TLH35 TLH36 TLH37",
    # London
    "UKI1": "TLI3 TLI4", "UKI11": "TLI3~", "UKI12": "TLI4~",
    "UKI2": "TLI5 TLI6 TLI7", "UKI21": "TLI5", "UKI22": "TLI6", "UKI23": "TLI7",
    "UKI31": "TLI36 E09000001", "UKI32": "E09000033",
    # South East
    "UKJ11": "TLJ15 TLJ16", "UKJ23": "TLJ25 TLJ26", "UKJ24": "TLJ27 TLJ28", "UKJ33": "TLJ35 TLJ36 TLJ37",
    "UKJ42": "TLJ43 TLJ44 TLJ45 TLJ46",
    # South West
    "UKK1": "TLK5 TLK61 TLK7", "UKK11": "TLK51", "UKK12": "TLK52 TLK61", "UKK13": "TLK73", "UKK14": "TLK71",
    "UKK15": "TLK72", "UKK2": "TLK62 TLK63 TLK64", "UKK21": "TLK63~", "UKK22": "TLK63 TLK64~", "UKK23": "TLK62",
    "UKK24": "TLK63", "UKK25": "TLK64",
    # Wales
    "UKL1": "TLL31 TLL32 TLL33 W06000008 TLL42 TLL43 TLL44 TLL51 TLL53", "UKL2": "TLL34 W06000023 TLL52 TLL54",
    "UKL11": "TLL31", "UKL12": "TLL32", "UKL13": "TLL33", "UKL14": "TLL42 W06000008", "UKL15": "W06000016 W06000024",
    "UKL16": "TLL53", "UKL17": "W06000013 TLL44", "UKL18": "TLL43", "UKL21": "TLL54", "UKL22": "TLL52",
    "UKL23": "TLL34", "UKL24": "W06000023",
    # Scotland: Helensburgh and Lomond, once with West Dunbartonshire, is now with the rest of Argyll and Bute
    "UKM2": "TLM0 TLM1 TLM91", "UKM21": "TLM03", "UKM22": "TLM01", "UKM23": "TLM11", "UKM24": "TLM91", "UKM25": "TLM13",
    "UKM26": "TLM12", "UKM27": "TLM02", "UKM28": "TLM14",
    "UKM3": "TLM3 TLM92 TLM93 TLM94 TLM95 S12000035~", "UKM31": "TLM31 S12000035~", "UKM32": "TLM92", "UKM33": "TLM93",
    "UKM34": "TLM32", "UKM35": "TLM33", "UKM36": "TLM34", "UKM37": "TLM94", "UKM38": "TLM95",
    "UKM4": "TLM2~", "UKM41": "S12000017~", "UKM42": "S12000017 S12000020~", "UKM43": "TLM2~", "UKM44": "S12000013",
    "UKM45": "S12000023", "UKM46": "S12000027",
    "UKM6": "TLM2~", "UKM61": "S12000017~", "UKM62": "S12000017 S12000020~", "UKM63": "TLM2~",
    "UKM64": "S12000013", "UKM65": "S12000023", "UKM66": "S12000027",
    "UKM7": "TLM0 TLM1", "UKM71": "TLM03", "UKM72": "TLM01", "UKM73": "TLM11", "UKM75": "TLM13", "UKM76": "TLM12",
    "UKM77": "TLM02", "UKM78": "TLM14",
    "UKM8": "TLM3 S12000035~", "UKM81": "TLM31 S12000035~", "UKM82": "TLM32", "UKM83": "TLM33", "UKM84": "TLM34",
    # Northern Ireland
    "UKN01": "TLN0~", "UKN02": "TLN0~", "UKN03": "TLN0~", "UKN04": "TLN0~", "UKN05": "TLN0~",
    "UKN1": "TLN0~",
    "UKN10": "TLN0A", "UKN11": "TLN0B", "UKN12": "TLN0C", "UKN13": "TLN0D", "UKN14": "TLN0E", "UKN15": "TLN0F",
    "UKN16": "TLN0G",
}  # fmt: skip
