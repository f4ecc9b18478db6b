"""The bibliography, and how a rule or a number cites it.

Every number and rule of the library carries a :class:`Source`: one or more works, each with the standing of what was
taken from it. ``cite`` reads their keys: ``cite("F9 F17")``, ``cite("F25 R")``, ``cite("F4 D")``.

Works that were read in an unofficial extract only are named and never linked, and count as reported.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from attrs import field

from iptcore.constraints import pseudonym, several, shown, text
from iptcore.errors import UnknownName
from iptcore.values import Value, value
from iptcore.vocabulary import Word


class Standing(Word):
    """How well a statement is supported, from the strongest to the weakest."""

    READ = "read"
    """Read in the work or page named."""
    REPORTED = "reported"
    """Reported by another work, or read in an unofficial extract."""
    UNVERIFIED = "unverified"
    """Known from the literature, not confirmed against a text."""
    DECISION = "decision"
    """A design decision of this library; no manual states it."""


_WEAKEST_LAST = tuple(Standing)


@value
class Work(Value):
    """Something that can be cited.

    *short* is its name in a refusal; *about* says which work or page it is, for a reader who wants to follow;
    *addresses* are public web addresses, none where only an unofficial extract was read. *standing* is what a plain
    mention of it counts as.
    """

    key: str = field(metadata=pseudonym("Key", private=False))
    short: str = field(metadata=text("Short name", longest=120, private=False))
    about: str = field(metadata=text("Which work or page", longest=400, private=False))
    addresses: tuple[str, ...] = field(default=(), metadata=several("Web addresses", longest=300))
    standing: Standing = field(default=Standing.READ, metadata=shown("Standing of a plain mention"))

    @property
    def source(self) -> "Source":
        """This work alone as a source, with the standing of a plain mention."""
        return Source(citations=(Citation(work=self, standing=self.standing),))

    def __str__(self) -> str:
        return " · ".join((f"{self.short}: {self.about}", *self.addresses))


@value
class Citation(Value):
    """A work, and how what was taken from it stands."""

    work: Work = field(metadata=shown("Work"))
    standing: Standing = field(metadata=shown("Standing"))

    def __str__(self) -> str:
        return self.work.short if self.standing is Standing.READ else f"{self.work.short} ({self.standing.label})"


@value
class Source(Value):
    """Where a rule or a number comes from. As text: the short names, each with its standing unless it was read."""

    citations: tuple[Citation, ...] = field(metadata=several("Citations", fewest=1))

    @property
    def standing(self) -> Standing:
        """The weakest standing among the citations."""
        return max((citation.standing for citation in self.citations), key=_WEAKEST_LAST.index)

    def __str__(self) -> str:
        return "; ".join(map(str, self.citations))


def together(*sources: Source) -> Source:
    """One source of several, each citation once."""
    return Source(citations=tuple(dict.fromkeys(citation for source in sources for citation in source.citations)))


@cache
def cite(marks: str) -> Source:
    """The source that *marks* stand for: keys of :data:`BIBLIOGRAPHY`, separated by spaces, commas or semicolons.

    ``R`` is the literature (unverified), ``D`` a decision of this library, ``article`` the article on the
    principles of IPT; ``(U)`` behind a key says that this statement was read in an unofficial extract.

    Raises:
        UnknownName: for an unknown key.
        InvalidValue: for no mark at all, or the same mark twice.
    """
    words = marks.replace(",", " ").replace(";", " ").split()
    for place, word in enumerate(words, 1):
        if word.removesuffix("(U)") not in BIBLIOGRAPHY:
            raise UnknownName(f"source mark (number {place} of {len(words)})", BIBLIOGRAPHY)
    return Source(citations=tuple(map(_citation, words)))


@cache
def _citation(mark: str) -> Citation:
    key = mark.removesuffix("(U)")
    work = BIBLIOGRAPHY[key]
    return Citation(work=work, standing=work.standing if key == mark else Standing.REPORTED)


# -- the works ---------------------------------------------------------------------------------------------------------

ARTICLE = Work(
    key="article",
    short="Exploring the Principles of IPT",
    about="the article 'Exploring the Principles of Interpersonal Psychotherapy (IPT)'",
)
LITERATURE = Work(
    key="R",
    short="the literature",
    about="reported in the literature, not confirmed against a text",
    standing=Standing.UNVERIFIED,
)
OWN = Work(
    key="D", short="iptcore", about="a design decision of this library; no manual states it", standing=Standing.DECISION
)
NICE_NG225 = Work(
    key="NG225",
    short="NICE NG225",
    about="National Institute for Health and Care Excellence, guideline NG225 on self-harm",
    standing=Standing.UNVERIFIED,
)

FRANK_1991 = Work(
    key="FRANK1991",
    short="Frank 1991",
    about="Conceptualization and rationale for consensus definitions of terms in major depressive disorder, "
    "Archives of General Psychiatry",
    standing=Standing.UNVERIFIED,
)
KIRESUK_SHERMAN_1968 = Work(
    key="GAS1968",
    short="Kiresuk & Sherman 1968",
    about="Goal attainment scaling: a general method for evaluating comprehensive community mental health programs, "
    "Community Mental Health Journal",
    standing=Standing.UNVERIFIED,
)

# Key | short name | which work or page | web addresses, without the scheme.
_READ = """
F1|IPT-UK|page on the stages of IPT|iptuk.net/stages-of-ipt.html
F2|International Society of IPT|page on key IPT strategies|interpersonalpsychotherapy.org/ipt-basics/key-ipt-strategies
F3|Markowitz 2006|Focus 4, first page 179|psychiatryonline.org/doi/10.1176/foc.4.2.179
F4|Weissman, Markowitz & Klerman 2000|Comprehensive Guide to Interpersonal Psychotherapy, chapter 7|\
questia.com/read/87123089
F6|Stuart & Robertson 2012, chapter 20|abstract of the chapter|\
taylorfrancis.com/chapters/mono/10.1201/b13643-28
F7|NHS Leeds|Leeds Community Healthcare, page on interpersonal therapy|\
leedscommunityhealthcare.nhs.uk/iapt/what-can-i-expect1/inter-personal-therapy/
F8|NHS Scotland Matrix|page on IPT for depression|matrix.nhs.scot/explore-the-recommended-interventions-therapies/\
interpersonal-psychotherapy-ipt-for-depression
F9|US Department of Veterans Affairs|page on IPT for depression|mentalhealth.va.gov/depression/ipt.asp
F11|US Prevention Services Clearinghouse|entry on IPT|preventionservices.acf.hhs.gov/programs/662/show
F12|MHPSS.net|page on the group IPT of the World Health Organization|\
mhpss.net/toolkit/curated-space-for-psychological-interventions/resource/interpersonal-psychotherapy-ipt
F13|a trial of WHO-type group IPT 2021|Pilot and Feasibility Studies, table 2; a trial, not the manual|\
pilotfeasibilitystudies.biomedcentral.com/articles/10.1186/s40814-021-00889-x/tables/2
F16|Oxford Clinical Psychology 9780197554500|chapter 9|\
oxfordclinicalpsych.com/view/10.1093/med-psych/9780197554500.001.0001/med-9780197554500-chapter-9
F18|CITC Associates, role disputes|page on role disputes|\
citcassociates.com/treatment/interpersonal-psychotherapy/role-disputes/
F19|CITC Associates, grief|page on grief|citcassociates.com/treatment/treatment-approaches/ipt/grief
F20|abstract on grief in IPT|abstract of a chapter titled Grief|\
discovery.researcher.life/article/grief/fefd49ef499b319f946b3739440592ab
F21|SID abstracts on IPT|collection of abstracts|sid.ir/search/paper/ipt/fa
F23|Lipsitz & Markowitz 2013|Mechanisms of change in interpersonal therapy (IPT), Clinical Psychology Review 33|\
pmc.ncbi.nlm.nih.gov/articles/PMC4109031
F24|International Society of IPT, adolescents|page on IPT for adolescents|\
interpersonalpsychotherapy.org/ipt-basics/adaptations-of-ipt-what-works-for-whom/ipt-for-adolescents/
F26|Continuum of Evidence, Penn State|entry on IPT-A|continuum.militaryfamilies.psu.edu
F27|American Journal of Psychotherapy 20220029|abstract|\
psychiatryonline.org/doi/abs/10.1176/appi.psychotherapy.20220029
F28|California Evidence-Based Clearinghouse|entry on IPT-AST|\
cebc4cw.org/program/interpersonal-psychotherapy-adolescent-skills-training/
F29|Frank 1990|abstract of the three-year maintenance trial|pubmed.ncbi.nlm.nih.gov/2244793
F31|PMC3579577|a trial of IPT followed by maintenance at different frequencies|pmc.ncbi.nlm.nih.gov/articles/PMC3579577
F32|ipsrt.org|overview and background of IPSRT|ipsrt.org/overview/ ipsrt.org/background
F34|IPT Institute, brief treatment|page on IPT-B|iptinstitute.com/ipt-brief-treatment
F35|JYX 53073|repository entry on interpersonal counselling|jyx.jyu.fi/handle/123456789/53073
F37|Interpersonal counselling in general practice|repository entry|\
researchoutput.csu.edu.au/en/publications/interpersonal-counselling-in-general-practice
F38|American Journal of Psychotherapy 20200038|article on interpersonal counselling|\
psychotherapy.psychiatryonline.org/doi/10.1176/appi.psychotherapy.20200038
F39|Markowitz 2015|trial of IPT for PTSD; its session length and cut-offs were read in an extract|\
psychiatryonline.org/doi/10.1176/appi.ajp.2014.14070908 pmc.ncbi.nlm.nih.gov/articles/PMC6750225
F40|ScienceGate 1177354407|abstracts on IPT for PTSD|sciencegate.app/source/1177354407
F41|APA Division 12; Wilfley 2002|page on IPT for binge eating disorder, and the trial|\
div12.org/treatment/interpersonal-psychotherapy-for-binge-eating-disorder/ \
archpsyc.jamanetwork.com/article.aspx?articleid=206650
F42|NHS Scotland Matrix, eating disorders|page on IPT for eating disorders|matrix.nhs.scot
F43|SciELO S2007-15232011000200002|article on IPT for eating disorders|scielo.org.mx
F44|Lipsitz 2008|A randomized trial of interpersonal therapy versus supportive therapy (social anxiety)|\
cris.bgu.ac.il/en/publications/a-randomized-trial-of-interpersonal-therapy-versus-supportive-the
F45|O'Hara 2000|trial of IPT for postpartum depression|jamanetwork.com/journals/jamapsychiatry/fullarticle/481669
F46|PMC2234626|article on IPT for postpartum depression|pmc.ncbi.nlm.nih.gov/articles/PMC2234626
F47|Dennis 2020|British Journal of Psychiatry, telephone IPT, and the protocol of the trial|\
trialsjournal.com/content/13/1/38
F48|Grote 2009|Psychiatric Services, brief IPT in pregnancy|psychiatryonline.org/doi/10.1176/ps.2009.60.3.313
F49|Miller 2007|abstract on IPT for elders with cognitive impairment|\
pure.psu.edu/en/publications/a-model-for-modifying-interpersonal-psychotherapy-ipt-for-depress
F50|late-life IPT series|PMC3330480, PMC2872074 and a thesis|pmc.ncbi.nlm.nih.gov/articles/PMC3330480 \
pmc.ncbi.nlm.nih.gov/articles/PMC2872074 vuir.vu.edu.au/19368
F52|a chapter on IPT and substance use|chapter on the trials in substance use|questia.com/read/87123283
F53|a trial of IPT with substance use|repository entry 18552624|\
vivo-dev.weill.cornell.edu/display/pubid18552624
F54|Schramm 2007|inpatient IPT, and a comment; its phase lengths were read in an extract|\
psychiatryonline.org/doi/10.1176/ajp.2007.164.5.768 ebmh.bmj.com/content/11/2/46
F55|Bellino 2015|IPT for borderline personality disorder, and a later article|longdom.org \
frontiersin.org/articles/10.3389/fpsyt.2020.578910
F56|ACNP 2006|task force of the American College of Neuropsychopharmacology on response and remission|\
pubmed.ncbi.nlm.nih.gov/16794566
F57|Medicographia 2011; PMC7032752|reviews of relapse, recurrence and their durations|\
medicographia.com/2011/10/relapse-or-recurrence-in-depression-why-has-the-cutoff-been-set-at-6-months/ \
pmc.ncbi.nlm.nih.gov/articles/PMC7032752
F58|ICSI on APA 2010|page on continuation and maintenance|\
icsi.org/guideline_sub-pages/depression/continuation_and_maintenance_treatment_duration_based_on_episode/
F59|meta-analysis of dropout from IPT|repository entry|deakin.figshare.com/articles/journal_contribution/20798740
F60|LOINC 44261-6|code and answer list|cdn.loinc.org/44261-6 loinc.org/LL382-3
F61|LOINC 69729-2|GAD-7 entry|loinc.org/69729-2
F62|Medizininformatik-Initiative, PROMs|BDI-II score|\
build.fhir.org/ig/medizininformatik-initiative/kerndatensatzmodul-proms
F63|LOINC 71354-5 (Health Assure)|entry on the EPDS panel|\
healthassure.in/codes/loinc-71354-5-edinburgh-postnatal-depression-scale-epds
F64|LOINC 101697-1 (Find-A-Code)|entry on the PCL-5 panel|findacode.com/loinc/101697-1
F65|Psychiatric Services 201900295|article using PHQ-9 remission|\
ps.psychiatryonline.org/doi/full/10.1176/appi.ps.201900295
F66|ids-qids.org|page on interpretation|ids-qids.org/interpretation.html
F67|Zimmerman 2013|severity classification on the HRSD-17, and an article on rated improvement|\
doi.org/10.1016/j.jad.2013.04.028 doi.org/10.1002/hup.2526
F68|doctorabel.us|page on the BDI-II|doctorabel.us/depression-therapy/assessment-of-severe-depression.html
F69|CamCOPS|documentation of its tasks EPDS, CES-D, HAM-D, BDI and CGI|\
github.com/ucam-department-of-psychiatry/camcops
F70|Comorbidity Guidelines; QxMD|pages on scoring the PCL-5|comorbidityguidelines.org.au calculate.qxmd.com
F71|abstract on the EPDS MCID|entry ad849de7bcd63e7fa73e84c616691078|discovery.researcher.life
F72|von Glischinski 2018|Liebowitz Social Anxiety Scale (LSAS): Optimal cut points for remission and response in a \
German sample, and a page on the scale|readbyqxmd.com/read/29430794 hiboop.com/fr/assessments/lsas/
F73|PMC8485346|article on the EDE-Q, table 1|pmc.ncbi.nlm.nih.gov/articles/PMC8485346
F74|Australian Bureau of Statistics 4817.0.55.001; Measurely|pages on the K10|abs.gov.au measurely.com.au
F75|Bio2RDF; Thieme a-1841-6672|pages on the YMRS|triplydb.com/bio2rdf/clinical-trials thieme-connect.com
F76|WHODAS 2.0 form|page on the terms of its use|hipaa.jotform.com/201125275544045
F77|Mind Garden|page on the Inventory of Interpersonal Problems|mindgarden.com/products/iip.htm
F78|Progress in Mind|page on assessing depression|switzerland.progress.im/en/content/assessing-depression
F79|IPT Institute, IPT-AQS|page on the IPT Quality and Adherence Scale|\
iptinstitute.com/ipt-training-materials/ipt-quality-adherence-scale/
F80|PMC5718628; PMC3330590|articles that rate adherence with the CSPRS|pmc.ncbi.nlm.nih.gov/articles/PMC5718628 \
pmc.ncbi.nlm.nih.gov/articles/PMC3330590
F81|UCL competence framework|page on the framework for IPT|\
ucl.ac.uk/pals/research/cehp/research-groups/core/competence-frameworks/Interpersonal_Psychotherapy
F83b|Clougherty, Stewart et al. 2014|Therapist Guide of the US Department of Veterans Affairs, public domain
F86|American Journal of Psychotherapy 20190028|article on family-based IPT|\
psychiatryonline.org/doi/full/10.1176/appi.psychotherapy.20190028
F87|Oxford Clinical Psychology 9780190243180|chapter 5, on IPT-AST|oxfordclinicalpsych.com
F88|Swartz 2008|trial of IPT-MOMS|ajp.psychiatryonline.org/doi/10.1176/appi.ajp.2008.07081339
F89|PMC9340848|article on minimal clinically important differences|pmc.ncbi.nlm.nih.gov/articles/PMC9340848
PMC8411661|PMC8411661|caseness and reliable change as the NHS in England uses them, table 1|\
pmc.ncbi.nlm.nih.gov/articles/PMC8411661
EPDS-GUIDE|NSW scoring guide for the EPDS|page on scoring the EPDS, with its cut-offs and the safety question|\
sfe.nswiop.nsw.edu.au
PHQ9-ITEM9|Psychiatric Services 201500149|Does Suicidal Ideation as Measured by the PHQ-9 Predict Suicide Among VA \
Patients?|psychiatryonline.org/doi/10.1176/appi.ps.201500149
QSCORER|qscorer|documentation of the R package qscorer on scoring the PHQ-9, which refers to Arrieta 2017|\
rdrr.io/github/nrkoehler/qscorer/man/scoring_phq9.html
"""

# The same without addresses: what was read is an unofficial extract. Some extracts do not say of which work.
_EXTRACTS = """
F5|Stuart & Robertson 2012|Interpersonal Psychotherapy: a clinician's guide, chapter 3
F10|an extract on the initial phase|extract that does not name its work
F14|Luty|text on IPT, on interpersonal deficits
F15|an extract on ending|extract that does not name its work
F17|Weissman, Markowitz & Klerman 2018|The Guide to Interpersonal Psychotherapy, on role disputes
F22|an extract on the techniques of IPT-A|extract that does not name its work
F25|an extract on risk and ratings in IPT-A|extract that does not name its work
F30|an extract on continuation treatment|extract that does not name its work
F33|Frank 2005|notes on the book on IPSRT
F36|an extract on interpersonal counselling|extract that does not name its work
F51|an extract on IPT-D|extract that does not name its work
F82|Weissman & Klerman 1990|text on IPT
F83|Stuart, lecture slides|slides of a lecture on IPT
F85|Stuart 2006|text on IPT
"""


def _works(table: str, standing: Standing) -> Iterator[Work]:
    for line in table.split("\n")[1:-1]:
        key, short, about, *addresses = line.split("|")
        linked = tuple(f"https://{address}" for address in addresses[0].split()) if addresses else ()
        yield Work(key=key, short=short, about=about, addresses=linked, standing=standing)


_ALL = (
    *_works(_READ, Standing.READ),
    *_works(_EXTRACTS, Standing.REPORTED),
    ARTICLE,
    LITERATURE,
    OWN,
    NICE_NG225,
    FRANK_1991,
    KIRESUK_SHERMAN_1968,
)

BIBLIOGRAPHY: Mapping[str, Work] = MappingProxyType({work.key: work for work in _ALL})
"""Every work the library cites, by its key: the mark that :func:`cite` reads."""
