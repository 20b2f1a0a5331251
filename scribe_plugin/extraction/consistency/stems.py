"""Stems that show a condition, a treatment, a study or the use of tobacco where the reader's phrases do not.

They are broad on purpose: they save a true value from being rejected for its wording, and never find one by themselves.
"""

import re

CONDITIONS = {
    "degenerative_disc_disease": re.compile(
        r"degen|\bddd\b|disc(?:ogenic)? (?:disease|collapse|pain)|collaps|worn|black|desicc|spondylosis|disrupt"
    ),
    "disc_herniation": re.compile(r"herniat|\bhnp\b|\bdisc\b|extru|protru|prolaps|sequest|slipped|rupture"),
    "recurrent_disc_herniation": re.compile(r"recurr|re-?herniat"),
    "spondylolisthesis": re.compile(r"listhesis|slip|\bspondy"),
    "spondylolysis": re.compile(r"lysis|lytic|\bpars\b"),
    "pseudarthrosis": re.compile(r"pseud|non-?union|failed fusion|not (?:healed|fused)"),
    "adjacent_segment_disease": re.compile(r"adjacent|junction|next to|\basd\b"),
    "spinal_stenosis": re.compile(r"steno|narrow|tight|claudic"),
    "foraminal_stenosis": re.compile(r"foram|ramen"),
    "radiculopathy": re.compile(r"radic|sciatic|\broots?\b|leg pain"),
    "instability": re.compile(r"instab|unstable|mobil|motion|translat"),
    "deformity": re.compile(r"deform|scolio|kypho|flat ?-?back|lordo|imbalance"),
    "postlaminectomy_syndrome": re.compile(r"post-?lam|failed back|fbss"),
    "fracture": re.compile(r"fract|burst"),
    "infection": re.compile(r"infect|discitis|osteomy|abscess"),
    "tumor": re.compile(r"tumou?r|metast|neoplas|myeloma|malig|lesion"),
    "low_back_pain": re.compile(r"back (?:pain|ache)|\blbp\b|pain"),
}
"""Stems that show a condition where the reader's phrases do not: words in another order, or misheard."""
MODALITIES = {
    "physical_therapy": re.compile(r"therap|\bpt\b|physio|rehab|aquatic|pool"),
    "home_exercise": re.compile(r"\bhome|\bhep\b|exercis|stretch|yoga|pilates"),
    "chiropractic": re.compile(r"chiro|manipul|adjust"),
    "nsaid": re.compile(
        r"nsaid|inflammator|naprox|ibuprof|melox|coxib|clofenac|profen|oxicam|fenam|nimesul|ketorol|etodol|nabum|indometh"
    ),
    "opioid": re.compile(r"opioid|opiate|narcot|codone|codeine|co-codamol|tramadol|morph|norco|percocet|tapentadol"),
    "other_medication": re.compile(
        r"medic|meds\b|gabapent|pregab|lyrica|relax|steroid|tylenol|acetamin|paracet|amitrip|dulox|cyclob|tizan|methocarb|patch|cream"
    ),
    "epidural_injection": re.compile(r"epidur|\besi|nerve (?:root )?block|transforam|\bshots?\b|inject|\bsnrb\b"),
    "facet_injection": re.compile(r"facet|medial branch|\bmbb|joint block|inject"),
    "radiofrequency_ablation": re.compile(r"radio|\brfa?\b|ablat|rhizot|burn|lesion"),
    "bracing": re.compile(r"brac|orthos|corset|\blso\b|tlso|belt|support"),
    "activity_modification": re.compile(r"activit|modif|rest\b|work|lifting"),
    "acupuncture": re.compile(r"acupunct|needl"),
    "weight_management": re.compile(r"weight|diet|bariatr|glp|lost|\blb\b|\bkg\b"),
    "behavioral": re.compile(r"behavio|\bcbt\b|psych|cognit|counsel|mindful"),
    "other": re.compile(
        r"conserv|nonop|non-op|nonsurg|non-surg|treat|care|measure|tens\b|stimul|massage|ice|heat|block|traction"
    ),
}
"""Stems that show a treatment where the reader's phrases do not."""
STUDIES = {
    "flexion_extension": re.compile(r"flex|exten|bend|dynamic|stress"),
    "mri": re.compile(r"\bmr\b|mri|magnetic"),
    "ct": re.compile(r"\bct\b|tomogra"),
    "discogram": re.compile(r"dis[ck]ogra"),
    "xray": re.compile(r"film|x-?ray|radiograph|\bxr\b"),
    "ct_myelogram": re.compile(r"myelo"),
    "bone_scan": re.compile(r"bone scan|spect|scinti|nuclear"),
    "other": re.compile(r"\w"),
}
"""Stems that show a study where the reader's phrases do not."""
TOBACCO = {
    "current": re.compile(r"smok|tobacco|cigar|pack|ppd|vap|nicotine|chew|dip|snuff|pouch|current|active|yes"),
    "former": re.compile(
        r"quit|\boff\b|former|ex\b|ex-|stop|past|prior|previous|remote|ceas|years? ago|used to|gave (?:it )?up|history|hx|discontin|remission|until|since|\d{4}"
    ),
    "never": re.compile(
        r"\bnon|never|neither|\bnor\b|no\b|not\b|n't\b|den(?:y|ies|ied)|negative|none|: ?n\b|without|free|\b0\b|abstin|nope"
    ),
}
"""Words that can tell of tobacco use; those of current use stand in every denial of it too."""
TOBACCO_TOPIC = re.compile(r"smok|tobac|\btob\b|cigar|nicotin|\bvap|\bpack|\bppd\b|chew|\bdip|snuff|pouch|\bzyn")
"""Words for what is smoked, chewed or inhaled."""
INSTRUMENTS = {
    "ODI": re.compile(r"\bodi\b|oswestry|disability"),
    "VAS": re.compile(r"\bvas\b|visual analog|pain|/ ?10"),
    "NRS": re.compile(r"\bn?p?rs\b|numeric|pain|/ ?10|out of (?:10|ten)"),
    "RMDQ": re.compile(r"\brm?dq\b|roland"),
    "PROMIS": re.compile(r"promis"),
    "SF36": re.compile(r"\bsf[ -]?(?:36|12)|short form"),
    "EQ5D": re.compile(r"\beq[ -]?5"),
}
"""Names by which an instrument goes."""
LIMITS = re.compile(
    r"\b(?:can|could|cannot|unable|able|limit\w*|difficult\w*|restrict\w*|only|no longer|not|stop\w*|gave up|given up|quit|avoid\w*|need\w*|depend\w*|help|assist\w*"
    r"|walk\w*|stand\w*|sit\w*|sleep\w*|work\w*|lift\w*|bend\w*|driv\w*|climb\w*|dress\w*|cook\w*|play\w*|run\w*|stairs?|cane|walker|wheelchair|scooter|off|leave|duty|minutes?|blocks?|yards?|feet|miles?|hours?|function\w*|adls?|activit\w*|daily|unemployed|disab\w*|bed\w*|house\w*|miss\w*|lost|less|shorten\w*|interfer\w*|uses?|using|lean\w*|carts?|rails?|shoes?|socks?|chairs?|toler\w*|hobb\w*|garden\w*|golf|child\w*|school|jobs?|retire\w*|desk|wak\w*|nights?|shower\w*|bath\w*|toilet|laundry|shop\w*|groceries|travel\w*|rid(?:e|es|ing)|ris(?:e|es|ing)|turn\w*|carry\w*|push\w*|pull\w*|reach\w*|kneel\w*|squat\w*|hands|floor|grandchild\w*|farm\w*|sport\w*)\b|n't\b"
)
"""Words of which a limitation of daily life holds at least one."""
