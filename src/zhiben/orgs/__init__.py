"""People, roles and grants; two crossing dated trees: lines (条) and territories (块); units, sectors, sites."""
