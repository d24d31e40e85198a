"""What the sample holds that is not drawn from the seed: sign-ins, buyers, and the stuff names are made of."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.actor import OrganisationKind, Role

SEED = 4
ENTERPRISES = 120
PASSWORD = "birmingham-2022"
ADVISER_BODY = "Initiative for Social Entrepreneurs (sample)"
GAMES = "Heart of England Games Organising Committee"
CITY = "Rea Valley City Council"
BOROUGH = "Tame Valley Borough Council"
TRUST = "Cole Valley Hospitals Trust"
OPERATORS = "Operators of this site"
BUYERS = (GAMES, CITY, BOROUGH, TRUST)


@dataclass(frozen=True)
class SignIn:
    """One sample person: what they may do, where they belong. `organisation` None: the first enterprise."""

    role: str
    name: str
    email: str
    kind: OrganisationKind
    member_role: Role
    organisation: str | None
    password: str = PASSWORD


SIGN_INS = (
    SignIn(
        "Operator: approves organisations", "Helen Marsh", "operator@example.org", OrganisationKind.operator,
        Role.owner, OPERATORS,
    ),
    SignIn(
        "Adviser", "Amina Yusuf", "adviser@example.org", OrganisationKind.adviser_body, Role.owner, ADVISER_BODY
    ),
    SignIn(
        "Procurement officer (Games)", "Daniel Okafor", "officer@example.org",
        OrganisationKind.contracting_authority, Role.owner, GAMES,
    ),
    SignIn(
        "Procurement officer (council), editor", "Ruth Lewis", "council@example.org",
        OrganisationKind.contracting_authority, Role.editor, CITY,
    ),
    SignIn(
        "Social enterprise, owner", "Grace Bennett", "enterprise@example.org",
        OrganisationKind.enterprise, Role.owner, None,
    ),
    SignIn(
        "Social enterprise, editor", "Tomasz Nowak", "editor@example.org",
        OrganisationKind.enterprise, Role.editor, None,
    ),
)  # fmt: skip

FIRST_NAMES = (
    "Aaliyah", "Alan", "Amrit", "Anjali", "Beverley", "Carl", "Chidi", "Claire", "Denise", "Dev", "Eleri", "Emeka",
    "Farah", "Fiona", "George", "Hassan", "Ifeoma", "Imran", "Jasmine", "Joan", "Kamal", "Keith", "Leroy", "Linda",
    "Magda", "Mariam", "Marcus", "Nadia", "Nathan", "Olu", "Pauline", "Priya", "Rashid", "Rhys", "Samina", "Sharon",
    "Siân", "Sukhdeep", "Terrence", "Usha", "Valerie", "Winston", "Yasmin", "Zofia",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Adeyemi", "Ahmed", "Begum", "Bhatti", "Brown", "Campbell", "Chowdhury", "Clarke", "Davies", "Dhillon",
    "Edwards", "Francis", "Ghani", "Griffiths", "Hall", "Hussain", "Ibrahim", "Jones", "Kaur", "Khan", "Kowalska",
    "Lawson", "Malik", "Morgan", "Mwangi", "Nwosu", "O’Neill", "Patel", "Powell", "Quinn", "Rahman", "Reid", "Shah",
    "Simpson", "Singh", "Taylor", "Thomas", "Uddin", "Walker", "Williams", "Young",
)  # fmt: skip

# Invented words: no real organisation of the region should find itself beside invented prices.
NAME_STARTS = (
    "Alderbrook", "Amberline", "Ashgrove", "Beacon & Vine", "Bluebrick", "Brightwater", "Bridgefold", "Canalside Nine",
    "Cedar Arch", "Clearwell", "Copperfold", "Cornerstone Lane", "Crossthread", "Daybreak", "Eastlight", "Elmwright",
    "Evergreen Yard", "Fairstep", "Fernhollow", "Firebrick", "Foundry Row", "Goldthread", "Good Measure", "Greenlatch",
    "Hawthorn & Co", "Hearthstone", "Highlock", "Inkwell", "Ironbridge Lane", "Jubilee Arch", "Keystone Yard",
    "Kindling", "Lantern Lane", "Larkfield", "Lockkeeper", "Longboat", "Mapleway", "Meadowlatch", "Millrace",
    "Morningside Six", "New Leaf Lane", "Northlight", "Oakwright", "Open Gate", "Orchard Mile", "Packhorse",
    "Patchwork", "Pearmain", "Quarterbell", "Quiet River", "Redbrick Rose", "Ripple & Reed", "Riverstep", "Rowanfold",
    "Saltbox", "Second Spring", "Sevenstones", "Silver Birch", "Skylark", "Springhead", "Stepping Stone", "Stonearch",
    "Sunrise Row", "Swift & Steady", "Tallow Hill", "Tenfold", "Thistledown", "Threshold", "Timberyard", "Towpath",
    "Turnpike", "Two Rivers", "Underhill", "Upcurrent", "Vale & Field", "Viaduct", "Wayfare", "Weaver’s Yard",
    "Wellspring", "Westbrook Row", "Wheelhouse", "Wildflower", "Willowbank", "Windrush Lane", "Woolpack", "Workbench",
    "Yarrow", "Yellowhammer", "Young Oak", "Zephyr",
)  # fmt: skip
TRADES = {
    "cleaning": ("Cleaning", "Cleaning Co-operative", "Clean Spaces"),
    "catering": ("Kitchen", "Catering", "Community Meals", "Food"),
    "security": ("Safe Places", "Security", "Guarding"),
    "events": ("Stewards", "Events", "Event Crew"),
    "waste": ("Recycling", "Reuse", "Waste Works"),
    "grounds": ("Gardens", "Green Spaces", "Grounds"),
    "transport": ("Minibuses", "Community Transport", "Wheels"),
    "laundry": ("Laundry", "Linen"),
    "training": ("Skills", "Training", "Learning"),
    "building": ("Decorators", "Building Works", "Repairs"),
    "care": ("Care", "Support"),
    "print": ("Print", "Print Works"),
}
MISSIONS = {
    "cleaning": "people who have been out of work for over a year",
    "catering": "women cooking their way into paid work",
    "security": "veterans and people leaving the care system",
    "events": "young people looking for a first job",
    "waste": "people coming back to work after prison",
    "grounds": "adults with learning disabilities",
    "transport": "older people and others without a car",
    "laundry": "people recovering from poor mental health",
    "training": "adults without qualifications",
    "building": "apprentices from the estates they work on",
    "care": "carers who own the business together",
    "print": "deaf and hard-of-hearing printers",
}
HISTORIES = (
    "{verb} for a housing association in {place} since {year}.",
    "Sub-contractor for a large firm on a council contract in {place}, {year}–{later}.",
    "{verb} at a community festival in {place} every summer since {year}.",
    "A school and two health centres in {place} have been customers since {year}.",
    "Delivered a three-year grant programme in {place}, finished in {year}.",
)
