"""Common English words, for telling a word from two words run together.

Knows a few hundred words that news prose is full of, and compounds that look like two of them.
Does not know English: a word that is missing here is not thereby wrong.
"""

from __future__ import annotations

from typing import Final

JOINING_BEFORE: Final = frozenset(
    "the and that this these those their which from were with have been when while because between".split()
)
"""Words that may have lost the space after them. Only such that hardly any English word begins with."""

JOINING_AFTER: Final = frozenset(
    "the and that this these their which from were with have been more than when while was has had for who but".split()
)
"""Words that may have lost the space before them. Only such that hardly any English word ends with."""

LINKING: Final = frozenset(
    "all and as at but by for from had has if in is it of on or that to was were who with".split()
)
"""Words that may have run into one of `JOINING_AFTER` ("ofthe", "whohas"): hardly any English word is two of them."""

SHORT_JOINING_AFTER: Final = frozenset("as of to".split())
"""Two letters that a common word may have run into ("hereto"); hardly any English word ends so by itself."""

SHORTEST_JOINING_AFTER: Final = SHORT_JOINING_AFTER | frozenset("in is at it on".split())
"""So many English words end with these that what stands before them must be long and occur on the page itself."""

COMPOUNDS: Final = frozenset(
    "altogether another anymore anything become breathe cannot clothe counterattack counterpart elsewhere evermore "
    "everything extraordinary feedback forever foreseen forthwith forward furthermore hereby heretofore herewith "
    "highland however husband inland insofar inside instead into island itself login mainland maybe moreover nearby "
    "neither newspaper northwest notwithstanding otherwise outside overland overseas someone something sometimes "
    "somewhat southeast thatch thereby therefore theses thousand today together tomorrow tonight understand upon "
    "whatever whenever whereas whereby whether whichever within withdraw withdrawal withdrawn withdrew withheld "
    "withhold without withstand woodland yourself".split()
)
"""Words that are two common ones and yet one."""

COMMON: Final = frozenset(
    """
    about above accept according across action actually after again against agency agree agreement ahead aid air
    allow almost alone along already also although always among amount and announce announced another answer any
    anyone appear area arm army around arrive arrived art ask asked attack attacks authorities away back bad bank
    base battle beach because become been before began begin behind being believe below best better between big
    bill block boat body book border both boy break bridge bring broken brought build building built business but
    buy call called came campaign can cannot capital car care carry case cause central centre century certain
    chance change charge chief child children choose church citizens city claim class clear close coast cold come
    coming comment common community companies company concern condition conference control cost costing could
    council count countries country course court cover crew crime crisis cross cut damage damaged danger dark data
    daughter day days dead deal death decide decision deep defence demand department describe described design
    despite detail died different difficult dinner direct director district does doing done door doubt down drive
    drop during each earlier early earth east easy economic economy edge education effect effort eight either
    election else emergency employees end enemy energy enough enter entire equipment especially even evening event
    ever every everyone evidence example expect expected experts explain eye face fact fail fall family far fast
    father fear feel few field fight figure film final finally find fine fire first fish five flood fly follow
    following food for force forces foreign form former found four free friend from front full further future game
    gas gate gave general get girl give given global going gold good got government great green ground group grow
    had half hand happen harbour hard has have head health hear heard heart heavy held help her here high him his
    history hit hold home hope hospital hour hours house how however huge human hundred hundreds idea important
    including increase industry injured inside institute interest international into investigation invasion issue
    job join just keep key kill killed kind king knew know known land large largest last late later latest law lead
    leader leaders leading learn least leave led left legal less let level lie life light like likely line list
    little live lives local long longer look looking lose loss lost lot low made main major make making man many
    march mark market matter may mean means media meet meeting member members men message might mile miles military
    million mind minister minute minutes missing moment money month months more morning most mother move moved much
    music must name nation national near nearly need never new news next night nine none north not nothing now
    number off offer office officer officers official officials often oil old once one only open opened operation
    order other others our out outside over own page paid parents park part parties party pass past pay peace people
    perhaps period person phone photo picture pictures place plan plans play point police policy political poor port
    position possible post power present president press pressure price prime prison private probably problem
    process produce programme protect public pull put question quickly quite race rain raise reach read ready real
    really reason receive recent record red region regional relations remain report reported reports rescue research
    residents rest result return review rich right rise risk river road role room rule run running safe safety said
    same save saw say saying says scene school sea search season second secretary security see seem seen send sending
    senior sent series serious service services set seven several shall she ship ships shop short should show side
    since site situation six small social soldiers some son soon sort source south speak special speech spend staff
    stage stand start state statement station stay step still stop storm story street strong such summer support
    sure system table take taken talk talks team tell ten term than that the their them then there these they thing
    think third this those though thought thousands threat three through time times today told tonight took total
    towards town trade train travel treatment troops true trust try trying turn two under union unit united until
    use used usual vehicle very victims video village visit voice vote wait walk wall want war warned warning was
    watch water wave way ways weapons weather week weeks well went were west what when where whether which while
    white who whole whose why wide wife will win wind window winter wish with within without woman women word words
    work workers working world worse would write wrong year years yes yesterday yet you young your
    """.split()
)
"""Words that need not occur elsewhere in a text to be known as words."""
