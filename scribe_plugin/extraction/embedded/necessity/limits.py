"""Wordings of lost function that are a frame round an open class of activities, where no list of phrases would do."""

import re
from collections.abc import Iterator

_NEAR, _CLOSE = 90, 16
_ACTIVITY = (
    r"(?:(?:house(?:hold|work|keeping)|chores|cooking|laundry|clean(?:ing)?|shopping|groceries|yard ?work|garden\w*|mowing|errands"
    r"|exercis\w*|vacuum\w*|mopping|sports?|\w+ball|golf\w*|tennis|hockey|bowling|swimming|hik\w+|bik(?:e|ing)|cycling|ski(?:ing)?|yoga|danc(?:e|ing)|gym|run|running|jog\w*|fish\w+|hunt\w+"
    r"|hobb(?:y|ies)|recreation\w*|leisure|social\w*(?: life)?|outings|church|travel\w*|intimacy|sexual activity"
    r"|sleep(?:ing)?|driv(?:e|ing)|stairs?|ladders?|self-? ?care|dressing|dressed|bath(?:e|ing)|shower\w*|toilet\w*|shoes|socks"
    r"|(?:his|her|their) (?:own )?(?:lawn|children|kids|child|grand\w+|toddler|baby|son|daughter)|child ?care"
    r"|adls?|iadls?|activit(?:y|ies) of daily living|(?:daily|everyday|normal|routine|usual|simple|physical|most) (?:activit(?:y|ies)|life|tasks?|living|function\w*)|(?:his|her|their) (?:activit(?:y|ies)|life|job|work|career|duties|livelihood|lifestyle|mobility|function\w*)"
    r"|activit(?:y|ies)|farming|work(?:ing)?|working life|work ?day|job duties|employment|walk(?:ing|s)?|stand(?:ing)?|sit(?:ting)?|lift(?:ing)?|bend(?:ing)?|ambulat\w+|mobility|(?:his|her) ability|ability to|quality of life)\b)"
)
_GAP = r"[^.;:\n]"
_HARM = r"(?:suffer|impair|affect|diminish|declin|decreas|deteriorat|worsen|reduc|compromis|impact|limit|restrict|curtail|disrupt|disturb|fragment|interrupt|abandon)\w*"
_KIN = r"(?:husband|wife|spouse|partner|daughter|son|sister|brother|mother|father|mom|dad|parents?|family|children|kids|girlfriend|boyfriend|friends?|neighbou?r|aide|caregiver|roommate)s?"
_PERSON = r"(?:he|she|they|i|patient|pt|who|and|now|then|often|which|still)"
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|blocks?|feet|ft|yards?|yds?|met(?:er|re)s?|m|steps|miles?|paces)"
_COUNT = r"(?:\d+(?:\.\d+)?(?: ?(?:-|to) ?\d+)?|an?|half(?: an?)?|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred|(?:a )?few|(?:a )?couple(?: of)?|several)"
_MEASURE = rf"{_COUNT}(?: hundred| full| city| short)?[ -]?{_UNIT}"
_POSTURE = r"(?:walk|stand|sit|ambulat|driv|lie|lying|sleep|upright|on (?:his|her) feet)\w*"
_CAUSE = r"(?:because|due|owing|secondary|on account|as a result|from (?:the |his |her )?(?:pain|back)|for his back|for her back|through (?:back )?pain)"
_DEVICE = r"(?:cane|walker|rollator|fww|spc|crutch(?:es)?|wheel ?chair|scooter|(?:two |walking |trekking )?(?:sticks?|poles)|walking frame|brace and cane)"

