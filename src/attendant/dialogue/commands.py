"""The closed set of things a person can be understood to say; every understander answers in these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class CommandName(StrEnum):
    """Version 1 of the command set (DIALOGUE: closed, versioned, the same for every understander)."""

    START_FLOW = "start_flow"
    SET_SLOT = "set_slot"
    CORRECT_SLOT = "correct_slot"
    AFFIRM = "affirm"
    DENY = "deny"
    CHOOSE_OPTION = "choose_option"
    REQUEST_ALTERNATIVES = "request_alternatives"
    ASK_INFO = "ask_info"
    CLARIFY = "clarify"
    DONT_KNOW = "dont_know"
    SKIP = "skip"
    REPEAT = "repeat"
    WAIT = "wait"
    CANCEL = "cancel"
    RESUME = "resume"
    GOODBYE = "goodbye"
    HAND_OFF = "hand_off"
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    CLINICAL_ADVICE = "clinical_advice"
    SYMPTOM_MENTION = "symptom_mention"
    COMPLAINT = "complaint"
    LANGUAGE_CHANGE = "language_change"
    ABUSE = "abuse"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"
    UNINTELLIGIBLE = "unintelligible"


class Flow(StrEnum):
    """What a caller can set going."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    WHEN_IS = "when_is"
    WAITLIST = "waitlist"
    CALL_BACK = "call_back"
    MESSAGE = "message"
    REFILL = "refill"
    RECORDS = "records"
    RESULTS = "results"
    BILLING = "billing"
    REFERRAL = "referral"
    PORTAL_HELP = "portal_help"
    RUNNING_LATE = "running_late"


class Topic(StrEnum):
    """What a caller can ask of the practice's approved facts (RB-CALL-07)."""

    HOURS = "hours"
    DIRECTIONS = "directions"
    PARKING = "parking"
    TRANSIT = "transit"
    ADDRESS = "address"
    PHONE = "phone"
    PROVIDERS = "providers"
    AVAILABILITY = "availability"
    PLANS = "plans"
    PRICES = "prices"
    PAYMENT = "payment"
    SERVICES = "services"
    VISIT_TYPES = "visit_types"
    PREPARATION = "preparation"
    CANCELLATION_POLICY = "cancellation_policy"
    NEW_PATIENTS = "new_patients"
    TELEHEALTH = "telehealth"
    LANGUAGES = "languages"
    ABOUT_ASSISTANT = "about_assistant"


class Slot(StrEnum):
    """What a flow can need to know."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    MEMBER_ID = "member_id"
    REASON = "reason"
    VISIT_TYPE = "visit_type"
    SPECIALTY = "specialty"
    PROVIDER = "provider"
    CREDENTIAL = "credential"
    PLACE = "place"
    DATE = "date"
    TIME = "time"
    PLAN = "plan"
    MODE = "mode"
    PATIENT_STATUS = "patient_status"
    FOR_WHOM = "for_whom"
    QUEUE = "queue"
    MEDICATION = "medication"
    PHARMACY = "pharmacy"
    URGENCY = "urgency"
    BEST_TIME = "best_time"
    QUANTITY = "quantity"
    FREE_TEXT = "free_text"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing understood: its name, its argument (a Flow, Topic, Slot or free label), the words it came
    from (`raw`, with `span` as start and end offsets in the normalised text) and its probability."""

    name: CommandName
    argument: str = ""
    raw: str = ""
    span: tuple[int, int] | None = None
    probability: float = 1.0


class Tier(StrEnum):
    """RB-FLAG-02 and RB-FLAG-03, the suicide path RB-FLAG-06, and the one fixed question in between."""

    NONE = "none"
    T1 = "T1"
    T2 = "T2"
    CRISIS = "crisis"
    ASK_NOW = "ask_now"


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """What safety screening found in one utterance. `hits` names the rules that fired, as category:source."""

    tier: Tier = Tier.NONE
    category: str = ""
    score: float = 0.0
    symptom: float = 0.0
    advice: float = 0.0
    hits: tuple[str, ...] = ()

    @property
    def is_flag(self) -> bool:
        return self.tier in (Tier.T1, Tier.T2, Tier.CRISIS)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """When a person could come: dates (inclusive), weekdays allowed (0 = Monday; empty = any), local
    minutes of the day from/to, and whether the earliest or latest is wanted. All local wall time."""

    first_day: date | None = None
    last_day: date | None = None
    weekdays: frozenset[int] = frozenset()
    not_weekdays: frozenset[int] = frozenset()
    from_minute: int | None = None
    to_minute: int | None = None
    prefer: str = ""
    """"" | "earliest" | "latest"."""


@dataclass(frozen=True, slots=True)
class Values:
    """Resolved values, each from a deterministic resolver, never from a model. None = not said."""

    window: TimeWindow | None = None
    moment: datetime | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    name: str | None = None
    spelled: str | None = None
    number: int | None = None
    choice: int | None = None
    """1-based; -1 = the last offered."""
    records: Mapping[Slot, tuple[str, ...]] = field(default_factory=dict)
    """Slot -> codes of the practice's own records, best first (provider, place, visit type, plan, ...)."""


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A thing of the practice a caller may name: its code, what kind it is, and every way people say it."""

    slot: Slot
    code: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The practice's own records as the resolvers need them (providers, places, visit types, plans, ...)."""

    records: tuple[NamedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the last question asked for: slots, a yes or no, or a pick from numbered offers (their labels,
    as said). `now` is local wall time at the practice with its zone."""

    now: datetime
    slots: tuple[Slot, ...] = ()
    yes_no: bool = False
    offers: tuple[str, ...] = ()
    offer_starts: tuple[datetime, ...] = ()
    flow: Flow | None = None
    opens_at: int = 8 * 60
    closes_at: int = 18 * 60


@dataclass(frozen=True, slots=True)
class Understood:
    """One utterance, screened and understood."""

    text: str
    screen: ScreenResult
    commands: tuple[Command, ...]
    values: Values
    understander: str = "embedded"


class Understander(Protocol):
    """The port both back-ends implement. `heard` is the recogniser's n-best, best first; typed text is one."""

    def understand(self, heard: Sequence[str], expecting: Expectation, lexicon: Lexicon) -> Understood: ...
