"""Words of the initiatives, for corrections: added by publications, counted and pruned by night."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from search.analysis import LANGUAGES, Form, forms_of
from search.models import SearchDocument, SearchWord
from search.models.words import MAX_WORD

MIN_WORD = 3
CHUNK = 2000


def add_words(documents: Sequence[SearchDocument]) -> None:
    """Add the words of these documents that aren't known yet."""
    by_language: defaultdict[str, dict[str, Form]] = defaultdict(dict)
    for document in reversed(documents):
        for code in document.languages:
            by_language[code].update(_forms_in(document, code))
    for code, forms in sorted(by_language.items()):
        found = _words(forms)
        words = sorted(found)
        for start in range(0, len(words), CHUNK):
            part = words[start : start + CHUNK]
            known = set(SearchWord.objects.filter(language=code, word__in=part).values_list("word", flat=True))
            # In one order everywhere: two that add the same words don't wait for one another in a circle.
            missing = [SearchWord(language=code, word=word, written=found[word]) for word in part if word not in known]
            SearchWord.objects.bulk_create(missing, ignore_conflicts=True)


def words_in(document: SearchDocument, language: str) -> dict[str, str]:
    """The words of a document in a language: folded, and as written."""
    return _words(_forms_in(document, language))


def _forms_in(document: SearchDocument, language: str) -> dict[str, Form]:
    """What counts in a document, by its folded word; of several writings the first."""
    card, texts = document.cards[language], document.texts[language]
    every = (card["title"], card["teaser"], texts["body"], texts["labels"])
    return {form.folded: form for text in reversed(every) for form in reversed(forms_of(text, language))}


def _words(forms: dict[str, Form]) -> dict[str, str]:
    return {folded: form.text.lower() for folded, form in forms.items() if _is_word(form)}


def _is_word(form: Form) -> bool:
    """Whether it may be proposed for another: long enough, not too long, not a number."""
    fits = MIN_WORD <= len(form.folded) <= MAX_WORD and len(form.text) <= MAX_WORD
    return fits and not form.folded.isdigit()


def count_words(documents: Iterable[SearchDocument]) -> tuple[int, int]:
    """Count in how many documents each word is, and drop those in none; answers how many are kept and dropped."""
    counts: dict[str, Counter[str]] = {code: Counter() for code in LANGUAGES}
    for document in documents:
        for code in document.languages:
            counts[code].update(words_in(document, code).keys())
    kept = dropped = 0
    for code, found in counts.items():
        rows = list(SearchWord.objects.filter(language=code))
        changed = [row for row in rows if found[row.word] and found[row.word] != row.texts]
        for row in changed:
            row.texts = found[row.word]
        gone = [row.pk for row in rows if not found[row.word]]
        with transaction.atomic():
            SearchWord.objects.bulk_update(changed, ["texts"], batch_size=CHUNK)
            for start in range(0, len(gone), CHUNK):
                SearchWord.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
        kept, dropped = kept + len(rows) - len(gone), dropped + len(gone)
    return kept, dropped
