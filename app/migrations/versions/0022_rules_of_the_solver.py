"""a stored question has its rules in the solver's own shape"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

LEAD = ('credentials', 'min_turnover', 'min_value_share_bp')
MEMBERS = ('min', 'max')
ABSENT = (None, [], {})
AS_BEFORE = {
    'member_floor': None, 'budget': None, 'lot_budgets': {}, 'exposure_bp': None, 'combined_turnover_bp': None,
    'group_credentials': [], 'social_enterprise_share_bp': None, 'local_share_bp': None, 'local_areas': [],
    'supported_workforce_bp': None, 'lots_per_bidder': None, 'lot_bidder': 'consortium', 'exclusive_lots': [],
    'lot_categories': [],
}
BEFORE = {'members_min': 2, 'members_max': 8, 'lead_credentials': [], 'lead_min_turnover': 0, 'lead_min_value_share_bp': 0}


def upgrade() -> None:
    _rewrite(_nested)


def downgrade() -> None:
    _rewrite(_flat)


def _rewrite(change) -> None:
    connection = op.get_bind()
    for number, question in connection.execute(sa.text('SELECT id, question FROM enquiries')).all():
        asked = json.loads(question) if isinstance(question, str) else question
        if 'rules' not in asked:
            continue  # a question that no form has made
        asked['rules'] = change(asked['rules'])
        connection.execute(
            sa.text('UPDATE enquiries SET question = :question WHERE id = :number').bindparams(
                sa.bindparam('question', asked, sa.JSON()), number=number
            )
        )


def _nested(rules: dict) -> dict:
    flat = {**BEFORE, **rules}
    nested = {name: value for name, value in flat.items() if name not in BEFORE and value not in ABSENT}
    if nested.get('lot_bidder') == 'consortium':
        del nested['lot_bidder']
    if 'exclusive_lots' in nested:
        nested['exclusive_lots'] = [[str(lot) for lot in pair] for pair in nested['exclusive_lots']]
    if 'lot_categories' in nested:
        nested['lot_categories'] = [
            {'lots': [str(lot) for lot in kind['lots']], 'most': kind['most']} for kind in nested['lot_categories']
        ]
    nested['members'] = {name: flat[f'members_{name}'] for name in MEMBERS}
    nested['lead'] = {name: flat[f'lead_{name}'] for name in LEAD}
    return nested


def _flat(rules: dict) -> dict:
    flat = {**AS_BEFORE, **{name: value for name, value in rules.items() if name not in ('members', 'lead')}}
    flat['exclusive_lots'] = [[int(lot) for lot in pair] for pair in flat['exclusive_lots']]
    flat['lot_categories'] = [
        {'lots': [int(lot) for lot in kind['lots']], 'most': kind['most']} for kind in flat['lot_categories']
    ]
    flat.update({f'members_{name}': rules['members'][name] for name in MEMBERS})
    flat.update({f'lead_{name}': rules['lead'][name] for name in LEAD})
    return flat
