"""tenders are found by folded words, and notices of one procurement are shown once"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'

ENDING = re.compile(
    r'\s*(?:[-:|(\[/]\s*)(?:contract\s+)?(?:award(?:ed)?|re-?advertise(?:d|ment)|re-?issued?|re-?published)'
    r'(?:\s+notice)?\s*[)\]]?$|\s+(?:contract\s+)?award\s+notice$'
)
DASHES = str.maketrans(dict.fromkeys('‐‑‒–—−', '-') | dict.fromkeys('’‘`´', "'"))
LETTERS = str.maketrans({'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'æ': 'ae', 'œ': 'oe', 'ı': 'i'})


def upgrade() -> None:
    with op.batch_alter_table('tenders', table_kwargs={'sqlite_autoincrement': True}) as table:
        table.add_column(sa.Column('procurement_key', sa.String(120), nullable=True))
        table.add_column(sa.Column('twin_key', sa.String(300), nullable=False, server_default=''))
        table.add_column(sa.Column('search_words', sa.Text(), nullable=False, server_default=''))
    _fill()
    with op.batch_alter_table('tenders', table_kwargs={'sqlite_autoincrement': True}) as table:
        table.alter_column('twin_key', existing_type=sa.String(300), server_default=None)
        table.alter_column('search_words', existing_type=sa.Text(), server_default=None)
        table.create_index('ix_tenders_procurement_key', ['procurement_key'])
        table.create_index('ix_tenders_twin_key', ['twin_key'])


def downgrade() -> None:
    with op.batch_alter_table('tenders', table_kwargs={'sqlite_autoincrement': True}) as table:
        table.drop_index('ix_tenders_twin_key')
        table.drop_index('ix_tenders_procurement_key')
        table.drop_column('search_words')
        table.drop_column('twin_key')
        table.drop_column('procurement_key')


def _fill() -> None:
    """As the product does it when a tender is stored; which notices are twins is seen when they are imported again."""
    connection = op.get_bind()
    rows = connection.execute(sa.text('SELECT id, title, buyer_name, notice_number, ocid, description FROM tenders'))
    filled = [
        {
            'id': row.id,
            'words': re.sub(r'\b(\d{4})\s*/\s*s\s*0{3}\s*-\s*(\d{6})(?!\d)', r'\2-\1', _plain(' '.join(filter(None, row[1:])))),
            'twin': _twin(row.title, row.buyer_name),
        }
        for row in rows
    ]
    change = sa.text('UPDATE tenders SET search_words = :words, twin_key = :twin WHERE id = :id')
    for start in range(0, len(filled), 500):
        connection.execute(change, filled[start:start + 500])


def _plain(text: str) -> str:
    apart = unicodedata.normalize('NFKD', unicodedata.normalize('NFKD', text.translate(DASHES)).casefold())
    return ' '.join(''.join(mark for mark in apart if not unicodedata.combining(mark)).translate(LETTERS).split())


def _twin(title: str, buyer: str) -> str:
    core = _plain(title)
    while (shorter := ENDING.sub('', core).strip()) != core and shorter:
        core = shorter
    return ' | '.join(' '.join(re.findall(r'[^\W_]+', part)) for part in (core, _plain(buyer)))[:300]
