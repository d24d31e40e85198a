"""lots have states, a quantity may be unknown, and what else real notices say"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'

STATES = ('open', 'over', 'awarded', 'unsuccessful', 'cancelled', 'removed')
AS_BEFORE = {'sqlite_autoincrement': True}
TEXTS = ('contact_name', 'contact_email', 'contact_phone')
LISTS = ('other_buyers', 'further_terms')


def upgrade() -> None:
    with op.batch_alter_table('tenders', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.add_column(sa.Column('deadline_is_day', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('stale_at', sa.BigInteger(), nullable=True))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=''))
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('tenders', table_kwargs=AS_BEFORE) as batch_op:
        for name in ('deadline_is_day', *TEXTS, *LISTS):
            batch_op.alter_column(name, server_default=None)
    state = sa.Enum(*STATES, name='lotstate', native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table('lots', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.add_column(sa.Column('state', state, nullable=False, server_default='open'))
        batch_op.add_column(sa.Column('extension', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('extension_months', sa.BigInteger(), nullable=True))
    with op.batch_alter_table('lots', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.alter_column('state', server_default=None)
        batch_op.alter_column('extension', server_default=None)
    with op.batch_alter_table('work_packages', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.alter_column('quantity', existing_type=sa.BigInteger(), nullable=True)
        batch_op.create_check_constraint('quantity_known', "quantity IS NOT NULL OR state = 'draft'")
    _forget_placeholders()
    with op.batch_alter_table('awards', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.add_column(sa.Column('lot_keys', sa.JSON(), nullable=False, server_default='[]'))
    _name_lots()
    with op.batch_alter_table('awards', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.alter_column('lot_keys', server_default=None)
        batch_op.drop_constraint(op.f('fk_awards_lot_id_lots'), type_='foreignkey')
        batch_op.drop_column('lot_id')
    with op.batch_alter_table('notice_releases', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.add_column(sa.Column('unread', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('notice_releases', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.alter_column('unread', server_default=None)


def _forget_placeholders() -> None:
    """Drafts in which 1 stood for a quantity that nobody knew."""
    op.get_bind().execute(
        sa.text(
            "UPDATE work_packages SET quantity = NULL, estimated = :no WHERE state = 'draft' AND quantity = 1 "
            "AND (basis LIKE 'We cannot estimate%' OR basis LIKE 'The notice names only the division%')"
        ).bindparams(sa.bindparam('no', False, sa.Boolean()))
    )


def _name_lots() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text('SELECT a.id, l.key FROM awards a JOIN lots l ON l.id = a.lot_id')).all()
    for award_id, key in rows:
        connection.execute(
            sa.text('UPDATE awards SET lot_keys = :keys WHERE id = :id'), {'keys': json.dumps([key]), 'id': award_id}
        )


def downgrade() -> None:
    with op.batch_alter_table('notice_releases', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.drop_column('unread')
    with op.batch_alter_table('awards', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.add_column(sa.Column('lot_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_awards_lot_id_lots'), 'lots', ['lot_id'], ['id'])
        batch_op.drop_column('lot_keys')
    op.execute('UPDATE work_packages SET quantity = 1 WHERE quantity IS NULL')
    with op.batch_alter_table('work_packages', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.drop_constraint(op.f('ck_work_packages_quantity_known'), type_='check')
        batch_op.alter_column('quantity', existing_type=sa.BigInteger(), nullable=False)
    with op.batch_alter_table('lots', table_kwargs=AS_BEFORE) as batch_op:
        batch_op.drop_column('extension_months')
        batch_op.drop_column('extension')
        batch_op.drop_constraint(op.f('ck_lots_lotstate'), type_='check')
        batch_op.drop_column('state')
    with op.batch_alter_table('tenders', table_kwargs=AS_BEFORE) as batch_op:
        for name in (*LISTS, *TEXTS, 'stale_at', 'deadline_is_day'):
            batch_op.drop_column(name)
