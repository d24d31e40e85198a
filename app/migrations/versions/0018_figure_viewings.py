"""who was shown an enterprise's figures"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'

WHAT = ('register_entry', 'capacity', 'enquiry', 'consortium', 'bid_pack_copy')


def upgrade() -> None:
    op.create_table('figure_viewings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint(sa.column('what').in_(WHAT), name=op.f('ck_figure_viewings_viewedin')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprises.id'], name=op.f('fk_figure_viewings_enterprise_id_enterprises')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_figure_viewings_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_figure_viewings_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_viewings')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_figure_viewings_enterprise_id_at', 'figure_viewings', ['enterprise_id', 'at'], unique=False)
    op.create_index('ix_figure_viewings_person_id_at', 'figure_viewings', ['person_id', 'at'], unique=False)


def downgrade() -> None:
    op.drop_table('figure_viewings')
