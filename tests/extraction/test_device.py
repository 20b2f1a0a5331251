"""Interbody devices, their own fixation, and plates apart from them, in many ways of saying it.

Each row is what the surgeon does after the exposure, the titled levels, and the devices as "LEVEL kind fixation [kinds]
['product']"; more than one are parted by semicolons.
"""

import pytest

from scribe_plugin import Encounter
from scribe_plugin.contract import DeviceElement
from scribe_plugin.extraction.embedded import read

_NOTE = """PROCEDURE: Anterior lumbar interbody fusion {levels}.
DESCRIPTION OF PROCEDURE: The patient was placed supine. A left retroperitoneal exposure was made and the iliac vessels \
were mobilized. {body}"""

# Devices put in, against those tried, refused, removed, looked at or referred to; screws and blades of other things.
_PLACED = [
    (
        "The L5-S1 disc was removed. A cage trial was inserted and removed. The graft was morselized allograft packed into the space; the cage on the field was not used.",
        "L5-S1",
        "",
    ),
    (
        "The L5-S1 disc was removed. A 12 mm cage was inserted but was loose. It was taken out and replaced with a femoral ring allograft, 14 mm, tapped in.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
    ),
    (
        "The L5-S1 disc was removed. A 12 mm cage was placed, then removed because it was loose, and a 14 mm cage was impacted.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "At L5-S1 a femoral ring was tapped in and blocked by one screw with a washer into S1.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
    ),
    (
        "The retractor blades were placed. L5-S1 disc removed. An 11 mm PEEK spacer was placed. The blades were removed one by one.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc removed. A tricortical iliac crest block, 14 mm, was wedged into the space.",
        "L5-S1",
        "L5-S1 other not_stated",
    ),
    (
        "L5-S1 disc removed. Titanium mesh cut to 14 mm and filled with iliac crest was stood in the space.",
        "L5-S1",
        "L5-S1 mesh not_stated",
    ),
    (
        "L5-S1 disc removed. A threaded cortical bone dowel was screwed in.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. The patient was turned prone. Pedicle screws were placed at L5 and S1. Fluoroscopy showed the cage and screws in good position.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. His independence was discussed. The perimeter of the endplate was kept.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "Discectomy at L4-5 and L5-S1. Implants: L4-5 12 mm PEEK cage; L5-S1 femoral ring 14 mm.",
        "L4-5 and L5-S1",
        "L4-L5 cage not_stated; L5-S1 structural_allograft not_stated",
    ),
    (
        "Discectomy at L4-5 and L5-S1. A 12 mm mesh was put in L4-5 and a 14 mm dowel in L5-S1.",
        "L4-5 and L5-S1",
        "L4-L5 mesh not_stated; L5-S1 structural_allograft not_stated",
    ),
    (
        "L5-S1 disc was excised. We measured for the cage, and the corresponding implant, a 3D printed one of 16 degrees, was brought in and knocked flush.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The old TLIF cage at L5-S1 was removed in pieces from the front. The space was then filled with morselized bone and BMP only.",
        "L5-S1",
        "",
    ),
    (
        "At L5-S1 the disc was removed and a 14 mm cage placed. An interspinous plate was planned for stage two.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. The plan had been to use a plate if the bone were soft; the bone was good.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc removed; endplates prepared. I placed the cage and checked it. Fluoroscopy confirmed position of the cage.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "At L5-S1 the disc was removed. Trial implant 12 mm seated well. Definitive implant of the same size was filled with graft and introduced.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was evacuated. A 16 mm cage was selected. It was gently impacted.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated. The rep handed us a 16 mm cage; it would not seat, and a 14 mm one was used instead.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated, interspace grafted with chips. We elected not to use a cage because of infection.",
        "L5-S1",
        "",
    ),
    (
        "L5-S1 disc evacuated. A cage was not used; a fibular strut was keyed into the bodies.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
    ),
    (
        "L5-S1 disc evacuated. 13 mm cage placed. The patient was turned prone. Pedicle screws were placed at L5 and S1 and the rods locked. The interbody cage was seen on the films.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L4-5 and L5-S1 discs evacuated. Cages were placed, 10 mm at L4-5 and 12 mm at L5-S1. The patient was turned prone. At L3-4 pedicle screws were placed with rods down to S1. Cages at L3-4 had been considered.",
        "L4-5 and L5-S1",
        "L4-L5 cage not_stated; L5-S1 cage not_stated",
    ),
    (
        "At L5-S1 the disc was evacuated and a 14 mm cage impacted. The identical procedure was then carried out at L4-5.",
        "L4-5 and L5-S1",
        "L4-L5 cage not_stated; L5-S1 cage not_stated",
    ),
    (
        "At L5-S1 the disc was evacuated and a 14 mm cage impacted. At L4-5 the vein could not be mobilized, so this level was abandoned; the 12 mm cage that had been opened was wasted.",
        "L4-5 and L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated. Two cylindrical threaded cages were screwed side by side into the space.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated. A cage from the STALIF range was considered but we used a femoral ring allograft.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
    ),
    (
        "L5-S1 disc evacuated, ring apophysis preserved. Box cutter used. 12 mm implant in, packed with chips.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated. The space was distracted with a 14 mm distractor and the cage of corresponding size hammered in under X-ray control.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "Left L5-S1 annulotomy with blade, discectomy. Cage. One blade retractor out. Other blades out.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated. 14 mm cage impacted. In the same position the surgeon then placed percutaneous pedicle screws at L5 and S1; the screws were connected with rods.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "L5-S1 disc evacuated. 14 mm cage impacted. If it subsides we will add pedicle screws. He may need a plate.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. An appropriately sized titanium implant was then introduced and countersunk 2 mm.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. A cage was introduced. A retractor blade was caught on the cage and re-set. Blades removed.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. The trial cage was left in while the graft was prepared, then withdrawn, and the final one of 14 mm put in.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. The first cage we opened fell on the floor. A second of the same size, 14 mm, was opened and impacted.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. Structural allograft (femoral ring) was tamped in; two screws with washers act as a buttress.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
    ),
    (
        "The L5-S1 disc was removed. A PEEK cage was filled with cortical allograft chips and cancellous bone and impacted.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. Iliac crest graft was harvested and packed into the PEEK cage, which was impacted.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    ("The L5-S1 disc was removed. Iliac crest bone was packed into the disc space.", "L5-S1", ""),
    (
        "L4-5 and L5-S1 discs were removed in turn. Two cages were used (14 mm for L5-S1, 12 mm for L4-5).",
        "L4-5 and L5-S1",
        "L4-L5 cage not_stated; L5-S1 cage not_stated",
    ),
    (
        "At L4-5 the disc was removed and a cage inserted. The L5-S1 disc was then exposed but bled and was left alone.",
        "L4-5",
        "L4-L5 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. A 14 mm cage was inserted. Post-placement films: cage well seated, no screw malposition.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    (
        "The L5-S1 disc was removed. A 14 mm cage was inserted. The 6.5 mm pedicle screws will be placed in stage two.",
        "L5-S1",
        "L5-S1 cage not_stated",
    ),
    ("The L5-S1 disc was removed. Cage in. I was happy with it and closed.", "L5-S1", "L5-S1 cage not_stated"),
]

# Fixation told by name, by parts, or by what stands beside the device.
_PRESENT = [
    (
        "At L5-S1 the disc was removed. A 14 mm lordotic spacer was malleted home and secured to the bodies by three screws through its face.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "L5-S1 discectomy, rasping, trials to 13, final 13 mm PEEK cage with BMP, three integral screws, locked.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "Both discs were removed. At L4-5 a 12 mm cage and at L5-S1 a 14 mm cage were placed. Each cage carries two fins which were rotated into the endplates.",
        "L4-5 and L5-S1",
        "L4-L5 cage present blades; L5-S1 cage present blades",
    ),
    (
        "L5-S1 disc removed with a 15 blade and pituitary. 13 mm cage impacted with two curved blades deployed into L5 and S1.",
        "L5-S1",
        "L5-S1 cage present blades",
    ),
    (
        "L5-S1 disc removed. 13 mm cage impacted. The anchors were fired, one up, one down.",
        "L5-S1",
        "L5-S1 cage present blades",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted with three screws. At L4-5 a disc prosthesis, keeled, was implanted.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "At L5-S1 a SynFix cage 13.5 mm was impacted; four locking screws, two in L5 and two in S1.",
        "L5-S1",
        "L5-S1 cage present screws 'SynFix'",
    ),
    (
        "At L5-S1 a 14 mm Sovereign implant went in and its three screws and cover plate were applied.",
        "L5-S1",
        "L5-S1 cage present screws 'Sovereign'",
    ),
    (
        "At L5-S1 the disc was removed and a cage with a low profile plate attached to it was seated, two screws up and two down through the plate.",
        "L5-S1",
        "L5-S1 cage present screws+plate",
    ),
    (
        "The old L5-S1 TLIF cage was removed in pieces from the front. The space was packed with a new 16 mm titanium cage holding four screws.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    ("At L5-S1, disc out, cage in, screws x4 through cage.", "L5-S1", "L5-S1 cage present screws"),
    (
        "At L5-S1 the disc was removed and a 14 mm cage with an anterior flange was placed; the flange took one screw into S1.",
        "L5-S1",
        "L5-S1 cage present screws+flanges",
    ),
    (
        "At L5-S1 the disc was removed. The device, a zero-profile one of 12 mm, was inserted.",
        "L5-S1",
        "L5-S1 cage present",
    ),
    (
        "L5-S1 first: a 14 mm 15 degree cage with 3 screws. L4-5 next: a 12 mm 8 degree cage with 2 screws since one hole was stripped.",
        "L4-5 and L5-S1",
        "L4-L5 cage present screws; L5-S1 cage present screws",
    ),
    (
        "Interbody devices were placed at L4-5 (12 mm) and L5-S1 (14 mm). Only the lower one was fixed, with two screws through the cage into L5 and S1.",
        "L4-5 and L5-S1",
        "L4-L5 cage not_stated; L5-S1 cage present screws",
    ),
    (
        "L5-S1: The 13 mm trial was snug and the matching cage packed with DBM was then opened and delivered. Two anchoring clips were advanced.",
        "L5-S1",
        "L5-S1 cage present blades",
    ),
    (
        "L5-S1 disc removed. PEEK cage impacted, 14 mm. Screws placed x3, torqued, cap locked.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "L5-S1 disc removed. PEEK cage impacted, 14 mm. It was transfixed by two screws.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "at l5-s1 the disc was out then we trialed up to a fourteen and went with a fourteen by fifteen degree cage packed it with bmp tapped it in nice and flush three screws went up and down through the front of it",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "L5-S1 disc evacuated. 13 mm cage placed with integrated fixation. The patient was turned prone. No screws were placed through a cage. Facets decorticated.",
        "L5-S1",
        "L5-S1 cage present",
    ),
    (
        "L4-5: disc evacuated; 12 mm PEEK, screws x2 through it. L5-S1: disc evacuated; 14 mm PEEK, screws x4 through it.",
        "L4-5 and L5-S1",
        "L4-L5 cage present screws; L5-S1 cage present screws",
    ),
    (
        "At L3-4, L4-5 and L5-S1 the discs were evacuated. Cages with integrated screws were put in at all three levels.",
        "L3-4, L4-5 and L5-S1",
        "L3-L4 cage present screws; L4-L5 cage present screws; L5-S1 cage present screws",
    ),
    (
        "At L5-S1 the disc was evacuated and a 14 mm cage impacted and fixed by two screws through it. We then repeated the sequence one level up, at L4-5, where the cage was 12 mm.",
        "L4-5 and L5-S1",
        "L4-L5 cage present screws; L5-S1 cage present screws",
    ),
    (
        "L5-S1 disc evacuated. A 12 mm hyperlordotic cage was impacted. A screw was attempted through its upper hole but did not purchase and was removed; the lower screw held well.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "L5-S1 disc evacuated. The cage was impacted; its two spikes engaged the endplates when the driver was turned.",
        "L5-S1",
        "L5-S1 cage present blades",
    ),
    (
        "L5-S1 disc evacuated. The cage was impacted and the plate that is part of it was screwed to both bodies.",
        "L5-S1",
        "L5-S1 cage present screws+plate",
    ),
    (
        "L5-S1 disc evacuated. A plate-cage construct was impacted and held with four screws.",
        "L5-S1",
        "L5-S1 cage present screws+plate",
    ),
    (
        "L5-S1 disc evacuated. A PEEK interbody device with a titanium endcap was fitted. Final tightening of the three screws of the device was done and the lock engaged.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "L5-S1 disc evacuated. ALIF cage (Titan TAS) 13 mm placed with 3 screws.",
        "L5-S1",
        "L5-S1 cage present screws 'Titan TAS'",
    ),
    (
        "L5-S1 disc evacuated. The Anchor-L was seated and its clip plate applied over three screws.",
        "L5-S1",
        "L5-S1 cage present screws 'Anchor-L'",
    ),
    (
        "L5-S1 disc evacuated. Spacer in. Both locking screws in. Good bite. Done in front.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "The L5-S1 disc was removed. A lordotic PEEK block, 12 mm, was set between the endplates; four anchoring screws traverse it.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "The L5-S1 disc was removed. Cage, 13 x 36, PEEK; hammered flush; fixed: two up, one down (25 mm screws).",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
    (
        "The L5-S1 disc was removed. Final implant: interbody spacer, size large, 14 mm. It has flanges that overlap L5 and S1, each taking a screw.",
        "L5-S1",
        "L5-S1 cage present screws+flanges",
    ),
    (
        "The L5-S1 disc was removed. A cage was introduced. The integrated plate of the cage was secured with three screws.",
        "L5-S1",
        "L5-S1 cage present screws+plate",
    ),
    (
        "L4-5 and L5-S1 discs were removed in turn. Into L5-S1 went a 15 mm cage and into L4-5 one of 12 mm. Each is held by a blade up and a blade down.",
        "L4-5 and L5-S1",
        "L4-L5 cage present blades; L5-S1 cage present blades",
    ),
    (
        "The L5-S1 disc was removed. A cage with an integrated screw-and-plate system was inserted, 3 screws engaged.",
        "L5-S1",
        "L5-S1 cage present screws+plate",
    ),
    (
        "The L5-S1 disc was removed. A self-locking cage was inserted, its blades driven up and down.",
        "L5-S1",
        "L5-S1 cage present blades",
    ),
    (
        "The L5-S1 disc was removed. An interbody cage packed with bone was inserted and secured with 2 screws into L5 and 2 screws into S1.",
        "L5-S1",
        "L5-S1 cage present screws",
    ),
]

# Devices that the note says have no fixation of their own.
_ABSENT = [
    (
        "L5-S1 discectomy done. After trialing 10, 12 and 14 we opened the 14 mm cage and seated it. Nothing holds it but the fit.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    (
        "At L5-S1 discectomy. Into the space we drove a box of trabecular metal, 12 by 28, without any fixation.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    (
        "Both discs were removed at L4-5 and L5-S1. Titanium cages were placed at both levels, 12 mm above and 14 mm below. They hold no screws.",
        "L4-5 and L5-S1",
        "L4-L5 cage absent; L5-S1 cage absent",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. The screws for this cage were on back order, so it went in without them.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. Its screw holes were left empty as we were going posterior.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    ("At L5-S1, disc out, cage in, no screws.", "L5-S1", "L5-S1 cage absent"),
    (
        "At L5-S1 the disc was removed and a carbon fibre reinforced implant of 13 mm slid between the endplates. It relies on its ridges and has no other means of fixation.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    ("At L5-S1 the disc was removed and a non-interfixated 14 mm cage was placed.", "L5-S1", "L5-S1 cage absent"),
    (
        "L5-S1 disc removed. Stacked femoral rings were tapped in. No metal of any kind was used in front.",
        "L5-S1",
        "L5-S1 structural_allograft absent",
    ),
    (
        "L5-S1 disc removed. PEEK cage impacted, 14 mm. Fixation screws were deliberately omitted.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    ("L5-S1 disc removed. PEEK cage impacted, 14 mm. We did not screw the cage.", "L5-S1", "L5-S1 cage absent"),
    (
        "L5-S1 disc evacuated. 13 mm cage placed. No anterior fixation was used. The patient was turned prone. Pedicle screws L5 and S1.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    (
        "At L3-4, L4-5 and L5-S1 the discs were evacuated. Three interbody cages were impacted: L3-4 10 mm, L4-5 12 mm, L5-S1 14 mm. None is fixed with screws.",
        "L3-4, L4-5 and L5-S1",
        "L3-L4 cage absent; L4-L5 cage absent; L5-S1 cage absent",
    ),
    ("L5-S1 disc evacuated. The cage, which has no provision for screws, was impacted.", "L5-S1", "L5-S1 cage absent"),
    (
        "L5-S1 disc evacuated. The cage was impacted. I did not use the screws that come with it.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    ("L5-S1 disc evacuated. 14 mm cage impacted. Screws: none. Rods: none.", "L5-S1", "L5-S1 cage absent"),
    (
        "The L5-S1 disc was removed. An interbody cage was inserted. Screw fixation of the cage was not performed.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
    (
        "The L5-S1 disc was removed. The implant is a lordotic cage without screw fixation. An MIS posterior fixation follows.",
        "L5-S1",
        "L5-S1 cage absent",
    ),
]

# A plate over the bodies, against one that belongs to the device, was taken off again, or never went in.
_PLATES = [
    (
        "At L5-S1 the disc was removed, a 15 mm hyperlordotic cage impacted and two screws driven through its faceplate. L4-5 was treated the same way with a 12 mm cage; no plate.",
        "L4-5 and L5-S1",
        "L4-L5 cage present screws+plate; L5-S1 cage present screws+plate",
        "absent",
    ),
    (
        "At L5-S1 a stand-alone cage, 15 mm, was impacted with its three screws. At L4-5 a plain titanium cage was impacted and an anterior plate was fixed to L4 and L5 with four screws.",
        "L4-5 and L5-S1",
        "L4-L5 cage absent; L5-S1 cage present screws",
        "present",
    ),
    (
        "At L5-S1 a PEEK cage was impacted. A 23 mm plate was laid over the disc space and held by four bone screws in L5 and S1.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "At L5-S1 a PEEK cage was impacted. An anterior plate was tried, but it rocked on the promontory and was removed.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "At L5-S1 a PEEK cage was impacted. A plate was placed over the disc. It was taken off again because it impinged on the vein.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "L5-S1 disc removed. 13 mm titanium cage impacted.\nIntegrated screws: [ ] Yes [x] No\nAnterior plate: [ ] Yes [x] No",
        "L5-S1",
        "L5-S1 cage absent",
        "absent",
    ),
    (
        "L5-S1 disc removed. 13 mm titanium cage impacted.\nIntegrated screws: [x] Yes [ ] No\nAnterior plate: [ ] Yes [x] No",
        "L5-S1",
        "L5-S1 cage present screws",
        "absent",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. A Pyramid plate was applied over it with four screws.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "We worked at L5-S1. Cage: 14 x 38 x 28, 15 deg, PEEK. Fixation: 3 screws via cage. Plate: none.",
        "L5-S1",
        "L5-S1 cage present screws",
        "absent",
    ),
    (
        "We worked at L5-S1. Cage: 14 x 38 x 28, 15 deg, PEEK. Cage screws: 0. Anterior plate: 4-hole, 23 mm.",
        "L5-S1",
        "L5-S1 cage absent",
        "present",
    ),
    (
        "At L5-S1 the disc was removed and a 14 mm cage placed. No pedicle screws were used. No plate.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "At L5-S1 the disc was removed and the cage was placed. An anterior tension band plate spanning L5 to S1 was then applied independent of the cage with screws into the bodies.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "At L5-S1 a 14 mm cage was impacted. Although an anterior plate had been opened, it was returned unused.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "L5-S1 disc evacuated.\nImplants:\n- ALIF cage 14 mm 12 deg, ref 123, lot 999, qty 1\n- Bone screw 5.5 x 25 for ALIF cage, qty 3\n- Anterior plate 23 mm - opened, not used, wasted",
        "L5-S1",
        "L5-S1 cage present screws",
        "absent",
    ),
    (
        "L5-S1 disc evacuated.\nImplants:\n| Item | Level | Used |\n| PEEK spacer 13 mm | L5-S1 | Y |\n| Anterior lumbar plate 4 hole | L5-S1 | Y |\n| Plate screw 6.0 x 28 | L5-S1 | Y x4 |",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "L5-S1 disc evacuated. Cage: titanium, 14 mm. Anchorage: none. Anterior plate: none.",
        "L5-S1",
        "L5-S1 cage absent",
        "absent",
    ),
    (
        "L5-S1 disc evacuated. Cage: titanium, 14 mm.\nIntegral fixation: n/a\nSeparate plate: n/a",
        "L5-S1",
        "L5-S1 cage absent",
        "absent",
    ),
    (
        "L5-S1 disc evacuated. The cage was impacted. With the retractor blades re-set, a plate was chosen, contoured and fixed to L5 and S1.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "L5-S1 disc evacuated. The cage was impacted. There was no need of a plate.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "L5-S1 disc evacuated. The cage was impacted. Plate was not required given the quality of the press fit.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "L5-S1 disc evacuated. An allograft spacer was impacted, then secured with two bone screws and a small plate over the bodies of L5 and S1.",
        "L5-S1",
        "L5-S1 structural_allograft not_stated",
        "present",
    ),
    (
        "L5-S1 disc evacuated and a cage of titanium implanted. Because S1 was soft, an additional lumbosacral plate was screwed on, bridging cage and disc.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "The L5-S1 disc was removed. The chosen cage has teeth only and is without screws or plate.",
        "L5-S1",
        "L5-S1 cage absent",
        "absent",
    ),
    (
        "The L5-S1 disc was removed. A cage was introduced. Then, separate from it, a lumbosacral plate with four screws was applied.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "L3-4, L4-5 and L5-S1 discs were removed. Standalone cage at L5-S1 with 3 screws. The two upper levels got plain spacers and a plate from L3 to L5.",
        "L3-4, L4-5 and L5-S1",
        "L3-L4 cage absent; L4-L5 cage absent; L5-S1 cage present screws",
        "present",
    ),
    (
        "The L5-S1 disc was removed. A 14 mm cage was inserted without anterior plating.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
    (
        "The L5-S1 disc was removed. An interbody cage was inserted. The cage was secured with a plate and four screws to L5 and S1.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "present",
    ),
    (
        "The L5-S1 disc was removed. An interbody cage was inserted. An anterior plate was not available in the right size.",
        "L5-S1",
        "L5-S1 cage not_stated",
        "absent",
    ),
]

# Whole notes of other styles and other corridors.
_NOTES = [
    (
        "PROCEDURE: XLIF L3-4 and L4-5.\nThe patient was placed in the lateral decubitus position. The psoas was split under EMG control. At L4-5 the disc was removed and a 10 x 22 x 55 mm cage was passed across. The same was done at L3-4. A lateral plate was then bolted to L3 and L4. The cages themselves have no screws.",
        "L3-L4 cage absent; L4-L5 cage absent",
        "present",
    ),
    (
        "PROCEDURE: XLIF L3-4.\nThe patient was placed in the lateral decubitus position. The psoas was split under EMG control. The L3-4 disc was removed and a cage with a plate built onto its side was impacted; a bolt through each hole of the plate fixed it to L3 and L4.",
        "L3-L4 cage present screws+plate",
        "not_stated",
    ),
    (
        "PROCEDURE: XLIF L2-3.\nThe patient was placed in the lateral decubitus position. The psoas was split under EMG control. The L2-3 disc was removed and a titanium cage 8 mm placed. No lateral plate. Existing rods L3-S1 left alone.",
        "L2-L3 cage not_stated",
        "absent",
    ),
    (
        "PROCEDURE: TLIF L4-5.\nThe patient was placed prone. A facetectomy was done and the disc was entered through Kambin's triangle. A 9 mm bullet cage was packed with local bone and advanced at L4-5. Pedicle screws L4 and L5, rods, set screws.",
        "L4-L5 cage not_stated",
        "not_stated",
    ),
    (
        "PROCEDURE: TLIF L4-5.\nThe patient was placed prone. A facetectomy was done and the disc was entered through Kambin's triangle. An expandable cage was inserted at L4-5 and opened to 12 mm. The screws were placed at L4 and L5 on both sides. No screws go through the cage.",
        "L4-L5 cage absent",
        "not_stated",
    ),
    (
        "PROCEDURE: TLIF L4-5.\nThe patient was placed prone. A facetectomy was done and the disc was entered through Kambin's triangle. Trial 9, then final banana cage 9 mm at L4-5 turned anteriorly. Screws compressed against the cage and locked.",
        "L4-L5 cage not_stated",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc out. PEEK 14 mm, 15 deg. 3 screws. Plate no. Closure.",
        "L5-S1 cage present screws",
        "absent",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc out. Integrated fixation cage 14 mm. Closed.",
        "L5-S1 cage present",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc out. Endplates prepped. Bone graft only, no interbody device used.",
        "",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L4-5 and L5-S1.\nSupine, left retroperitoneal approach. Both discs cleared. ALIF cages went in, fixed by integrated screws at L5-S1 only; the L4-5 cage takes none.",
        "L4-L5 cage absent; L5-S1 cage present screws",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L4-5 and L5-S1.\nSupine, left retroperitoneal approach. Both discs cleared. First the L5-S1 space received a 14 mm device with two anchors, next the L4-5 space a 12 mm device with two anchors.",
        "L4-L5 cage present blades; L5-S1 cage present blades",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L4-5, L5-S1.\nSupine, left retroperitoneal approach. L5-S1: cage 14 mm, 3 screws. L4-5: cage 12 mm, no screws, 4-hole plate on L4 and L5 with 4 screws.",
        "L4-L5 cage absent; L5-S1 cage present screws",
        "present",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc out. Cage in. Position of cage confirmed. Posterior: percutaneous screws L5 and S1, rods. No integral fixation in the cage.",
        "L5-S1 cage absent",
        "not_stated",
    ),
    (
        "SURGEON: okay supine left retroperitoneal we're at five one\nSURGEON: disc is out at L5-S1\nREP: fourteen trial\nSURGEON: tight. thirteen. good. real one please\nREP: thirteen fifteen degree PEEK\nSURGEON: cage is in. three screws please\nREP: twenty five\nSURGEON: up, down, down. locked. this is an ALIF at L5-S1, no plate",
        "L5-S1 cage present screws",
        "absent",
    ),
    (
        "Operation: Anteriore lumbale interkorporelle Fusion (ALIF) L5-S1.\nSupine position, retroperitoneal access from left. Disc L5-S1 resected. Implantation of a PEEK cage 14 mm filled with bone substitute. Fixation of the cage with 4 angle-stable screws. Closure.",
        "L5-S1 cage present screws",
        "not_stated",
    ),
    (
        "Procedure: ALIF L4-L5\nImplants: cage x1 (14 mm), cage screws x3, plate x0\nTechnique: supine, retroperitoneal, disc excised, cage impacted, screws x3.",
        "L4-L5 cage present screws",
        "absent",
    ),
    (
        "Procedure: ALIF L4-L5 with standalone cage\nTechnique: supine, retroperitoneal, disc excised, cage impacted. The screws would not bite and none was left; the cage is a press fit. Anterior plate applied instead with 4 screws.",
        "L4-L5 cage absent",
        "present",
    ),
    (
        "Procedure: AxiaLIF L5-S1\nProne. Presacral approach. Discectomy L5-S1 through the channel. A transsacral rod was threaded across L5-S1.",
        "L5-S1 other not_stated",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc removed. Two BAK cages were threaded in, 16 mm.",
        "L5-S1 cage not_stated 'BAK'",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc removed. A Harms cage 22 mm was placed.",
        "L5-S1 mesh not_stated 'Harms cage'",
        "not_stated",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc removed. Cage with four self-tapping screws. An anterior plate had been templated beforehand but proved superfluous.",
        "L5-S1 cage present screws",
        "absent",
    ),
    (
        "PROCEDURE: ALIF L5-S1.\nSupine, left retroperitoneal approach. Disc removed. The cage was positioned using the inserter and the screws delivered via its guide. Locking tabs were turned.",
        "L5-S1 cage present screws",
        "not_stated",
    ),
]


def told(element: DeviceElement) -> str:
    """Write the devices as the tables do."""
    return "; ".join(
        " ".join(
            [item.interspace, item.kind, item.integral_fixation]
            + (["+".join(item.fixation)] if item.fixation else [])
            + ([repr(item.product)] if item.product else [])
        )
        for item in element.devices
    )


def devices(text: str) -> DeviceElement:
    return read(Encounter.from_text(text)).elements.device


@pytest.mark.parametrize(("body", "levels", "expected"), [*_PLACED, *_PRESENT, *_ABSENT])
def test_devices(body: str, levels: str, expected: str) -> None:
    found = devices(_NOTE.format(levels=levels, body=body))
    assert (told(found), found.separate_plate) == (expected, "not_stated")


@pytest.mark.parametrize(("body", "levels", "expected", "plate"), _PLATES)
def test_plates(body: str, levels: str, expected: str, plate: str) -> None:
    found = devices(_NOTE.format(levels=levels, body=body))
    assert (told(found), found.separate_plate) == (expected, plate)


@pytest.mark.parametrize(("text", "expected", "plate"), _NOTES)
def test_notes(text: str, expected: str, plate: str) -> None:
    found = devices(text)
    assert (told(found), found.separate_plate) == (expected, plate)


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("A lateral plate was thought about, but opted against.", "absent"),
        ("An anterior plate was weighed and rejected.", "absent"),
        ("The anterior plate remained in its box.", "absent"),
        ("No additional plate was needed.", "absent"),
        ("An anterior plate could not be placed.", "absent"),
        ("[insert plate macro if used]", "not_stated"),
        ("After some debate a four-hole plate was screwed to L5 and S1.", "present"),
    ],
)
def test_plates_refused(text: str, plate: str) -> None:
    body = f"L5-S1 disc removed. A 12 mm PEEK cage was inserted. {text}"
    assert devices(_NOTE.format(levels="L5-S1", body=body)).separate_plate == plate


def test_quotes_what_it_found() -> None:
    found = devices(
        _NOTE.format(
            levels="L5-S1", body="L5-S1 disc removed. A 13 mm cage was impacted. It takes no screws. No plate."
        )
    )
    assert [item.quote for item in found.devices[0].evidence] == ["A 13 mm cage was impacted", "It takes no screws"]
    assert [item.quote for item in found.evidence] == ["No plate"]
