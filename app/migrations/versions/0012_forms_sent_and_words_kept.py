"""forms that were sent with the answer each got, and words kept for people who had been signed out"""

import sqlalchemy as sa
from alembic import op

from app.foundation.types import CleanText, UtcDateTime, WholeNumber

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.create_table(
        'sent_forms',
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('address', CleanText(), nullable=True),
        sa.Column('flashes', sa.JSON(), nullable=False),
        sa.Column('created_at', UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('digest', name=op.f('pk_sent_forms')),
    )
    op.create_index(op.f('ix_sent_forms_created_at'), 'sent_forms', ['created_at'])
    op.create_table(
        'kept_words',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', WholeNumber(), nullable=False),
        sa.Column('page', sa.String(length=500), nullable=False),
        sa.Column('words', sa.JSON(), nullable=False),
        sa.Column('created_at', UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_words')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_kept_words_created_at'), 'kept_words', ['created_at'])
    op.create_index(op.f('ix_kept_words_person_id'), 'kept_words', ['person_id'])


def downgrade() -> None:
    op.drop_table('kept_words')
    op.drop_table('sent_forms')