_FRAMES = re.compile(
    # Every frame begins with a word: the guard saves trying all of them at every letter.
    r"\b(?=[a-z\d])(?:"
    + "|".join(
        (
            # Sleep broken by pain.
            rf"\b(?:wak(?:es?|ing)|awak\w+|woken|wakened|woke)\b{_GAP}{{0,30}}?\b(?:nights?|nightly|pain|sleep)\b",
            r"\b(?:keep\w*|kept) (?:her|him|them|me) (?:up|awake|from \w+ing)\b",
            rf"\b(?:poor|broken|fragmented|disrupted|disturbed|interrupted) sleep\b|\b(?:sleeps|sleep:|sleeping)(?: only)?(?: is)? (?:poor(?:ly)?|badly|{_COUNT} hours?|in (?:a |the |his |her )?(?:recliner|chair)|on (?:the|a) (?:floor|couch|sofa))",
            # An activity that suffers, or is out of reach.
            rf"\b{_ACTIVITY}{_GAP}{{0,30}}?\b(?:(?:is|are|was|were|has|have|been|being|become|becoming|both|all) ){{1,3}}(?:\w+ly |all |both |now |no longer )*(?:{_HARM}|impossible|possible|feasible|abandoned|given up|difficult|hard|intolerable|unbearable|poor|nonexistent|non-existent|a struggle|out of the question|beyond (?:him|her))\b",
            rf"\b(?:{_HARM}|interfer\w+|prevent\w*|hinder\w*|stops?|stopped|prohibit\w*|preclud\w+|impact on|toll on) (?:with |on |him |her |them |from |in |most |all |many |of |the |any |some |performing |participati\w+ |doing |significantly |and |life |\w+ful |{_HARM} ){{0,5}}{_ACTIVITY}",
            rf"\b(?:poor|low|diminished|reduced|impaired) (?:quality of life|qol)\b|\bqol:? (?:is )?(?:poor|{_HARM})",
            rf"\b(?:function|functioning|functional (?:status|capacity|ability)|mobility|endurance|activity level|activity tolerance)\b:? (?:\w+ ){{0,3}}(?:poor|{_HARM})\b",
            r"\bfunctional(?:ly)? (?:\w+ )?(?:impair(?:ment|ed)s?|limit(?:ations?|ed)|disab(?:ility|led)|declin\w+|loss|deficits?|compromised?|deteriorat\w+|disturbance)\b",
            r"\b(?:severe|significant|marked|major|considerable|moderate|profound|substantial|complete|total|permanent|crippling|progressive) disability\b|\bdebilitat\w+",
            rf"\b(?:avoid\w*|gave up|given up|giving up|stopped|quit\w*|abandon\w+|dropped out of|withdr\w+ from|had to (?:stop|give up|quit)|forced to (?:stop|give up|quit)|no longer \w+ing|no longer (?:plays|works|drives|cooks|walks|exercises|goes|does|attends)) (?:all |any |most |his |her |the |from |playing |doing |going |in |coaching |\w+ and )*{_ACTIVITY}",
            rf"\b(?:has|have|had) ?(?:not|n't|never) (?:been (?:at|to|able) |gone |returned |gotten |got )?(?:back )?(?:to )?(?:{_ACTIVITY}|worked|driven|played|golfed|danced|ridden|hiked|exercised|gardened|swum|skied|biked|cycled|lifted|slept|walked|bowled|fished|hunted){_GAP}{{0,25}}?\b(?:since|in|for|after)\b",
            rf"\bnever (?:got|gotten|went|gone|made it|returned|been) (?:able )?(?:back )?to (?:\w+ ){{0,2}}{_ACTIVITY}",
            r"\b(?:trouble|struggl\w+|problems?|difficult\w*|hard time|hard for (?:him|her)|slow) (?:with |in |to )?(?:getting|get|rising|rise|arising|turning|rolling|putting|tying|reaching|climbing|\w+ing (?:up|out))\b",
            r"\b(?:getting (?:dressed|up|out of \w+)|dressing|showering|bathing) takes\b",
            r"\b\w+ing is (?:now )?(?:beyond (?:him|her)|impossible|out of the question|no longer (?:possible|an option)|unbearable|intolerable)\b|\b(?:robbed|deprived|stripped) (?:\w+ )?of (?:the |his |her )",
            r"\b(?:surrender\w*|sold|gave up|given up|turned in|cancelled|canceled) (?:his|her|their) (?:\w+ )?(?:licen[cs]e|truck|business|motorcycle|boat|bicycle|bike|membership|horses?|farm|shop|season \w+)\b",
            rf"\b{_ACTIVITY} requires (?:a|an|the|help|assistance|his|her|frequent|\w+ breaks|breaks)\b",
            r"\b(?:no longer|not|not fully) independent\b|\bdependent (?:for|in|with|on (?:his|her|others))\b|\bincapable of\b",
            r"\b(?:cannot|can not|can't|could not|couldn't|unable to|not able to|does not|doesn't) (?:attend (?:school|class|church|work)|reach (?:his|her) (?:feet|toes|shoes)|get (?:comfortable|out|up|in|through|dressed|around|about|down|into|to)|find a (?:comfortable )?position|tolerate (?:a |an |any |even |most |the )*(?:\w+ )?(?:car|ride|drive|flight|shift|position|work|activit\w+|physical|stairs|weight|clothes|meal|movie|church))\b",
            # How far, how long.
            rf"\b(?:{_POSTURE}|manag\w+|climb\w*|gets (?:around|about))\b{_GAP}{{0,24}}?\b(?:only (?:with|in|indoors|by)|short distances)\b|\b(?:rides?|drives?|walks?|shifts?|flights?|trips?) (?:leaves?|puts?|lays?) (?:him|her)\b",
            rf"\bsleep(?:s|ing)?\b{_GAP}{{0,20}}?\b(?:fits and starts|(?:hours?|hrs?|minutes) (?:at best|at most|at a (?:stretch|time))|poorly|badly|little)\b",
            rf"\b{_POSTURE}{_GAP}{{0,24}}?\b(?:no (?:further|farther|more|longer) than|not (?:far|further|more than)|only (?:to|as far as|long enough)|at most|less than|under|maximum(?: of)?|max) (?!level)[a-z\d]",
            rf"\b(?:can|could|able to) (?:only|barely|hardly|scarcely) (?:{_POSTURE})\b|\bonly (?:{_POSTURE}) (?:long enough|to|{_COUNT})\b|\bbarely (?:able to )?{_POSTURE}",
            rf"\btolerat\w+ (?:only |about |at most |no more than |more than |less than |being )*(?:{_MEASURE}|(?:prolonged |any |long )?(?:sitting|standing|walking|upright|lying|driving|bending|stairs)|{_POSTURE} (?:for )?(?:only )?{_MEASURE})",
            rf"\b(?:sitting|standing|walking|ambulation|driving|sleep|exercise|lifting)(?: \w+)? (?:tolerance|distance|time|ability|capacity)\b{_GAP}{{0,24}}?(?:{_MEASURE}|poor|{_HARM})",
            rf"\b(?:maximum|max|longest) (?:\w+ )?(?:walking |standing |sitting )?(?:distance|time|tolerance){_GAP}{{0,12}}?{_MEASURE}",
            rf"\bdown to (?:about |around |just |only )?{_MEASURE}|\b(?:after|within) (?:about |just |only )?{_MEASURE} of (?:walking|standing|sitting){_GAP}{{0,6}}?\b(?:he|she|they|patient|must|has)",
            rf"\b(?:{_MEASURE} |{_POSTURE}{_GAP}{{0,20}}?)before (?:(?:he|she|having|needing|they|the patient)\b{_GAP}{{0,20}}?\b(?:sit|rest|stop|lie|lean)|(?:sitting|resting|stopping|his|her) )",
            rf"\b{_PERSON} (?:must|has to|have to|had to|needs to|is forced to) (?:then |often |now |frequently )?(?:sit|rest|stop|lie|lean|change position|shift|crawl|pause|hold|be (?:driven|helped|carried)|use (?:a|her|his)|sleep)\b|^(?:has to|needs to|must) (?:be driven|sit|rest|stop|lie|lean|change position|crawl)\b",
            r"\b(?:neurogenic )?claudication\b[^.;:\n]{0,20}?\b(?:at|after|within) (?:less than |about |only )?(?:\d+|a|an|one|half an?|two) [a-z]+|\b(?:legs?|knees?) (?:\w+ )?(?:(?:gives?|giving|gave) (?:way|out|under\w*)|buckl(?:es?|ing))",
            # Work lost.
            rf"\b(?:retired|resigned|laid off|let go|left (?:his|her) (?:job|work|position)|(?:is|currently) (?:not working|unemployed)|(?:no longer|not) employed|not (?:currently )?working|unemployed|stopped working|quit working){_GAP}{{0,50}}?\b{_CAUSE}",
            rf"\b(?:miss(?:ed|ing|es)|lost)\b{_GAP}{{0,24}}?\b(?:days?|weeks?|months?|shifts|hours)\b{_GAP}{{0,14}}?\b(?:work|school|job)\b",
            r"\b(?:cut|reduced|dropped|cutting|dropping)(?: (?:his|her|down))?(?: hours| days| schedule| work\w*)?(?: down| back)? (?:his hours|her hours|to part[ -]?time|to half)|\bpart[ -]time (?:\w+ ){0,4}(?:because|due|owing)",
            r"\b(?:short|long)[ -]term disability\b|\b(?:on|took|taking|taken|currently on) (?:an? )?(?:extended )?(?:medical leave|fmla|sick leave|leave of absence|ssdi|ttd|std|ltd)\b|\b(?:work|work status|employment|job|occupation): (?:off|ttd|tpd|unable|disabled|not working|modified|light)\b",
            r"\b(?:modified|light|restricted|limited|desk|sedentary) dut(?:y|ies)\b|\b(?:fails|failing) to (?:do|perform|manage|complete) (?:\w+ )?(?:chores|tasks|work|activities|adls)\b|\b(?:longest|farthest|furthest) (?:he|she|they|the patient) can\b|\blimp(?:s|ing)?\b|\b(?:off|away from) (?:his |her )?(?:job|duty|school)\b|\b(?:no longer|not) (?:be )?able to (?:work|earn)\b",
            rf"\b(?:has|have) ?(?:not|n't) (?:held|had|kept) (?:a |any |down a )?(?:\w+ )?(?:job|employment|work)\b|\bstruggl\w+ (?:at|with|to do|through) (?:\w+ ){{0,2}}{_ACTIVITY}|\b(?:goes|sent|leaves|comes) home early\b",
            r"\b(?:moved|reassigned|transferred|switched|changed|demoted)\b[^.;:\n]{0,16}? to (?:a |an )?(?:desk|lighter|sedentary|light|office|seated|less physical)\b",
            # Helped by a person, or by a thing.
            rf"\b(?:his|her|their|my) (?:\w+ )?{_KIN} (?:now |has to |have to |must |had to |currently )*(?:does|do|helps?|assists?|puts|dress(?:es)?|bathes?|drives?|cooks?|shops?|(?:has |have )?tak(?:es|en) over|handles?|lifts?|carr(?:y|ies)|cuts?|pulls?|ties)\b",
            rf"\bneeds? (?:(?:his|her|their) {_KIN}|someone|somebody|others|a \w+) to (?:do|help|lift|put|drive|carry|dress|cook|shop|tie|get|clean|bath\w*)\b|\bto get (?:around|about|dressed|up)\b",
            rf"\b(?:depend\w*|reli\w+|rely\w*) (?:up)?on (?:others|someone|family|(?:his|her|their|a|an|the) (?:\w+ )?(?:{_KIN}|{_DEVICE}))\b",
            rf"\b(?:us(?:es|ing)|needs?|requir\w+|with|rel(?:ies|y) on|w/?|leans? on|walks? with|carries) (?:a |an |the |his |her )?(?:[a-z0-9]+[ -]){{0,3}}?{_DEVICE}\b",
            r"\bha[sd] (?:had )?to (?:sell|hand over|give away|hire|retire)\b|\b(?:retired early|early retirement)\b",
            r"\b(?:he|she|who|and) (?:now )?no longer (?!smok|drink|us|tak|ha[sd]|is|need|requir|see|want|consider)[a-z]{3,}s\b",
            r"\b(?:walking|standing|sitting) (?:is|was) (?:now )?(?:down|limited|confined|restricted) to\b|\b(?:stand|sit|walk)s? (?:just |only )?(?:long|far) enough to\b",
            r"\b(?:minutes?|mins?) on (?:his|her|their) feet\b|\beats? (?:standing|lying)\b|\bstairs one (?:step )?at a time\b",
            r"\bputs? on (?:his |her )?(?:socks|shoes|trousers|pants) (?:lying|sitting|with)\b|\bleans? (?:over|on) (?:the |a |his |her )?(?:shopping |grocery )?(?:trolley|cart|buggy)\b",
            r"\b(?:housework|chores|shopping|cooking|cleaning|laundry|gardening) (?:is|are|has been|have been) (?:now )?(?:done by|left to|handed|taken over)\b",
            r"\bin (?:a|the|his|her) (?:wheel ?chair|recliner|bed) (?:most|all|for most|much)\b|\b(?:household|non-?|limited (?:community )?|minimal )-? ?ambulator(?:y)?\b",
            r"\b(?:bed|house|chair|home)-bound\b|\b(?:become|became|now|largely|mostly|forced|increasingly) sedentary\b|\blaid up\b|\bcrawls\b|\bspends (?:his|her|the|most|much|all|nearly)\b[^.;:\n]{0,30}?\b(?:lying|in bed|recliner|couch|sofa|bed)\b",
        )
    )
    + ")"
)
_AFTER_OPERATION = re.compile(
    r"\b(?:after|following|until after) (?:the |his |her |this |your )?(?:operation|surgery|discharge|procedure|fusion)\b|\bpost-?op\w*\b|\bpod ?#?\d|\bon the ward\b|\bfirst visit\b"
)
_GAVE_UP_SMOKING = re.compile(
    r"[^.;]{0,12}\b(?:gave up|given up|quit|stop(?:ped)?|give up)\b[^.;,]{0,24}?\b(?:cigar\w*|smok\w*|tobacco|vap\w+|nicotine|drinking|alcohol)\b"
)
_NEW_CLAUSE = re.compile(r";|, and (?:now )?(?:he|she|they|the patient)\b")
_NOT_YET = re.compile(
    r"\b(?:may|should|will|shall|could|would|might|expect\w* to|instructed|(?:told|advised|asked|encouraged) (?:not )?to|told not|goals?|recovery|risks?|complications?|in order to|so as to|to improve|supplied|provided|issued|ordered|gait training|physical therapy for)\b[^.;]*$"
)
_WELL = re.compile(
    r"[^.;]*?\bwithout (?:any |much |significant )?(?:trouble|difficult\w*|problems?|pain|limit\w*|restrict\w*|assist\w*|an? )"
)
_FREELY = re.compile(
    r"walks? (?!only|less|under|<|at most|about one|about a )[^.;,]{0,10}?\b(?:\d+|two|three|four|five|six|several) miles\b(?! before)|(?:drives?|sleeps?|walks?|works?)\b[^.;]{0,20}?(?:\b(?:6|7|8|9|six|seven|eight|nine) hours?|[^.;]{0,20}?\b(?:each way|to work|as far as (?:he|she) (?:likes|wants|wishes)))\b"
)
_SURGICAL = re.compile(
    r"\b(?:retract(?:or|ion)s?|wires?|cortex|probe|sheath|needle|ventilator|pressors|blades?|psoas|vessels?|veins?|artery|trial|disc height|screws?|cage|implants?|endplates?|graft|peritoneum|motion segment|we (?:then |stopped |had |have )?(?=stopp|avoid|abandon|quit|limit|walk))\b"
)
_KIN_SUBJECT = re.compile(
    rf"\b(?:his|her|their|the patient's|family history:?(?: a)?|a) {_KIN}(?:'s)?\b(?![^.;]*\b(?:he|she|patient|pt)\b)[^.;]*$"
)
_OTHER_PART = re.compile(
    r"\b(?:because of|due to|from|by|secondary to|owing to) (?:the |a |an |his |her )?(?:left |right |bad |torn |known |chronic |old )*(?:shoulder|rotator cuff|knee|wrist|elbow|ankle|carpal|neck|hand|foot|heart|copd|asthma|lung|stroke|obesity)\b"
    r"|\b(?:shoulder|rotator cuff|knee|wrist|elbow|ankle|hand|neck|heart|lung)(?: pain| disease| failure| arthritis| osteoarthritis| injury| problems?| tear)? (?:also )?(?:limits?|makes?|prevents?|restricts?|keeps?|stops?)\b"
)


def frames(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the least extent of each frame between ``start`` and ``end``."""
    for match in _FRAMES.finditer(text, start, end):
        yield match.span()


def is_elsewhere(text: str, low: int, start: int, end: int, high: int) -> bool:
    """Return whether a limitation is foretold, another's, another joint's, or none at all.

    ``low`` and ``high`` bound the sentence; ``start`` and ``end`` the words of the limitation.
    """
    before = text[max(low, start - _NEAR) : start]
    high = min(high, end + _NEAR)
    low = max(low, start - _NEAR)
    return (
        _NOT_YET.search(before) is not None
        or _AFTER_OPERATION.search(
            text, max((m.end() for m in _NEW_CLAUSE.finditer(text, low, start)), default=low), high
        )
        is not None
        or _WELL.match(text, start, high) is not None
        or _GAVE_UP_SMOKING.match(text, max(low, start), high) is not None
        or _FREELY.match(text, start, high) is not None
        or _SURGICAL.search(text, low, min(high, end + _CLOSE)) is not None
        or _KIN_SUBJECT.search(before) is not None
        or _OTHER_PART.search(text, low, high) is not None
    )
