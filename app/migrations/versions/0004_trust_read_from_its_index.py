"""which trust pairs count is read from an index alone, wherever the rows lie"""

from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    with op.batch_alter_table('trust_pairs', schema=None) as batch_op:
        batch_op.create_index('ix_trust_pairs_counting', ['first_id', 'second_id', 'state', 'per_mille'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('trust_pairs', schema=None) as batch_op:
        batch_op.drop_index('ix_trust_pairs_counting')
