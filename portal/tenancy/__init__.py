"""The only place that answers "whose is this?": Cités, their sites, hosts, languages, roles and structural pages."""
