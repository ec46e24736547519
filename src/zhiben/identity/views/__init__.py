"""The faces of this room: coming in, the own account, others' accounts, the rules, another house's login."""
