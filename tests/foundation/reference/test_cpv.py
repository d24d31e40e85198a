"""The vocabulary of what is bought: its tree, its codes as people write them, and finding them by everyday
words.
"""

import pytest

from app.foundation.reference import cpv, cpv_search, datafiles


def test_every_code_resolves_its_parent_which_is_a_true_beginning_of_it() -> None:
    for code in cpv.codes():
        entry = cpv.get(code)
        assert entry is not None
        if entry.parent is None:
            assert entry.depth == 2
        else:
            parent = cpv.get(entry.parent)
            assert parent is not None
            assert parent.depth < entry.depth
            assert code.startswith(entry.parent[: parent.depth])


def test_the_list_is_the_whole_of_cpv_2008() -> None:
    assert len(cpv.codes()) == 9454
    assert len(cpv.divisions()) == 45
    kinds = [entry.kind for code in cpv.codes() if (entry := cpv.get(code))]
    assert (kinds.count("supplies"), kinds.count("services"), kinds.count("works")) == (6543, 2089, 822)


def test_children_and_ancestors_are_two_sides_of_one_tree() -> None:
    assert "90911000" in cpv.children("90910000")
    assert cpv.ancestors("90911300") == ("90911000", "90910000", "90900000", "90000000")
    below = {child for code in cpv.codes() for child in cpv.children(code)}
    assert below == set(cpv.codes()) - set(cpv.divisions())


@pytest.mark.parametrize(
    "text", ["90910000-9", "90910000", " 90910000 - 9 ", "CPV 90910000", "cpv:90910000-9"]
)
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert cpv.parse(text) == "90910000"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("90910000-8", "check digit of 90910000 is 9"),
        ("99999999", "not in the CPV list"),
        ("3110000", "first 0"),
        ("cleaning", "eight digits"),
        ("", "eight digits"),
        ("909100001", "eight digits"),
    ],
)
def test_what_is_not_a_code_is_refused_in_words_that_help(text: str, says: str) -> None:
    with pytest.raises(cpv.CpvError, match=says):
        cpv.parse(text)


def test_levels_follow_the_significant_digits() -> None:
    levels = [
        cpv.level(code) for code in ("90000000", "90900000", "90910000", "90911000", "90911300", "98371111")
    ]
    assert levels == ["division", "group", "class", "category", "subcategory", "subcategory"]
    assert not cpv.group_or_deeper("90000000")
    assert cpv.group_or_deeper("90900000")


def test_an_offer_serves_its_own_code_and_everything_below_it() -> None:
    assert cpv.serves("90910000", "90910000")
    assert cpv.serves("90900000", "90911300")
    assert not cpv.serves("90911300", "90900000")
    assert not cpv.serves("90910000", "90920000")
    assert not cpv.serves("90500000", "90910000")


def test_a_bare_division_serves_nothing() -> None:
    assert not cpv.serves("90000000", "90910000")
    assert not cpv.serves("90000000", "90000000")


def test_a_narrower_offer_is_told_from_one_that_serves() -> None:
    assert cpv.narrower("90911300", "90910000")
    assert not cpv.narrower("90910000", "90910000")
    assert not cpv.narrower("90900000", "90910000")
    assert cpv.narrower("50800000", "50000000")


def test_the_codes_to_look_up_are_exactly_those_that_serve() -> None:
    for package in ("90911300", "55520000", "98371111", "60130000", "92000000"):
        assert set(cpv.serving_codes(package)) == {
            offer for offer in cpv.codes() if cpv.serves(offer, package)
        }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("bin men", "90511000"),
        ("security guards", "79713000"),
        ("stewarding", "79952000"),
        ("stewards for a match", "79952000"),
        ("catering", "55520000"),
        ("caterer", "55520000"),
        ("school dinners", "55523100"),
        ("taxis", "60120000"),
        ("gardening", "77310000"),
        ("gardener", "77310000"),
        ("grass cutting", "77314100"),
        ("minibus", "60130000"),
        ("laundry", "98310000"),
        ("toilets", "24955000"),
        ("deep clean", "90910000"),
        ("cleaners", "90910000"),
        ("office cleaners", "90919200"),
        ("web design", "72413000"),
        ("home care", "85312000"),
        ("interpreters", "79540000"),
        ("furniture reuse", "39100000"),
        ("waste", "90500000"),
        ("Public Toilet Cleaning Services", "90910000"),
        ("Routine Grounds Maintenance for Schools", "77314000"),
    ],
)
def test_everyday_words_find_the_code_first(words: str, code: str) -> None:
    assert cpv_search.search(words, 5)[0].code == code


def test_a_longer_phrase_hides_the_shorter_ones_inside_it() -> None:
    codes = [entry.code for entry in cpv_search.search("toilet cleaning", 3)]
    assert codes[0] == "90910000"
    assert "24955000" not in codes


def test_words_are_found_while_they_are_being_typed() -> None:
    assert "79713000" in [entry.code for entry in cpv_search.search("security gu", 5)]
    assert "79530000" in [entry.code for entry in cpv_search.search("transl", 5)]


def test_a_code_or_its_beginning_finds_what_stands_under_it() -> None:
    assert [entry.code for entry in cpv_search.search("90910000-9", 2)] == ["90910000", "90911000"]
    assert all(
        entry.code.startswith("7773") or entry.code.startswith("773")
        for entry in cpv_search.search("773", 50)
    )


@pytest.mark.parametrize(
    "words", ["construction work", "45", "45000000", "education", "repair", "food beverages"]
)
def test_a_search_never_answers_with_a_bare_division(words: str) -> None:
    assert all(cpv.group_or_deeper(entry.code) for entry in cpv_search.search(words, 500))


@pytest.mark.parametrize("words", ["", "   ", "!!!", "zzqqxx"])
def test_nothing_meaningful_has_an_empty_answer(words: str) -> None:
    assert cpv_search.search(words, 5) == []


def test_every_synonym_stands_once_and_names_codes_people_may_pick() -> None:
    phrases = [phrase for phrase, _ in datafiles.tuples("cpv_synonyms.csv")]
    assert len(phrases) == len(set(phrases)) >= 250
    for phrase, codes in datafiles.tuples("cpv_synonyms.csv"):
        assert codes.split(), phrase
        for code in codes.split():
            assert cpv.get(code) is not None, (phrase, code)
            assert cpv.group_or_deeper(code), (phrase, code)


def test_no_two_synonyms_with_different_codes_fold_to_the_same_words() -> None:
    kept: dict[tuple[str, ...], str] = {}
    for phrase, codes in datafiles.tuples("cpv_synonyms.csv"):
        assert kept.setdefault(tuple(cpv_search.stems(phrase)), codes) == codes, phrase


def test_every_synonym_is_found_by_its_own_words() -> None:
    for phrase, codes in datafiles.tuples("cpv_synonyms.csv"):
        results = [entry.code for entry in cpv_search.search(phrase, 8)]
        assert codes.split()[0] in results, phrase
