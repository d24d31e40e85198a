"""tries to sign in are counted in the database, by account, device and network"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.create_table(
        'sign_in_tries',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account', sa.String(length=64), nullable=False),
        sa.Column('device', sa.String(length=64), nullable=False),
        sa.Column('network', sa.String(length=64), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_tries')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('sign_in_tries', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_tries_account_at', ['account', 'at'], unique=False)
        batch_op.create_index('ix_sign_in_tries_network_at', ['network', 'at'], unique=False)
        batch_op.create_index('ix_sign_in_tries_at', ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('sign_in_tries')
