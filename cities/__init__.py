"""What a Cité shows: home, services, news, team, partners, places and initiatives; and the directory of all of them."""
