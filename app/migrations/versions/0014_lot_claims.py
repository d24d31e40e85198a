"""one consortium a lot for each person who brokers, each adviser body and each enterprise that accepted"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'

CLAIMS = ('person', 'body', 'enterprise')
NOT_OVER = "('forming', 'agreed', 'bidding', 'submitted', 'won', 'delivering')"


def upgrade() -> None:
    op.create_table('lot_claims',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('claim', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=False),
    sa.Column('consortium_id', sa.Integer(), nullable=False),
    sa.CheckConstraint(sa.column('claim').in_(CLAIMS), name=op.f('ck_lot_claims_claim')),
    sa.ForeignKeyConstraint(['consortium_id'], ['consortia.id'], name=op.f('fk_lot_claims_consortium_id_consortia')),
    sa.ForeignKeyConstraint(['lot_id'], ['lots.id'], name=op.f('fk_lot_claims_lot_id_lots')),
    sa.PrimaryKeyConstraint('lot_id', 'claim', 'holder_id', name=op.f('pk_lot_claims'))
    )
    op.create_index(op.f('ix_lot_claims_consortium_id'), 'lot_claims', ['consortium_id'], unique=False)
    # Of rivals that are there already the first keeps the claim; the others go on as they are.
    holders = (
        ('body', 'c.organisation_id', '', ''),
        ('person', 'c.adopted_by_id', '', 'AND c.adopted_by_id IS NOT NULL'),
        ('enterprise', 'm.enterprise_id', 'JOIN members m ON m.consortium_id = c.id', "AND m.state = 'accepted'"),
    )
    for claim, holder, join, also in holders:
        op.execute(
            f'INSERT INTO lot_claims (lot_id, claim, holder_id, consortium_id) '
            f"SELECT l.lot_id, '{claim}', {holder}, MIN(c.id) FROM consortia c "
            f'JOIN consortium_lots l ON l.consortium_id = c.id {join} '
            f'WHERE c.state IN {NOT_OVER} {also} GROUP BY l.lot_id, {holder}'
        )


def downgrade() -> None:
    op.drop_table('lot_claims')
